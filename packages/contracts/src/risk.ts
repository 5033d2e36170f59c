import { z } from "zod";
import { directionSchema, gradeSchema } from "./decision.ts";
import { daySchema } from "./rest.ts";
import { symbolSchema } from "./symbol.ts";

const dollars = z.number().positive().max(1e12).nullable();
const multipleR = z.number().positive().max(1_000).nullable();
const percent = z.number().positive().max(100).nullable();
const whole = z.int().positive().max(100_000).nullable();

/**
 * A stretch of every trading day without entries. `from` and `to` (exclusive) are New York minutes: of the day for
 * `clock` (570 is 09:30), after the regular open for `open`, after the regular close for `close` (−10 is ten to four,
 * on half days ten to one).
 */
export const riskWindowSchema = z
  .strictObject({
    anchor: z.enum(["clock", "open", "close"]),
    from: z.int().min(-1_440).max(1_440),
    to: z.int().min(-1_440).max(1_440),
  })
  .refine(({ from, to }) => from < to, "a window ends after it begins: make `to` larger than `from`");
/** See {@link riskWindowSchema}. */
export type RiskWindow = z.infer<typeof riskWindowSchema>;

/**
 * A rule of the account's broker or of the law: at most `maxDayTrades` round trips within one day, counted over
 * `inTradingDays`, while equity is below a threshold. Valid from `fromDay` until before `untilDay`, null is open.
 */
export const accountRuleSchema = z.strictObject({
  name: z.string().min(1).max(80),
  fromDay: daySchema.nullable(),
  untilDay: daySchema.nullable(),
  /** Applies below this equity, and when the equity is not known; null: always. */
  belowEquityDollars: dollars,
  maxDayTrades: z.int().nonnegative().max(1_000),
  inTradingDays: z.int().min(1).max(30),
});
/** See {@link accountRuleSchema}. */
export type AccountRule = z.infer<typeof accountRuleSchema>;

/** The limits that an owner sets. Null is no limit; for `equityDollars` and what is reckoned from it, not known. */
export const riskProfileSchema = z.strictObject({
  equityDollars: dollars,
  /** Most that one trade may lose: a share of equity, and dollars; the smaller holds. Together they are 1 R. */
  riskPerTradePercent: percent,
  riskPerTradeDollars: dollars,
  /** Most that a day may lose. */
  dailyLossR: multipleR,
  dailyLossDollars: dollars,
  /** Most that a day may fall from its best. */
  trailingLossR: multipleR,
  trailingLossDollars: dollars,
  /** `open`: losses of open positions count as if they were taken, and their gains count into the day's best. */
  lossBasis: z.enum(["realised", "open"]),
  tradesPerDay: whole,
  openPositions: whole,
  /** After this many losing trades in a row, no entries for `coolDownMinutes`. */
  lossesInARow: whole,
  coolDownMinutes: z.int().nonnegative().max(1_440),
  /** Once the day's best was at least `giveBackFromR`, giving back `giveBackPercent` of it ends the day. */
  giveBackFromR: multipleR,
  giveBackPercent: percent,
  windows: z.array(riskWindowSchema),
  /** Grade A only after so many losing trades of the day, and from so much of a loss limit used. */
  gradeAOnlyAfterLosses: whole,
  cautionPercent: percent,
  gradeAOnlyWhenYellow: z.boolean(),
  maxShares: whole,
  maxNotionalDollars: dollars,
  rules: z.array(accountRuleSchema),
});
/** See {@link riskProfileSchema}. */
export type RiskProfile = z.infer<typeof riskProfileSchema>;

/** What protects an owner who has set nothing yet. */
export const DEFAULT_RISK_PROFILE: RiskProfile = {
  equityDollars: null,
  riskPerTradePercent: 0.5,
  riskPerTradeDollars: null,
  dailyLossR: 3,
  dailyLossDollars: null,
  trailingLossR: 4,
  trailingLossDollars: null,
  lossBasis: "open",
  tradesPerDay: 10,
  openPositions: 3,
  lossesInARow: 3,
  coolDownMinutes: 20,
  giveBackFromR: 3,
  giveBackPercent: 50,
  windows: [
    { anchor: "open", from: 0, to: 5 },
    { anchor: "close", from: -10, to: 0 },
  ],
  gradeAOnlyAfterLosses: 4,
  cautionPercent: 60,
  gradeAOnlyWhenYellow: true,
  maxShares: null,
  maxNotionalDollars: null,
  rules: [],
};

/** FINRA's rule 4210(f)(8)(B): three day trades in five sessions below 25,000 dollars. It ended on 2026-06-04. */
export const PATTERN_DAY_TRADER_RULE: AccountRule = {
  name: "pattern day trader",
  fromDay: "2001-09-28",
  untilDay: "2026-06-04",
  belowEquityDollars: 25_000,
  maxDayTrades: 3,
  inTradingDays: 5,
};

