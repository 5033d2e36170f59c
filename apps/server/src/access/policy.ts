import type { FastifyInstance } from "fastify";

/**
 * Who may use a route. `public`: anybody. `session`: whoever is logged in (in development without a PIN: whoever reaches
 * loopback). `recent`: the same, with the PIN entered in the last 12 hours. `metrics`: as `session`, or by the token or
 * address of a metrics collector. `token`: programs, by a token that a person made for them.
 */
export type Access = "public" | "session" | "recent" | "metrics" | "token";

declare module "fastify" {
  interface FastifyContextConfig {
    access?: Access;
  }
}

/** A route as the router knows it. */
export interface StatedRoute {
  readonly method: string;
  readonly url: string;
  readonly access: Access;
}

/** Access of the routes that plugins add, by the beginning of their path. */
const PLUGIN_ROUTES: readonly (readonly [string, Access])[] = [
  ["/api/docs", "session"],
  ["/assets/", "public"],
];

/**
 * Makes it an error, at start, to add a route that does not state who may use it.
 *
 * @returns every route, in the order they are added; filled while the application is built.
 */
export function requireStatedAccess(app: FastifyInstance): readonly StatedRoute[] {
  const routes: StatedRoute[] = [];
  app.addHook("onRoute", (route) => {
    const stated =
      route.config?.access ?? PLUGIN_ROUTES.find(([prefix]) => route.url.startsWith(prefix))?.[1];
    if (stated === undefined) throw new Error(`route ${String(route.method)} ${route.url} states no access`);
    route.config = { ...route.config, access: stated };
    for (const method of [route.method].flat()) routes.push({ method, url: route.url, access: stated });
  });
  return routes;
}
