import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { errorBody, requireKey } from "./errors.ts";

/**
 * A scripted model for embeddings: a vector for each text, in their order, or a status with which the request is refused.
 * What it returns is sent as it is, so that it can be wrong in every way.
 */
export type EmbeddingScript = (
  texts: readonly string[],
) => readonly (readonly number[])[] | { readonly refuse: number };

const bodySchema = z.looseObject({
  model: z.string(),
  input: z.union([z.string(), z.array(z.string()).min(1).max(2_048)]),
  encoding_format: z.enum(["float", "base64"]).optional(),
});

/** Adds `POST /v1/embeddings` for scripted models by their names. */
export function addEmbeddings(
  app: FastifyInstance,
  { apiKey, scripts }: { apiKey: string; scripts: Readonly<Record<string, EmbeddingScript>> },
): void {
  app.post("/v1/embeddings", (request, reply) => {
    if (!requireKey(request, reply, apiKey)) return reply;
    const body = bodySchema.safeParse(request.body);
    if (!body.success)
      return reply.code(400).send(errorBody("invalid_request_error", body.error.message, null));
    const { model, input, encoding_format: format = "float" } = body.data;
    const script = Object.hasOwn(scripts, model) ? scripts[model] : undefined;
    if (script === undefined || format !== "float")
      return reply.code(404).send(errorBody("invalid_request_error", `no ${model} here`, "model_not_found"));
    const answer = script(typeof input === "string" ? [input] : input);
    if ("refuse" in answer)
      return reply.code(answer.refuse).send(errorBody("server_error", "The server had an error.", null));
    const data = answer.map((embedding, index) => ({ object: "embedding", index, embedding }));
    return { object: "list", model, data, usage: { prompt_tokens: 1, total_tokens: 1 } };
  });
}
