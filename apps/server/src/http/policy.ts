import { routesAnswerSchema } from "@spotlight/contracts";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { StatedRoute } from "../access/policy.ts";

/** The route policy as the router has it: every route with who may use it. */
export async function policyRoutes(
  app: FastifyInstance,
  { routes }: { routes: readonly StatedRoute[] },
): Promise<void> {
  app
    .withTypeProvider<ZodTypeProvider>()
    .get(
      "/api/admin/routes",
      { config: { access: "recent" }, schema: { response: { 200: routesAnswerSchema } } },
      () => ({ routes: [...routes] }),
    );
}
