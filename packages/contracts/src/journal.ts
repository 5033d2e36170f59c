import { z } from "zod";
import { evidenceSchema } from "./evidence.ts";
import { daySchema, replaySchema } from "./rest.ts";
import { symbolSchema } from "./symbol.ts";

/** Longest title of an entry, characters. */
export const JOURNAL_TITLE_MAX = 200;
/** Longest text of an entry, characters. */
export const JOURNAL_TEXT_MAX = 20_000;
/** Most entries in one answer. */
export const JOURNAL_PAGE_MAX = 200;

const epochMs = z.int().min(0).max(8_640_000_000_000_000);

/**
 * What an entry is. `note`: anything; `trade`, `callout`: about one; `insight`: something learned; `end_of_day`: how a day
 * went; `post_mortem`: what went wrong and why; `coach`: what the coach said, with its evidence.
 */
export const journalKindSchema = z.enum([
  "note",
  "trade",
  "callout",
  "insight",
  "end_of_day",
  "post_mortem",
  "coach",
]);
/** See {@link journalKindSchema}. */
export type JournalKind = z.infer<typeof journalKindSchema>;

/** What an entry is about, by its id. */
export const journalRefSchema = z.strictObject({
  kind: z.enum(["trade", "callout", "signal"]),
  id: z.string().min(1).max(300),
});

const title = z.string().trim().max(JOURNAL_TITLE_MAX);
const text = z.string().trim().min(1, "an entry needs words").max(JOURNAL_TEXT_MAX);
const tags = z
  .array(z.string().trim().toLowerCase().min(1).max(40))
  .max(20)
  .transform((list) => [...new Set(list)]);
const refs = z.array(journalRefSchema).max(50);
/** What the coach says is written by the server alone. */
const writtenKind = journalKindSchema.exclude(["coach"]);

/** An entry of a person's journal. */
export const journalEntrySchema = z.object({
  id: z.string(),
  /** The trading day in New York that it belongs to. */
  day: daySchema,
  /** The market time that it is about. */
  atMs: epochMs,
  /** The market time at which these words were written: what a replay of an earlier time must not show. */
  learnedMs: epochMs,
  kind: journalKindSchema,
  symbol: symbolSchema.nullable(),
  title: z.string().max(JOURNAL_TITLE_MAX),
  text: z.string().max(JOURNAL_TEXT_MAX),
  tags: z.array(z.string().max(40)).max(20),
  refs,
  /** What the coach's words rest on; empty for what a person wrote. */
  evidence: z.array(evidenceSchema),
  version: z.int().positive(),
  /** Wall clock. */
  createdMs: epochMs,
  updatedMs: epochMs,
});
/** See {@link journalEntrySchema}. */
export type JournalEntry = z.infer<typeof journalEntrySchema>;

/** Body of `POST /api/journals`. Without `atMs` it is about now, on the market's clock. */
export const journalCreateSchema = z.strictObject({
  kind: writtenKind.default("note"),
  atMs: epochMs.optional(),
  symbol: symbolSchema.nullable().default(null),
  title: title.default(""),
  text,
  tags: tags.default([]),
  refs: refs.default([]),
});
/** See {@link journalCreateSchema}; before defaults. */
export type JournalBody = z.input<typeof journalCreateSchema>;

/** Body of `PUT /api/journals/:id`. `version` is the one that the change is made from: another one is refused (409). */
export const journalUpdateSchema = z.strictObject({
  version: z.int().positive(),
  kind: writtenKind.optional(),
  symbol: symbolSchema.nullable().optional(),
  title: title.optional(),
  text: text.optional(),
  tags: tags.optional(),
  refs: refs.optional(),
});
/** See {@link journalUpdateSchema}; before it is made uniform. */
export type JournalChange = z.input<typeof journalUpdateSchema>;

/**
 * Query of `GET /api/journals`: trading days `from` to `to` (both inclusive), a kind, a symbol, words that occur. Newest
 * first; `before` is the `next` of the answer before.
 */
export const journalQuerySchema = z.strictObject({
  from: daySchema.optional(),
  to: daySchema.optional(),
  kind: journalKindSchema.optional(),
  symbol: symbolSchema.optional(),
  q: z.string().trim().min(1).max(200).optional(),
  before: z
    .string()
    .regex(/^\d{1,16}\.[\w-]{1,100}$/, "take `next` of the answer before")
    .optional(),
  limit: z.coerce.number().int().min(1).max(JOURNAL_PAGE_MAX).default(50),
  replay: replaySchema,
});

/** Answer of `GET /api/journals`. */
export const journalAnswerSchema = z.object({
  entries: z.array(journalEntrySchema),
  /** Where the next page begins; null on the last one. */
  next: z.string().nullable(),
});
/** See {@link journalAnswerSchema}. */
export type JournalAnswer = z.infer<typeof journalAnswerSchema>;
