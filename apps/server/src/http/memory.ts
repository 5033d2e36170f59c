import { randomUUID } from "node:crypto";
import {
  type MemoriesAnswer,
  type Memory,
  type MemoryKind,
  memoriesAnswerSchema,
  memoryCreateSchema,
  memoryHitsSchema,
  memoryQuerySchema,
  memorySchema,
  memorySearchSchema,
  memoryUpdateSchema,
} from "@spotlight/contracts";
import { passagesOf } from "@spotlight/coach";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { askedMarket, readyMarket } from "./bars.ts";
import type { HttpParts } from "./parts.ts";
import { Refusal } from "./refusal.ts";
import { type Routes, SESSION, SESSION_WRITE } from "./routes.ts";

const byId = z.object({ id: z.string().min(1).max(200) });

/** What is remembered for a person: seen, searched, written, changed and deleted. */
export async function memoryRoutes(app: FastifyInstance, { parts }: { parts: HttpParts }): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  readingRoutes(routes, parts);
  writingRoutes(routes, parts);
  deletingRoutes(routes, parts);
}

function readingRoutes(routes: Routes, parts: HttpParts): void {
  routes.get(
    "/api/memory",
    { config: SESSION, schema: { querystring: memoryQuerySchema, response: { 200: memoriesAnswerSchema } } },
    (request) => listed(parts, request, request.query.kind ?? null),
  );

  routes.get(
    "/api/memory/search",
    { config: SESSION, schema: { querystring: memorySearchSchema, response: { 200: memoryHitsSchema } } },
    (request) => {
      const { q, kind = null, limit } = request.query;
      const knownAtMs = Math.floor(askedMarket(parts, request).engine.nowMs);
      return readyMarket(parts).records.search.find(q, { kind, knownAtMs }, limit);
    },
  );
}

function writingRoutes(routes: Routes, parts: HttpParts): void {
  routes.post(
    "/api/memory",
    { config: SESSION_WRITE, schema: { body: memoryCreateSchema, response: { 201: memorySchema } } },
    async ({ body }, reply) => {
      const { engine, records } = readyMarket(parts);
      const about = {
        id: randomUUID(),
        origin: { kind: "written" as const },
        learnedMs: Math.floor(engine.nowMs),
      };
      const memory = { ...body, ...about };
      const passages = passagesOf([{ page: null, text: body.text }]);
      const added = await records.memory.add(memory, passages, parts.wallMs());
      records.embedding?.wake();
      return reply.status(201).send(added);
    },
  );

  routes.put(
    "/api/memory/:id",
    {
      config: SESSION_WRITE,
      schema: { params: byId, body: memoryUpdateSchema, response: { 200: memorySchema } },
    },
    async ({ params: { id }, body }) => {
      const { engine, records } = readyMarket(parts);
      const before = await found(parts, id);
      if (before.kind === "source")
        throw new Refusal(409, "not_yours", "What others wrote stays as it is. It can be deleted.");
      const { version, title = before.title, text = before.text } = body;
      const after = { id, title, text, learnedMs: Math.floor(engine.nowMs) };
      const passages = passagesOf([{ page: null, text }]);
      const changed = await records.memory.change(version, after, passages, parts.wallMs());
      if (changed === null) {
        const sentence = `This memory is at version ${before.version} by now. Load it again and repeat the change.`;
        throw new Refusal(409, "changed_meanwhile", sentence);
      }
      records.embedding?.wake();
      return changed;
    },
  );
}

function deletingRoutes(routes: Routes, parts: HttpParts): void {
  routes.delete(
    "/api/memory/:id",
    { config: SESSION_WRITE, schema: { params: byId, response: { 204: z.null() } } },
    async ({ params: { id } }, reply) => {
      if (!(await readyMarket(parts).records.memory.remove(id, parts.wallMs()))) throw noMemory();
      return reply.status(204).send(null);
    },
  );

  routes.post(
    "/api/memory/:id/restore",
    { config: SESSION_WRITE, schema: { params: byId, response: { 200: memorySchema } } },
    async ({ params: { id } }) => {
      const memory = await readyMarket(parts).records.memory.restore(id);
      if (memory === null) throw noMemory();
      return memory;
    },
  );
}

/** What is remembered of a kind, as far as it was known at the time of the market that is asked about. */
export async function listed(
  parts: HttpParts,
  request: Pick<FastifyRequest, "query">,
  kind: MemoryKind | null,
): Promise<MemoriesAnswer> {
  const knownAtMs = Math.floor(askedMarket(parts, request).engine.nowMs);
  const { memory, model } = readyMarket(parts).records;
  return { memories: [...(await memory.list({ kind, knownAtMs }, model))] };
}

async function found(parts: HttpParts, id: string): Promise<Memory> {
  const memory = await readyMarket(parts).records.memory.get(id);
  if (memory === null) throw noMemory();
  return memory;
}

/** Nothing is remembered under an id. */
export function noMemory(): Refusal {
  return new Refusal(404, "no_memory", "Nothing is remembered under this id.");
}
