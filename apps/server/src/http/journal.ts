import { randomUUID } from "node:crypto";
import {
  type JournalEntry,
  journalAnswerSchema,
  journalCreateSchema,
  journalEntrySchema,
  journalQuerySchema,
  journalUpdateSchema,
} from "@spotlight/contracts";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { askedMarket, readyMarket } from "./bars.ts";
import { defined } from "./defined.ts";
import type { HttpParts } from "./parts.ts";
import { Refusal } from "./refusal.ts";
import { type Routes, SESSION, SESSION_WRITE } from "./routes.ts";

const byId = z.object({ id: z.string().min(1).max(100) });

/** A person's journal. */
export async function journalRoutes(app: FastifyInstance, { parts }: { parts: HttpParts }): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  readingRoutes(routes, parts);
  writingRoutes(routes, parts);
  deletingRoutes(routes, parts);
}

function readingRoutes(routes: Routes, parts: HttpParts): void {
  routes.get(
    "/api/journals",
    { config: SESSION, schema: { querystring: journalQuerySchema, response: { 200: journalAnswerSchema } } },
    (request) => {
      const { replay: _replay, ...question } = request.query;
      const knownAtMs = Math.floor(askedMarket(parts, request).engine.nowMs);
      return readyMarket(parts).records.journal.find({ ...question, knownAtMs });
    },
  );

  routes.get(
    "/api/journals/:id",
    { config: SESSION, schema: { params: byId, response: { 200: journalEntrySchema } } },
    ({ params: { id } }) => found(parts, id),
  );
}

function writingRoutes(routes: Routes, parts: HttpParts): void {
  routes.post(
    "/api/journals",
    { config: SESSION_WRITE, schema: { body: journalCreateSchema, response: { 201: journalEntrySchema } } },
    async ({ body }, reply) => {
      const { engine, records } = readyMarket(parts);
      const learnedMs = Math.floor(engine.nowMs);
      const { atMs = learnedMs } = body;
      if (atMs > learnedMs)
        throw new Refusal(400, "in_the_future", "An entry cannot lie ahead of the market's clock.");
      const written = { ...body, id: randomUUID(), atMs, learnedMs, evidence: [] };
      return reply.status(201).send(await records.journal.add(written, parts.wallMs()));
    },
  );

  routes.put(
    "/api/journals/:id",
    {
      config: SESSION_WRITE,
      schema: { params: byId, body: journalUpdateSchema, response: { 200: journalEntrySchema } },
    },
    async ({ params: { id }, body }) => {
      const { engine, records } = readyMarket(parts);
      const before = await found(parts, id);
      if (before.kind === "coach")
        throw new Refusal(409, "not_yours", "What the coach said stays as it was said. It can be deleted.");
      const { version, ...changes } = body;
      const after = { ...before, ...defined(changes), learnedMs: Math.floor(engine.nowMs) };
      const changed = await records.journal.change(id, version, after, parts.wallMs());
      if (changed === null) {
        const sentence = `This entry is at version ${before.version} by now. Load it again and repeat the change.`;
        throw new Refusal(409, "changed_meanwhile", sentence);
      }
      return changed;
    },
  );
}

function deletingRoutes(routes: Routes, parts: HttpParts): void {
  routes.delete(
    "/api/journals/:id",
    { config: SESSION_WRITE, schema: { params: byId, response: { 204: z.null() } } },
    async ({ params: { id } }, reply) => {
      if (!(await readyMarket(parts).records.journal.remove(id, parts.wallMs()))) throw noEntry();
      return reply.status(204).send(null);
    },
  );

  routes.post(
    "/api/journals/:id/restore",
    { config: SESSION_WRITE, schema: { params: byId, response: { 200: journalEntrySchema } } },
    async ({ params: { id } }) => {
      const entry = await readyMarket(parts).records.journal.restore(id);
      if (entry === null) throw noEntry();
      return entry;
    },
  );
}

async function found(parts: HttpParts, id: string): Promise<JournalEntry> {
  const entry = await readyMarket(parts).records.journal.get(id);
  if (entry === null) throw noEntry();
  return entry;
}

function noEntry(): Refusal {
  return new Refusal(404, "no_entry", "There is no journal entry of this id.");
}
