import { z } from "zod";
import { sessionKindSchema, timeframeSchema } from "./bar.ts";
import { reasonUnitSchema } from "./decision.ts";
import { symbolSchema } from "./symbol.ts";

/**
 * What evidence is measured in. Beside the units of numbers: `time` is epoch ms, `day` a trading day (YYYY-MM-DD),
 * `direction` is `long` or `short`, `grade` is A, B or C, `light` is GREEN, YELLOW or RED. `share` is a part of one
 * (0.62 is said as 62 %), `percent` a number of hundredths.
 */
export const evidenceUnitSchema = z.enum([
  ...reasonUnitSchema.options,
  "share",
  "time",
  "day",
  "direction",
  "grade",
  "light",
]);
/** See {@link evidenceUnitSchema}. */
export type EvidenceUnit = z.infer<typeof evidenceUnitSchema>;

/** What a person is shown who asks where a number comes from. */
export const evidenceOriginSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("bar"),
    symbol: symbolSchema,
    timeframe: timeframeSchema,
    session: sessionKindSchema,
    /** Epoch ms. */
    startMs: z.int(),
  }),
  z.object({ kind: z.literal("signal"), id: z.string() }),
  z.object({ kind: z.literal("callout"), id: z.string() }),
  z.object({ kind: z.literal("trade"), id: z.string() }),
  z.object({ kind: z.literal("pattern"), symbol: symbolSchema, strategy: z.string(), sessions: z.int() }),
  z.object({ kind: z.literal("rule"), id: z.string(), version: z.int() }),
  z.object({ kind: z.literal("risk") }),
  z.object({ kind: z.literal("feed") }),
  z.object({ kind: z.literal("journal"), id: z.string() }),
]);
/** See {@link evidenceOriginSchema}. */
export type EvidenceOrigin = z.infer<typeof evidenceOriginSchema>;

/** One value that a tool returned and that words may state: what it is, in which unit, of when, and what shows it. */
export const evidenceSchema = z.object({
  /** Names it within one answer: `e1`, `e2` and so on. */
  id: z.string(),
  /** The tool that returned it. */
  tool: z.string(),
  /** What it is, in the trader's words: `last price`, `stop`, `win rate`. */
  label: z.string(),
  /** Whom it is about; null when it is about no symbol. */
  symbol: symbolSchema.nullable(),
  /** Text for the units `day`, `direction`, `grade` and `light`, a number for all others. */
  value: z.union([z.number(), z.string()]),
  unit: evidenceUnitSchema,
  /** The market time that it is of, epoch ms. */
  atMs: z.int(),
  origin: evidenceOriginSchema,
});
/** See {@link evidenceSchema}. */
export type Evidence = z.infer<typeof evidenceSchema>;

/**
 * A statement found in words: a number with its unit, a time, a direction, a grade or a light, and whom it is about.
 * `start` and `end` are offsets into the words.
 */
export const claimSchema = z.object({
  text: z.string(),
  start: z.int().nonnegative(),
  end: z.int().nonnegative(),
  /** Ids of the evidence that it agrees with; empty when nothing does. */
  evidence: z.array(z.string()),
});
/** See {@link claimSchema}. */
export type Claim = z.infer<typeof claimSchema>;
