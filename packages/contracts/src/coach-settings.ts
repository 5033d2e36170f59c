import { z } from "zod";

/** How a person wants to be coached. The words that a model is told follow from it; limits never do. */
export const coachSettingsSchema = z.strictObject({
  /** How the person is called; empty for not at all. One line of plain characters. */
  name: z
    .string()
    .trim()
    .max(40)
    .regex(/^[\p{L}\p{M} .'’-]*$/u, "may hold letters, spaces, points, apostrophes and hyphens")
    .default(""),
  tone: z.enum(["calm", "direct", "patient"]).default("calm"),
  jargon: z.enum(["plain", "trader"]).default("trader"),
  decisiveness: z.enum(["cautious", "balanced", "decisive"]).default("balanced"),
  /** What is spoken aloud. */
  speak: z.enum(["nothing", "callouts", "everything"]).default("nothing"),
  /** The voice's name as the browser or the service calls it; null for its own choice. */
  voice: z.string().max(200).nullable().default(null),
  /** How fast is spoken; 1 is normal. */
  rate: z.number().min(0.5).max(2).default(1),
  /** The English that is spoken and listened for. The coach checks and says numbers in English only. */
  language: z.enum(["en-US", "en-GB", "en-AU", "en-IN"]).default("en-US"),
});
/** See {@link coachSettingsSchema}. */
export type CoachSettings = z.infer<typeof coachSettingsSchema>;

/** The model that answers questions, and what is known of it. */
export const coachModelSchema = z.object({
  /** Null while the built-in coach answers. */
  model: z.string().nullable(),
  /** In a sentence what is wrong with it, or soon will be; null when nothing is known to be. */
  trouble: z.string().nullable(),
  /** Tokens used of today's budget, and that budget. */
  tokensToday: z.int(),
  tokensPerDay: z.int(),
  /** Which instructions it is given. */
  prompt: z.string(),
});
/** See {@link coachModelSchema}. */
export type CoachModel = z.infer<typeof coachModelSchema>;

/** Answer of `GET` and `PUT /api/coach/settings`. */
export const coachSettingsAnswerSchema = z.object({ settings: coachSettingsSchema, coach: coachModelSchema });
/** See {@link coachSettingsAnswerSchema}. */
export type CoachSettingsAnswer = z.infer<typeof coachSettingsAnswerSchema>;
