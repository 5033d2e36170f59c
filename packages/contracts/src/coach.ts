import { z } from "zod";
import { claimSchema, evidenceSchema } from "./evidence.ts";
import { daySchema, replaySchema } from "./rest.ts";
import { symbolSchema } from "./symbol.ts";

/** Longest question, characters. */
export const QUESTION_MAX = 1_000;
/** Longest answer of the coach, characters; more of a model's words is not read. */
export const ANSWER_MAX = 4_000;
/** Exchanges before a question that a model is shown, so that `and QQQ?` means something. */
export const TALK_MAX = 6;

/**
 * Body of `POST /api/coach/ask`. `symbol` is the one on the chart, for a question that names none. `talk` is what was said
 * before, the oldest first; numbers in it prove nothing.
 */
export const askBodySchema = z.strictObject({
  question: z.string().trim().min(1).max(QUESTION_MAX),
  symbol: symbolSchema.optional(),
  talk: z
    .array(z.strictObject({ question: z.string().max(QUESTION_MAX), answer: z.string().max(ANSWER_MAX) }))
    .max(TALK_MAX)
    .default([]),
});
/** See {@link askBodySchema}. */
export type AskBody = z.infer<typeof askBodySchema>;

/** Something that the coach proposes to do and that is done only when the person says so. */
export const proposedActSchema = z.object({
  tool: z.string(),
  input: z.record(z.string(), z.unknown()),
  /** In words, what it would do. */
  words: z.string(),
});
/** See {@link proposedActSchema}. */
export type ProposedAct = z.infer<typeof proposedActSchema>;

/**
 * What the coach answers with, one server-sent event each, its type as the event's name: `facts` whenever tools were
 * asked, `words` a sentence at a time, each with the claims in it, `withheld` where a sentence must not be said, `confirm`
 * where a person has to do what a model proposes, `notice` where the answer does not come as it should (a model that does
 * not answer), and at the end `done` with all evidence that the words rest on.
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
  z.object({ type: z.literal("confirm"), act: proposedActSchema }),
  z.object({ type: z.literal("notice"), text: z.string() }),
  z.object({
    type: z.literal("done"),
    /** Who spoke: `built-in`, or the model's name. */
    coach: z.string(),
    evidence: z.array(evidenceSchema),
  }),
]);
/** See {@link askEventSchema}. */
export type AskEvent = z.infer<typeof askEventSchema>;

/** What made the coach speak unasked, the most urgent first. */
export const messageKindSchema = z.enum(["risk", "tilt", "callout", "session", "level"]);
/** See {@link messageKindSchema}. */
export type MessageKind = z.infer<typeof messageKindSchema>;

/** Something that the coach says unasked: when, why, and what its words rest on. */
export const coachMessageSchema = z.object({
  /** Unique for the owner; the same trigger never speaks twice under it. */
  id: z.string(),
  kind: messageKindSchema,
  symbol: symbolSchema.nullable(),
  /** Market time, epoch ms. */
  atMs: z.int(),
  text: z.string(),
  claims: z.array(claimSchema),
  /** What the claims rest on; all of it is of `atMs` or before. */
  evidence: z.array(evidenceSchema),
});
/** See {@link coachMessageSchema}. */
export type CoachMessage = z.infer<typeof coachMessageSchema>;

/** How a message reached the person. */
export const heardSchema = z.enum(["shown", "spoken"]);
/** See {@link heardSchema}. */
export type Heard = z.infer<typeof heardSchema>;

/** Body of `POST /api/coach/messages/heard`. */
export const heardBodySchema = z.strictObject({ id: z.string().min(1).max(400), how: heardSchema });

/** Query of `GET /api/coach/messages`: those of one trading day, the newest first; today's when none is named. */
export const messagesQuerySchema = z.strictObject({
  day: daySchema.optional(),
  replay: replaySchema,
});
/** See {@link messagesQuerySchema}. */
export type MessagesQuery = z.infer<typeof messagesQuerySchema>;

/** Answer of `GET /api/coach/messages`. `heard` says how each reached the person; empty when it did not. */
export const messagesAnswerSchema = z.object({
  messages: z.array(coachMessageSchema.extend({ heard: z.array(heardSchema) })),
});
/** See {@link messagesAnswerSchema}. */
export type MessagesAnswer = z.infer<typeof messagesAnswerSchema>;
