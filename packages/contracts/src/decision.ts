import { z } from "zod";
import { revisionCauseSchema, sessionKindSchema, timeframeSchema } from "./bar.ts";
import { symbolSchema } from "./symbol.ts";

/** Which way a trade would go. Always stated, never guessed. */
export const directionSchema = z.enum(["long", "short"]);
/** See {@link directionSchema}. */
export type Direction = z.infer<typeof directionSchema>;

/** How good a signal is by its own definition: A is best. */
export const gradeSchema = z.enum(["A", "B", "C"]);
/** See {@link gradeSchema}. */
export type Grade = z.infer<typeof gradeSchema>;

/** `close`: at the end of each bar. `intrabar`: at the end of each minute of a bar that is still forming. */
export const evaluationSchema = z.enum(["close", "intrabar"]);
/** See {@link evaluationSchema}. */
export type Evaluation = z.infer<typeof evaluationSchema>;

/** What the number of a reason is measured in. `dollars` is a distance, `price` a level. */
export const reasonUnitSchema = z.enum([
  "price",
  "dollars",
  "ratio",
  "percent",
  "shares",
  "minutes",
  "bars",
  "count",
  "deviations",
  "R",
  "number",
]);
/** See {@link reasonUnitSchema}. */
export type ReasonUnit = z.infer<typeof reasonUnitSchema>;

/** One reason with its number, as known at the time. */
export const reasonSchema = z.object({ label: z.string(), value: z.number(), unit: reasonUnitSchema });
/** See {@link reasonSchema}. */
export type Reason = z.infer<typeof reasonSchema>;

/**
 * `fired`: the bar said so when it closed. `confirmed`: the bar was revised, or became official, and says so still.
 * `weakened`: says so still, but with a lower grade or less reward. `retracted`: no longer says so.
 */
export const signalStatusSchema = z.enum(["fired", "confirmed", "weakened", "retracted"]);
/** See {@link signalStatusSchema}. */
export type SignalStatus = z.infer<typeof signalStatusSchema>;

/**
 * A strategy's statement about one bar: what it proposes, at which prices (dollars), and why. `id` names strategy,
 * version, symbol, direction and bar, so that the same statement has the same name live, in replay and in backtest.
 */
export const signalSchema = z.object({
  id: z.string(),
  /** `setup:…` or `rule:…`. */
  strategy: z.string(),
  version: z.int().positive(),
  name: z.string(),
  symbol: symbolSchema,
  timeframe: timeframeSchema,
  session: sessionKindSchema,
  evaluation: evaluationSchema,
  direction: directionSchema,
  /** Start of the bar that it stands on, epoch ms. */
  barStartMs: z.int(),
  /** End of the minute at which it fired, epoch ms on the market's clock. */
  atMs: z.int(),
  status: signalStatusSchema,
  /** The change of the bar that led to the status; null while `fired`. */
  cause: revisionCauseSchema.nullable(),
  grade: gradeSchema,
  entry: z.number(),
  stop: z.number(),
  /** One or two, nearest first. */
  targets: z.array(z.number()).min(1).max(2),
  reasons: z.array(reasonSchema),
  /** How long such a trade is expected to last, minutes. */
  holdMinutes: z.number(),
  /** From when on the proposal is stale, epoch ms. */
  expiresMs: z.int(),
  /** In words: what would make it wrong. */
  invalidation: z.string(),
  /** Minutes of the day so far, in the strategy's session, of which the feed delivered nothing whole. */
  gapMinutes: z.int().nonnegative(),
});
/** See {@link signalSchema}. */
export type Signal = z.infer<typeof signalSchema>;

/** Where a proposal stands. `withdrawn`: its signal was retracted before anybody acted on it. */
export const calloutStateSchema = z.enum([
  "proposed",
  "accepted",
  "rejected",
  "snoozed",
  "expired",
  "withdrawn",
]);
/** See {@link calloutStateSchema}. */
export type CalloutState = z.infer<typeof calloutStateSchema>;

/** How loudly proposals are made: `quiet` shows grade A only, `normal` A and B, `loud` everything. */
export const densitySchema = z.enum(["quiet", "normal", "loud"]);
/** See {@link densitySchema}. */
export type Density = z.infer<typeof densitySchema>;

