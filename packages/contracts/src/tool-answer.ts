import { z } from "zod";
import { evidenceSchema } from "./evidence.ts";

/**
 * Why a tool does not answer. `stale`: the feed is silent or down. `gapped`: minutes that the value needs are missing.
 * `no_data`: too little is known. `nothing_proposed`: no strategy proposes anything. `in_replay`: it would act on a day
 * that is over. `no_scope`: a program's token does not reach so far. `refused`: the limits or the callout's state forbid it.
 */
export const toolRefusalCodeSchema = z.enum([
  "bad_input",
  "unknown_tool",
  "unknown_symbol",
  "not_watched",
  "warming",
  "stale",
  "gapped",
  "halted",
  "no_data",
  "nothing_proposed",
  "in_replay",
  "no_scope",
  "refused",
  "too_often",
  "timeout",
  "unavailable",
]);
/** See {@link toolRefusalCodeSchema}. */
export type ToolRefusalCode = z.infer<typeof toolRefusalCodeSchema>;

/** An answer with what it rests on, or a refusal with its reason; never a made-up value. */
export const toolAnswerSchema = z.discriminatedUnion("ok", [
  z.object({
    ok: z.literal(true),
    tool: z.string(),
    /** Which feed the market data are of. */
    source: z.string(),
    /** The market time that the answer is of, epoch ms, and how old that is. */
    asOfMs: z.int(),
    ageMs: z.int().nonnegative(),
    data: z.unknown(),
    evidence: z.array(evidenceSchema),
  }),
  z.object({
    ok: z.literal(false),
    tool: z.string(),
    refusal: z.object({
      code: toolRefusalCodeSchema,
      /** One sentence: what is missing and what to do. */
      message: z.string(),
      /** Whether asking again in a moment may help. */
      retry: z.boolean(),
    }),
  }),
]);
/** See {@link toolAnswerSchema}. */
export type ToolAnswer = z.infer<typeof toolAnswerSchema>;

/** Answer of `GET /api/tools`: every tool with JSON Schemas of what it takes and returns. */
export const toolsAnswerSchema = z.object({
  tools: z.array(
    z.object({
      name: z.string(),
      description: z.string(),
      access: z.enum(["read", "act"]),
      perMinute: z.int(),
      timeoutMs: z.int(),
      input: z.record(z.string(), z.unknown()),
      output: z.record(z.string(), z.unknown()),
    }),
  ),
});
/** See {@link toolsAnswerSchema}. */
export type ToolsAnswer = z.infer<typeof toolsAnswerSchema>;
