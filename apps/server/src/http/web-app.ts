import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

/** Serves the built web app: files with a hash in their name for ever, the page itself never from a cache. */
export async function serveWebApp(app: FastifyInstance, webDir: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: join(webDir, "assets"),
    prefix: "/assets/",
    immutable: true,
    maxAge: "365d",
  });
  const page = (_request: FastifyRequest, reply: FastifyReply): FastifyReply =>
    reply.header("cache-control", "no-cache").sendFile("index.html", webDir);
  for (const path of ["/", "/settings", "/keys"]) {
    app.get(path, { config: { access: "public" }, schema: { hide: true } }, page);
  }
}
