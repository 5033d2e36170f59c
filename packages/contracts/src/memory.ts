import { z } from "zod";
import { replaySchema } from "./rest.ts";

/** Longest title, characters. */
export const MEMORY_TITLE_MAX = 200;
/** Longest text that a person writes into memory, characters. */
export const MEMORY_TEXT_MAX = 20_000;
/** Longest text of a source, characters. */
export const SOURCE_TEXT_MAX = 600_000;
/** Largest PDF that is taken, bytes. */
export const PDF_BYTES_MAX = 20_971_520;

const epochMs = z.int().min(0).max(8_640_000_000_000_000);

/**
 * What a memory is: a page of the `playbook`, a term of the `glossary`, a `post_mortem`, an `insight`, or a `source`: a
 * document that somebody else wrote.
 */
export const memoryKindSchema = z.enum(["playbook", "glossary", "post_mortem", "insight", "source"]);
/** See {@link memoryKindSchema}. */
export type MemoryKind = z.infer<typeof memoryKindSchema>;
const writtenKind = memoryKindSchema.exclude(["source"]);

/** Where a memory comes from. `shipped` comes with the product, under its name there. */
export const memoryOriginSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("written") }),
  z.strictObject({ kind: z.literal("shipped"), name: z.string().max(200) }),
  z.strictObject({ kind: z.literal("text") }),
  z.strictObject({ kind: z.literal("pdf"), pages: z.int().positive() }),
  z.strictObject({ kind: z.literal("url"), url: z.string().max(2_000) }),
]);
/** See {@link memoryOriginSchema}. */
export type MemoryOrigin = z.infer<typeof memoryOriginSchema>;

/** Where in its memory a passage stands; null where that has none. */
export const passagePlaceSchema = z.object({
  /** From 1. */
  page: z.int().positive().nullable(),
  heading: z.string().nullable(),
  /** Characters before it. */
  offset: z.int().nonnegative(),
});
/** See {@link passagePlaceSchema}. */
export type PassagePlace = z.infer<typeof passagePlaceSchema>;

/** Something that is remembered. */
export const memorySchema = z.object({
  id: z.string().min(1).max(200),
  kind: memoryKindSchema,
  title: z.string().min(1).max(MEMORY_TITLE_MAX),
  /** Empty for a source, whose words are in its passages. */
  text: z.string().max(MEMORY_TEXT_MAX),
  origin: memoryOriginSchema,
  /** The market time at which it was learned: what a replay of an earlier time must not show. */
  learnedMs: epochMs,
  version: z.int().positive(),
  /** Wall clock. */
  createdMs: epochMs,
  updatedMs: epochMs,
});
/** See {@link memorySchema}. */
export type Memory = z.infer<typeof memorySchema>;

/** A memory in a list: how many passages it has, and how many of them can be found by their meaning by now. */
export const listedMemorySchema = memorySchema.extend({ passages: z.int(), embedded: z.int() });
/** See {@link listedMemorySchema}. */
export type ListedMemory = z.infer<typeof listedMemorySchema>;

/** Query of `GET /api/memory`. */
export const memoryQuerySchema = z.strictObject({ kind: memoryKindSchema.optional(), replay: replaySchema });

/** Answer of `GET /api/memory` and `GET /api/knowledge`, by kind and title. */
export const memoriesAnswerSchema = z.object({ memories: z.array(listedMemorySchema) });
/** See {@link memoriesAnswerSchema}. */
export type MemoriesAnswer = z.infer<typeof memoriesAnswerSchema>;

const title = z.string().trim().min(1).max(MEMORY_TITLE_MAX);
const text = z.string().trim().min(1, "a memory needs words").max(MEMORY_TEXT_MAX);

/** Body of `POST /api/memory`. */
export const memoryCreateSchema = z.strictObject({ kind: writtenKind, title, text });
/** See {@link memoryCreateSchema}. */
export type MemoryBody = z.infer<typeof memoryCreateSchema>;

/** Body of `PUT /api/memory/:id`. `version` is the one that the change is made from: another one is refused (409). */
export const memoryUpdateSchema = z.strictObject({
  version: z.int().positive(),
  title: title.optional(),
  text: text.optional(),
});

/** Body of `POST /api/knowledge/text`. */
export const knowledgeTextSchema = z.strictObject({
  title,
  text: z.string().trim().min(1).max(SOURCE_TEXT_MAX),
});

/** Query of `POST /api/knowledge/pdf`, whose body is the file. */
export const knowledgePdfSchema = z.strictObject({ title });

/** Body of `POST /api/knowledge/url` and `POST /api/knowledge/youtube`. Without a title the page's own is taken. */
export const knowledgeUrlSchema = z.strictObject({
  url: z.string().trim().min(1).max(2_000),
  title: title.optional(),
});

/** Query of `GET /api/memory/search`. */
export const memorySearchSchema = z.strictObject({
  q: z.string().trim().min(1).max(500),
  kind: memoryKindSchema.optional(),
  limit: z.coerce.number().int().min(1).max(50).default(10),
  replay: replaySchema,
});

/** A passage that was found, with its memory. */
export const memoryHitSchema = z.object({
  memory: z.string(),
  kind: memoryKindSchema,
  title: z.string(),
  text: z.string(),
  place: passagePlaceSchema,
  origin: memoryOriginSchema,
  learnedMs: epochMs,
  /** Only its order means something. */
  score: z.number(),
});
/** See {@link memoryHitSchema}. */
export type MemoryHit = z.infer<typeof memoryHitSchema>;

/** Answer of `GET /api/memory/search`, the best first. `by`: by words alone, or by words and meaning. */
export const memoryHitsSchema = z.object({
  by: z.enum(["words", "words_and_meaning"]),
  hits: z.array(memoryHitSchema),
});
/** See {@link memoryHitsSchema}. */
export type MemoryHits = z.infer<typeof memoryHitsSchema>;
