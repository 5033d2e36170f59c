import type { FastifyInstance } from "fastify";

/** Who may use a route. `session`: whoever logged in (in development without a PIN: whoever reaches loopback). */
export type Access = "public" | "session";

declare module "fastify" {
  interface FastifyContextConfig {
    access?: Access;
  }
}

/** Access of the routes that plugins add, by the beginning of their path. */
const PLUGIN_ROUTES: readonly (readonly [string, Access])[] = [
  ["/api/docs", "session"],
  ["/assets/", "public"],
];

/** Makes it an error, at start, to add a route that does not state who may use it. */
export function requireStatedAccess(app: FastifyInstance): void {
  app.addHook("onRoute", (route) => {
    const stated =
      route.config?.access ?? PLUGIN_ROUTES.find(([prefix]) => route.url.startsWith(prefix))?.[1];
    if (stated === undefined) throw new Error(`route ${String(route.method)} ${route.url} states no access`);
    route.config = { ...route.config, access: stated };
  });
}
