import { join } from "node:path";
import { PAGE_PATHS } from "@spotlight/contracts";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply } from "fastify";

/** Paths of the app that all answer with the one page. */
export const PAGES = ["/", ...PAGE_PATHS];

/** Serves the built web app: files with a hash in their name for ever and as the build compressed them, the page itself never from a cache. */
export async function serveWebApp(app: FastifyInstance, webDir: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: join(webDir, "assets"),
    prefix: "/assets/",
    immutable: true,
    maxAge: "365d",
    preCompressed: true,
  });
  const fresh = (reply: FastifyReply, file: string): FastifyReply =>
    reply.header("cache-control", "no-cache").sendFile(file, webDir, { cacheControl: false });
  const route = { config: { access: "public" as const }, schema: { hide: true } };
  for (const path of PAGES) app.get(path, route, (_request, reply) => fresh(reply, "index.html"));
  app.get("/icon.svg", route, (_request, reply) => fresh(reply, "icon.svg"));
}
