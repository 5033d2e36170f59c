import { randomUUID } from "node:crypto";
import {
  type Memory,
  type MemoryOrigin,
  PDF_BYTES_MAX,
  SOURCE_TEXT_MAX,
  knowledgePdfSchema,
  knowledgeTextSchema,
  knowledgeUrlSchema,
  memoriesAnswerSchema,
  memorySchema,
  replayedQuerySchema,
} from "@spotlight/contracts";
import { type DocumentPart, passagesOf } from "@spotlight/coach";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { type Read, type Unread, Unreadable } from "../memory/reading/protocol.ts";
import type { PublicPage } from "../vendors/public-pages.ts";
import { VendorFailure } from "../vendors/vendor.ts";
import { readyMarket } from "./bars.ts";
import { listed, noMemory } from "./memory.ts";
import type { HttpParts } from "./parts.ts";
import { Refusal } from "./refusal.ts";
import { type Routes, SESSION, SESSION_WRITE } from "./routes.ts";

const PDF = "application/pdf";

/** Documents of others that a person lets the coach look into. */
export async function knowledgeRoutes(app: FastifyInstance, { parts }: { parts: HttpParts }): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  listingRoutes(routes, parts);

  textRoute(routes, parts);
  pdfRoute(app, routes, parts);
  pageRoutes(routes, parts);
}

function textRoute(routes: Routes, parts: HttpParts): void {
  routes.post(
    "/api/knowledge/text",
    {
      config: SESSION_WRITE,
      bodyLimit: 4 * 1_048_576,
      schema: { body: knowledgeTextSchema, response: { 201: memorySchema } },
    },
    async ({ body: { title, text } }, reply) => {
      const document = { title, parts: [{ page: null, text }], origin: { kind: "text" as const } };
      return reply.status(201).send(await keep(parts, document));
    },
  );
}

function pdfRoute(app: FastifyInstance, routes: Routes, parts: HttpParts): void {
  app.addContentTypeParser(PDF, { parseAs: "buffer", bodyLimit: PDF_BYTES_MAX }, (_request, body, done) =>
    done(null, body),
  );
  routes.post(
    "/api/knowledge/pdf",
    {
      config: SESSION_WRITE,
      bodyLimit: PDF_BYTES_MAX,
      schema: { querystring: knowledgePdfSchema, response: { 201: memorySchema } },
    },
    async ({ query: { title }, body }, reply) => {
      if (!Buffer.isBuffer(body)) throw new Refusal(400, "no_pdf", `Send the file itself as ${PDF}.`);
      const read = await readable(parts, { kind: "pdf", bytes: Uint8Array.from(body) });
      const origin = { kind: "pdf" as const, pages: read.parts.length };
      return reply.status(201).send(await keep(parts, { title, parts: read.parts, origin }));
    },
  );
}

function pageRoutes(routes: Routes, parts: HttpParts): void {
  routes.post(
    "/api/knowledge/url",
    { config: SESSION_WRITE, schema: { body: knowledgeUrlSchema, response: { 201: memorySchema } } },
    async ({ body: { url: asked, title } }, reply) => {
      const { url, type, bytes } = await pageAt(parts, asked);
      const text = new TextDecoder().decode(bytes);
      const read: Read =
        type === "text"
          ? { title: null, parts: [{ page: null, text: text.slice(0, SOURCE_TEXT_MAX) }] }
          : await readable(parts, type === "pdf" ? { kind: type, bytes } : { kind: "page", html: text });
      const name = title ?? read.title ?? new URL(url).hostname;
      const origin = { kind: "url" as const, url };
      return reply.status(201).send(await keep(parts, { title: name, parts: read.parts, origin }));
    },
  );

  routes.post(
    "/api/knowledge/youtube",
    { config: SESSION_WRITE, schema: { body: knowledgeUrlSchema } },
    () => {
      throw new Refusal(
        422,
        "not_possible",
        "YouTube hands out transcripts to its own pages only. Open the video's transcript there, copy it, and add it as text.",
      );
    },
  );
}

async function readable(parts: HttpParts, unread: Unread): Promise<Read> {
  try {
    return await readyMarket(parts).records.reader.read(unread);
  } catch (error) {
    if (error instanceof Unreadable) throw new Refusal(400, "unreadable", error.message);
    throw error;
  }
}

async function pageAt(parts: HttpParts, url: string): Promise<PublicPage> {
  try {
    return await readyMarket(parts).records.pages.get(url);
  } catch (error) {
    if (error instanceof VendorFailure) throw new Refusal(400, "not_fetched", error.message);
    throw error;
  }
}

function listingRoutes(routes: Routes, parts: HttpParts): void {
  routes.get(
    "/api/knowledge",
    {
      config: SESSION,
      schema: { querystring: replayedQuerySchema, response: { 200: memoriesAnswerSchema } },
    },
    (request) => listed(parts, request, "source"),
  );

  routes.delete(
    "/api/knowledge/:id",
    {
      config: SESSION_WRITE,
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
