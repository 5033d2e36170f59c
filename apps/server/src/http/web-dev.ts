import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { createServer } from "vite";
import { PAGES } from "./web-app.ts";

/**
 * Serves the web app from its sources with Vite inside this server: one port for everything, changes shown at once.
 * Updates come over the same port, by `ws` unless VITE_HTTPS=1 asks for `wss`.
 */
export async function serveWebSources(app: FastifyInstance, sourceDir: string): Promise<void> {
  const vite = await createServer({
    root: sourceDir,
    appType: "custom",
    // The other loader imports a temporary file and deletes it, which `node --watch` takes for a change of the server.
    configLoader: "runner",
    server: { middlewareMode: true, ws: { server: app.server } },
  });
  app.addHook("onClose", () => vite.close());
  // The development server's own scripts are inline and talk over a socket: the page's policy is for the built app.
  app.addHook("onRequest", (request, reply, done) => {
    if (isApi(request.url)) {
      done();
      return;
    }
    reply.removeHeader("content-security-policy");
    vite.middlewares(request.raw, reply.raw, done);
  });
  const page = { config: { access: "public" as const }, schema: { hide: true } };
  for (const path of PAGES) {
    app.get(path, page, async (request, reply) => {
      const html = await readFile(join(sourceDir, "index.html"), "utf8");
      return reply.type("text/html").send(await vite.transformIndexHtml(request.url, html));
    });
  }
}

function isApi(url: string): boolean {
  return url.startsWith("/api/") || url.startsWith("/stream/");
}
