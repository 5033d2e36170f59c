import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance } from "fastify";
import { jsonSchemaTransform } from "fastify-type-provider-zod";

/** Serves the description of the whole API, made from the schemas that validate it. */
export async function documentApi(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      info: {
        title: "Spotlight Trader",
        version,
        description:
          "Times are epoch milliseconds, prices are dollars. Errors are {error: {code, message, details?}}.",
      },
    },
    transform: jsonSchemaTransform,
  });
  app.get("/api/openapi.json", { config: { access: "session" }, schema: { hide: true } }, () =>
    app.swagger(),
  );
  await app.register(swaggerUi, { routePrefix: "/api/docs", uiConfig: { docExpansion: "list" } });
}
