import { flagBodySchema, flagsAnswerSchema } from "@spotlight/contracts";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { note } from "./note.ts";
import type { HttpParts } from "./parts.ts";

/** What can be switched while the server runs. */
export async function flagRoutes(app: FastifyInstance, { parts }: { parts: HttpParts }): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const { flags } = parts;

  routes.get(
    "/api/flags",
    { config: { access: "session" }, schema: { response: { 200: flagsAnswerSchema } } },
    () => ({ flags: flags.list() }),
  );

  routes.put(
    "/api/flags",
    {
      config: { access: "recent" },
      schema: { body: flagBodySchema, response: { 200: flagsAnswerSchema } },
    },
    async (request, reply) => {
      const reset = request.body.value === null;
      await flags.set(request.body, ({ before, after }) =>
        note(parts, request, "flag_changed", { flag: request.body.name, before, after, reset }),
      );
      return reply.send({ flags: flags.list() });
    },
  );
}
