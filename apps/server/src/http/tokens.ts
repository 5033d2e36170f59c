import { tokenBodySchema, tokenMadeSchema, tokensAnswerSchema } from "@spotlight/contracts";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { type AccessTokens, TooManyTokens } from "../access/tokens.ts";
import { note } from "./note.ts";
import type { HttpParts } from "./parts.ts";
import { Refusal, starting } from "./refusal.ts";

/** Tokens for programs: made, seen and revoked by a person who entered the PIN of late. */
export async function tokenRoutes(app: FastifyInstance, { parts }: { parts: HttpParts }): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    "/api/access/tokens",
    { config: { access: "session" }, schema: { response: { 200: tokensAnswerSchema } } },
    () => ({ tokens: [...tokensOf(parts).list()] }),
  );

  routes.post(
    "/api/access/tokens",
    {
      config: { access: "recent", limit: "write" },
      schema: { body: tokenBodySchema, response: { 201: tokenMadeSchema } },
    },
    async (request, reply) => {
      const made = await make(tokensOf(parts), request.body);
      const { id, name, scopes } = made.summary;
      await note(parts, request, "token_made", { token: id, name, scopes: scopes.join(" ") });
      return reply.status(201).header("cache-control", "no-store").send(made);
    },
  );

  routes.delete(
    "/api/access/tokens/:id",
    { config: { access: "session" }, schema: { params: z.object({ id: z.string().max(100) }) } },
    async (request, reply) => {
      const { id } = request.params;
      if (!(await tokensOf(parts).revoke(id))) throw new Refusal(404, "not_found", "There is no such token.");
      await note(parts, request, "token_revoked", { token: id });
      return reply.status(204).send();
    },
  );
}

function tokensOf({ access: { control } }: HttpParts): AccessTokens {
  if (control.tokens === null) throw starting();
  return control.tokens;
}

async function make(
  tokens: AccessTokens,
  body: z.output<typeof tokenBodySchema>,
): ReturnType<AccessTokens["make"]> {
  try {
    return await tokens.make(body);
  } catch (error) {
    if (error instanceof TooManyTokens) throw new Refusal(409, "too_many_tokens", error.message);
    throw error;
  }
}