/** Why the sentinel restricts. `missing` restricts nothing: it says what a size cannot be reckoned without. */
export const riskCodeSchema = z.enum([
  "daily_loss",
  "trailing_loss",
  "give_back",
  "trades_per_day",
  "account_rule",
  "cool_down",
  "window",
  "open_positions",
  "near_limit",
  "losses_today",
  "grade",
  "stop_side",
  "too_small",
  "reduced",
  "missing",
]);
/** See {@link riskCodeSchema}. */
export type RiskCode = z.infer<typeof riskCodeSchema>;

/** One restriction: its limit and what stands against it, both in `unit`, in one sentence for the trader. */
export const riskReasonSchema = z.object({
  code: riskCodeSchema,
  text: z.string(),
  limit: z.number().nullable(),
  value: z.number().nullable(),
  unit: z.enum(["R", "dollars", "trades", "positions", "losses", "percent", "minutes", "shares"]),
  /** When it ends by itself, epoch ms; null when that depends on what happens. */
  untilMs: z.int().nullable(),
  /** When a limit that locks the day was reached, epoch ms; the numbers are of then. */
  sinceMs: z.int().optional(),
});
/** See {@link riskReasonSchema}. */
export type RiskReason = z.infer<typeof riskReasonSchema>;

/** GREEN: entries within the limits. YELLOW: entries with restrictions. RED: no entries. Exits are never held back. */
export const riskLightSchema = z.enum(["GREEN", "YELLOW", "RED"]);
/** See {@link riskLightSchema}. */
export type RiskLight = z.infer<typeof riskLightSchema>;

/**
 * What the day came to so far. 1 R is the risk per trade of the profile in force at the session's start; while that is
 * not known, each trade's planned risk, and a losing trade without one counts as −1 R.
 */
export const riskDaySchema = z.object({
  trades: z.int(),
  losses: z.int(),
  lossesInARow: z.int(),
  openPositions: z.int(),
  realisedR: z.number(),
  realisedDollars: z.number(),
  openR: z.number(),
  openDollars: z.number(),
  /** The day's best so far, ≥ 0, by the profile's basis. */
  bestR: z.number(),
  bestDollars: z.number(),
});
/** See {@link riskDaySchema}. */
export type RiskDay = z.infer<typeof riskDaySchema>;

/** What the sentinel says. A durable fact and a stream frame: sent whenever anything in it but `atMs` changes. */
export const riskStateSchema = z.object({
  light: riskLightSchema,
  /** Epoch ms on the market's clock. */
  atMs: z.int(),
  /** The trading day that it speaks of, YYYY-MM-DD; nights and weekends belong to the day before. */
  day: daySchema,
  /** Whether the day is over for entries, whatever happens. */
  locked: z.boolean(),
  reasons: z.array(riskReasonSchema),
  /** When RED ends by itself, epoch ms; null while it is not RED. */
  untilMs: z.int().nullable(),
  /** Most that the next trade may risk; null where it cannot be reckoned. Zero while RED. */
  nextRiskDollars: z.number().nullable(),
  nextRiskR: z.number(),
  today: riskDaySchema,
  /** In force today. */
  profile: riskProfileSchema,
  /** What waits for the next session, from its day on; null when nothing does. */
  pending: z.object({ from: daySchema, profile: riskProfileSchema }).nullable(),
});
/** See {@link riskStateSchema}. */
export type RiskState = z.infer<typeof riskStateSchema>;

/** Answer of `GET /api/risk` and of a change: the state, and the profile as its owner last set it. */
export const riskAnswerSchema = z.object({ state: riskStateSchema, wanted: riskProfileSchema });
/** See {@link riskAnswerSchema}. */
export type RiskAnswer = z.infer<typeof riskAnswerSchema>;

/** Body of `PUT /api/risk`: the fields to change. What tightens acts at once, what loosens from the next session. */
export const riskBodySchema = riskProfileSchema
  .extend({ windows: z.array(riskWindowSchema).max(20), rules: z.array(accountRuleSchema).max(20) })
  .partial();
/** See {@link riskBodySchema}. */
export type RiskBody = z.infer<typeof riskBodySchema>;

/** A trade that is proposed to the sentinel; prices in dollars. `grade` null: an idea of one's own. */
export const riskProposalSchema = z.strictObject({
  symbol: symbolSchema,
  direction: directionSchema,
  entry: z.number().positive(),
  stop: z.number().positive(),
  grade: gradeSchema.nullable(),
});
/** See {@link riskProposalSchema}. */
export type RiskProposal = z.infer<typeof riskProposalSchema>;
