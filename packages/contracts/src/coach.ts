import { z } from "zod";
import { claimSchema, evidenceSchema } from "./evidence.ts";
import { symbolSchema } from "./symbol.ts";

/** Longest question, characters. */
export const QUESTION_MAX = 1_000;

/** Body of `POST /api/coach/ask`. `symbol` is the one on the chart, for a question that names none. */
export const askBodySchema = z.strictObject({
  question: z.string().trim().min(1).max(QUESTION_MAX),
  symbol: symbolSchema.optional(),
});
/** See {@link askBodySchema}. */
export type AskBody = z.infer<typeof askBodySchema>;

/**
 * What the coach answers with, one server-sent event each, its type as the event's name: `facts` (which tools were asked),
 * then `words` a sentence at a time, each with the claims in it, or `withheld` where a sentence was not grounded, and at
 * the end `done` with all evidence that the words rest on.
 */
export const askEventSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("facts"),
    /** Market time that the answer is of, epoch ms, and how old the oldest of its facts is, ms. */
    asOfMs: z.int(),
    ageMs: z.int(),
    tools: z.array(z.object({ tool: z.string(), ok: z.boolean(), message: z.string().nullable() })),
  }),
  z.object({ type: z.literal("words"), text: z.string(), claims: z.array(claimSchema) }),
  z.object({ type: z.literal("withheld"), why: z.string() }),
  z.object({
    type: z.literal("done"),
    /** Who spoke: `built-in`, or the model's name. */
    coach: z.string(),
    evidence: z.array(evidenceSchema),
  }),
]);
/** See {@link askEventSchema}. */
export type AskEvent = z.infer<typeof askEventSchema>;
