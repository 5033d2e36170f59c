import { z } from "zod";
import { calloutSchema, densitySchema, feedbackSchema, gradeSchema, signalSchema } from "./decision.ts";
import { replaySchema } from "./rest.ts";
import { riskProfileSchema } from "./risk.ts";
import { symbolSchema } from "./symbol.ts";
import { fillSchema } from "./trade.ts";

/** A strategy that is in use: a shipped setup by its id, or a trader's rule with its text as it was at that version. */
export const activeStrategySchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("setup"), id: z.string(), version: z.int() }),
  z.object({
    kind: z.literal("rule"),
    id: z.string(),
    version: z.int(),
    name: z.string(),
    source: z.string(),
    /** Values of its parameters that differ from the text's. */
    params: z.record(z.string(), z.number()).optional(),
  }),
]);
/** See {@link activeStrategySchema}. */
export type ActiveStrategy = z.infer<typeof activeStrategySchema>;

const minuteOfDay = z.int().min(0).max(1_439);

/** Minutes of the New York day, `to` exclusive; may reach past midnight. */
export const quietHoursSchema = z.strictObject({ from: minuteOfDay, to: minuteOfDay });
/** See {@link quietHoursSchema}. */
export type QuietHours = z.infer<typeof quietHoursSchema>;

/** How a trader wants to be spoken to. */
export const deskSettingsSchema = z.object({
  density: densitySchema,
  /** When the coach says nothing unasked but risk; null for never. */
  quietHours: quietHoursSchema.nullable().default(null),
  /** Nothing is put before the trader; everything is still noted and scored. */
  paused: z.boolean(),
  governorTight: z.boolean(),
  /** Whether feedback weighs strategies. */
  learningLoop: z.boolean(),
});
/** See {@link deskSettingsSchema}. */
export type DeskSettings = z.infer<typeof deskSettingsSchema>;

/** What a trader's desk is at first. */
export const DESK_SETTINGS_DEFAULT: DeskSettings = {
  density: "normal",
  quietHours: null,
  paused: false,
  governorTight: false,
  learningLoop: false,
};

/**
 * Everything from a person that decisions depend on. Each is in the log at its place among what the market did, so that
 * the day can be told again to the same result.
 */
export const deskInputSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("strategies"), strategies: z.array(activeStrategySchema) }),
  z.object({ type: z.literal("settings"), settings: deskSettingsSchema }),
  /** From now on decisions are made about a symbol, or no longer. */
  z.object({ type: z.literal("symbol"), symbol: symbolSchema, active: z.boolean() }),
  z.object({
    type: z.literal("respond"),
    callout: z.string(),
    action: z.enum(["accept", "reject", "snooze"]),
    reason: z.string().nullable(),
  }),
  z.object({ type: z.literal("fill"), fill: fillSchema }),
  z.object({ type: z.literal("fill_removed"), id: z.string() }),
  z.object({ type: z.literal("profile"), profile: riskProfileSchema }),
  z.object({ type: z.literal("feedback"), strategy: z.string(), feedback: feedbackSchema }),
]);
/** See {@link deskInputSchema}. */
export type DeskInput = z.infer<typeof deskInputSchema>;

const epochMs = z.coerce.number().int().min(0).max(8_640_000_000_000_000);

/** Query of `GET /api/signals` and `GET /api/copilot/callouts`: when they were last heard of, `to` exclusive, epoch ms. */
export const decisionsQuerySchema = z.strictObject({
  symbol: symbolSchema.optional(),
  strategy: z.string().max(100).optional(),
  from: epochMs.optional(),
  to: epochMs.optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
  replay: replaySchema,
});
/** See {@link decisionsQuerySchema}. */
export type DecisionsQuery = z.infer<typeof decisionsQuerySchema>;

/** Answer of `GET /api/signals`: each signal once, as it stands, the newest first; true at log position `cursor`. */
export const signalsAnswerSchema = z.object({ cursor: z.int(), signals: z.array(signalSchema) });

/** Answer of `GET /api/copilot/callouts`, likewise. `nowMs` is the time on the market's clock. */
export const calloutsAnswerSchema = z.object({
  cursor: z.int(),
  nowMs: z.int(),
  callouts: z.array(calloutSchema),
});
/** See {@link calloutsAnswerSchema}. */
export type CalloutsAnswer = z.infer<typeof calloutsAnswerSchema>;

/** How much a symbol asks to be looked at, 0 to 100, and why; points add up to the score, which is cut at 100. */
export const symbolAttentionSchema = z.object({
  symbol: symbolSchema,
  score: z.int().min(0).max(100),
  reasons: z.array(z.object({ text: z.string(), points: z.number() })),
});
/** See {@link symbolAttentionSchema}. */
export type SymbolAttention = z.infer<typeof symbolAttentionSchema>;

/** Answer of `GET /api/copilot/attention`: every watched symbol, the most first, at a time on the market's clock. */
export const attentionAnswerSchema = z.object({
  cursor: z.int(),
  nowMs: z.int(),
  symbols: z.array(symbolAttentionSchema),
});
/** See {@link attentionAnswerSchema}. */
export type AttentionAnswer = z.infer<typeof attentionAnswerSchema>;

/** Body of what is done with a callout; the reason is the person's own. */
export const calloutResponseSchema = z.strictObject({ reason: z.string().trim().max(300).optional() });

/** How a strategy's feedback weighs, in numbers and in words. */
export const strategyStandingSchema = z.object({
  id: z.string(),
  version: z.int(),
  name: z.string(),
  kind: z.enum(["setup", "rule"]),
  inUse: z.boolean(),
  /** From 0 to 1; 0.5 while nothing was said. */
  score: z.number(),
  keptBack: z.array(gradeSchema),
  explanation: z.string(),
});
/** See {@link strategyStandingSchema}. */
export type StrategyStanding = z.infer<typeof strategyStandingSchema>;

/** Answer of `GET /api/copilot/desk`: how the desk is set, and the strategies that could decide on it. */
export const deskAnswerSchema = z.object({
  settings: deskSettingsSchema,
  strategies: z.array(strategyStandingSchema),
});
/** See {@link deskAnswerSchema}. */
export type DeskAnswer = z.infer<typeof deskAnswerSchema>;

/** Body of `PUT /api/copilot/desk`: what is to change. `setups` are the ids of those that are to be in use. */
export const deskBodySchema = z.strictObject({
  density: densitySchema.optional(),
  quietHours: quietHoursSchema.nullable().optional(),
  paused: z.boolean().optional(),
  setups: z.array(z.string().max(100)).max(50).optional(),
});
/** See {@link deskBodySchema}. */
export type DeskBody = z.infer<typeof deskBodySchema>;
