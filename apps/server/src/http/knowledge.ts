import { randomUUID } from "node:crypto";
import {
  type Memory,
  type MemoryOrigin,
  knowledgeTextSchema,
  memoriesAnswerSchema,
  memorySchema,
  replayedQuerySchema,
} from "@spotlight/contracts";
import { type DocumentPart, passagesOf } from "@spotlight/coach";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { readyMarket } from "./bars.ts";
import { listed, noMemory } from "./memory.ts";
import type { HttpParts } from "./parts.ts";
import { Refusal } from "./refusal.ts";
import type { Routes } from "./routes.ts";

const session = { access: "session" as const };
const write = { access: "session" as const, limit: "write" as const };

/** Documents of others that a person lets the coach look into. */
export async function knowledgeRoutes(app: FastifyInstance, { parts }: { parts: HttpParts }): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  listingRoutes(routes, parts);

  routes.post(
    "/api/knowledge/text",
    {
      config: write,
      bodyLimit: 4 * 1_048_576,
      schema: { body: knowledgeTextSchema, response: { 201: memorySchema } },
    },
    async ({ body: { title, text } }, reply) => {
      const document = { title, parts: [{ page: null, text }], origin: { kind: "text" as const } };
      return reply.status(201).send(await keep(parts, document));
    },
  );
}

function listingRoutes(routes: Routes, parts: HttpParts): void {
  routes.get(
    "/api/knowledge",
    {
      config: session,
      schema: { querystring: replayedQuerySchema, response: { 200: memoriesAnswerSchema } },
    },
    (request) => listed(parts, request, "source"),
  );

  routes.delete(
    "/api/knowledge/:id",
    {
      config: write,
      schema: { params: z.object({ id: z.string().min(1).max(200) }), response: { 204: z.null() } },
    },
    async ({ params: { id } }, reply) => {
      const { memory } = readyMarket(parts).records;
      if ((await memory.get(id))?.kind !== "source" || !(await memory.remove(id, parts.wallMs())))
        throw noMemory();
      return reply.status(204).send(null);
    },
  );
}

/** Keeps a document that was read, in passages. */
async function keep(
  parts: HttpParts,
  {
    title,
    parts: pages,
    origin,
  }: { readonly title: string; readonly parts: readonly DocumentPart[]; readonly origin: MemoryOrigin },
): Promise<Memory> {
  const { engine, records } = readyMarket(parts);
  const passages = passagesOf(pages);
  if (passages.length === 0) throw new Refusal(400, "no_words", "No words were found in it.");
  const learnedMs = Math.floor(engine.nowMs);
  const source = { id: randomUUID(), kind: "source" as const, title, text: "", origin, learnedMs };
  const added = await records.memory.add(source, passages, parts.wallMs());
  records.embedding?.wake();
  return added;
}
