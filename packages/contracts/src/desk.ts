import { z } from "zod";
import { densitySchema, feedbackSchema } from "./decision.ts";
import { symbolSchema } from "./symbol.ts";

/** A strategy that is in use: a shipped setup by its id, or a trader's rule with its text as it was at that version. */
export const activeStrategySchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("setup"), id: z.string(), version: z.int() }),
  z.object({
    kind: z.literal("rule"),
    id: z.string(),
    version: z.int(),
    name: z.string(),
    source: z.string(),
  }),
]);
/** See {@link activeStrategySchema}. */
export type ActiveStrategy = z.infer<typeof activeStrategySchema>;

/** How a trader wants to be spoken to. */
export const deskSettingsSchema = z.object({
  density: densitySchema,
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
  z.object({ type: z.literal("feedback"), strategy: z.string(), feedback: feedbackSchema }),
]);
/** See {@link deskInputSchema}. */
export type DeskInput = z.infer<typeof deskInputSchema>;