/** Why a callout is kept and scored but not put before the trader. */
export const hiddenReasonSchema = z.enum(["density", "duplicate", "score", "governor", "paused"]);
/** See {@link hiddenReasonSchema}. */
export type HiddenReason = z.infer<typeof hiddenReasonSchema>;

/** A rate with its 95 % Wilson interval, all from 0 to 1. */
export const rateSchema = z.object({ rate: z.number(), low: z.number(), high: z.number() });
/** See {@link rateSchema}. */
export type Rate = z.infer<typeof rateSchema>;

/** How such signals went on the sessions before, or that there are too few of them to say. */
export const patternBriefSchema = z.discriminatedUnion("enough", [
  z.object({ enough: z.literal(false), count: z.int(), needed: z.int(), sessions: z.int() }),
  z.object({
    enough: z.literal(true),
    count: z.int(),
    wins: z.int(),
    sessions: z.int(),
    winRate: rateSchema,
    /** Mean result in R. */
    expectancyR: z.number(),
  }),
]);
/** See {@link patternBriefSchema}. */
export type PatternBrief = z.infer<typeof patternBriefSchema>;

/** How a proposal would have gone. 1 R is the way from the proposed entry to the stop; distances are from the fill, ≥ 0. */
export const outcomeSchema = z.object({
  /** What ended it. `time`: the expected hold was over; `session`: the session was. */
  how: z.enum(["target", "stop", "time", "session"]),
  resultR: z.number(),
  maeR: z.number(),
  mfeR: z.number(),
  /** Minutes from the entry until it stood at +1 R and at −1 R; null when it never did. */
  minutesToPlusOneR: z.number().nullable(),
  minutesToMinusOneR: z.number().nullable(),
  entryMs: z.int(),
  exitMs: z.int(),
  entryPrice: z.number(),
  exitPrice: z.number(),
});
/** See {@link outcomeSchema}. */
export type Outcome = z.infer<typeof outcomeSchema>;

/** What the risk sentinel says of a proposal, at the time. `shares` is 0 when it vetoes or cannot size. */
export const verdictSchema = z.object({
  allow: z.boolean(),
  shares: z.int().nonnegative(),
  riskDollars: z.number().nullable(),
  reasons: z.array(z.object({ code: z.string(), text: z.string() })),
});
/** See {@link verdictSchema}. */
export type Verdict = z.infer<typeof verdictSchema>;

/** A proposal to the trader, made of one signal. Each change of it is the whole callout again, with the same id. */
export const calloutSchema = z.object({
  id: z.string(),
  signal: signalSchema,
  /** From `low` to `high` dollars the entry still makes sense. */
  entryZone: z.object({ low: z.number(), high: z.number() }),
  targets: z
    .array(z.object({ price: z.number(), r: z.number() }))
    .min(1)
    .max(2),
  urgency: z.enum(["low", "normal", "high"]),
  /** The one line that is read or spoken. */
  line: z.string(),
  statistics: patternBriefSchema,
  verdict: verdictSchema,
  state: calloutStateSchema,
  /** When it came to its state, epoch ms on the market's clock. */
  stateMs: z.int(),
  /** What the trader gave as reason; null without one. */
  stateReason: z.string().nullable(),
  snoozedUntilMs: z.int().nullable(),
  /** Null when it is put before the trader. */
  hidden: hiddenReasonSchema.nullable(),
  outcome: outcomeSchema.nullable(),
});
/** See {@link calloutSchema}. */
export type Callout = z.infer<typeof calloutSchema>;

/** A trader's word on a callout or on a rule's silence. */
export const feedbackSchema = z.strictObject({
  /** The callout that it is about; for `missed` the strategy that should have spoken. */
  callout: z.string().max(200).optional(),
  strategy: z.string().max(100).optional(),
  verdict: z.enum(["good", "bad", "late", "missed"]),
  note: z.string().max(500).optional(),
});
/** See {@link feedbackSchema}. */
export type Feedback = z.infer<typeof feedbackSchema>;
