import { z } from "zod";
import { sessionKindSchema } from "./bar.ts";
import { directionSchema, outcomeSchema } from "./decision.ts";
import { figureSchema, tradeStatisticsSchema } from "./statistics.ts";

/**
 * How a backtest fills. Inside of a bar the stop comes before the targets, since nobody knows better; what gaps over a
 * price is filled at the open. Targets are limit orders and never slip; entries and all other exits do.
 */
export const backtestAssumptionsSchema = z.strictObject({
  /** `next_open`: at the open of the bar after the signal's. `signal_close`: at the close of the signal's own bar. */
  fill: z.enum(["next_open", "signal_close"]),
  /** Against the trade, in ticks of `tickDollars` or in hundredths of a percent of the price. */
  slippage: z.strictObject({ unit: z.enum(["ticks", "bps"]), amount: z.number().nonnegative().max(10_000) }),
  tickDollars: z.number().positive().max(1_000),
  /** Dollars a share and at least a sum an order; the least sum needs sizing in dollars. */
  commission: z.strictObject({
    perShareDollars: z.number().nonnegative(),
    minimumDollars: z.number().nonnegative(),
  }),
  /** A fixed share of the equity at risk on every trade; null reckons in R only. */
  sizing: z
    .strictObject({ equityDollars: z.number().positive(), riskPercent: z.number().positive().max(100) })
    .nullable(),
  /** Half at the first target and the rest at the second; otherwise all at the first. */
  scaleOut: z.boolean(),
  /** Where the stop is after the first half is taken, from the next bar on. */
  stopAfterFirstTarget: z.enum(["unchanged", "entry"]),
  /** The session at whose end every position is closed; null holds on. */
  sessionEnd: sessionKindSchema.nullable(),
});
/** See {@link backtestAssumptionsSchema}. */
export type BacktestAssumptions = z.infer<typeof backtestAssumptionsSchema>;

/** What is assumed unless told otherwise: a tick of slippage each way, no commission, flat overnight. */
export const DEFAULT_ASSUMPTIONS: BacktestAssumptions = {
  fill: "next_open",
  slippage: { unit: "ticks", amount: 1 },
  tickDollars: 0.01,
  commission: { perShareDollars: 0, minimumDollars: 0 },
  sizing: null,
  scaleOut: true,
  stopAfterFirstTarget: "unchanged",
  sessionEnd: "rth",
};

/** A trade of a backtest, net of costs. Dollars and shares are null where it reckons in R only. */
export const backtestTradeSchema = outcomeSchema.extend({
  direction: directionSchema,
  shares: z.number().nullable(),
  resultDollars: z.number().nullable(),
  /** Equity after it, from the start: sums of R, and dollars. */
  equityR: z.number(),
  equityDollars: z.number().nullable(),
  /** How far the equity stands below its best, ≥ 0. */
  drawdownR: z.number(),
  drawdownDollars: z.number().nullable(),
});
/** See {@link backtestTradeSchema}. */
export type BacktestTrade = z.infer<typeof backtestTradeSchema>;

/** Trades that have something in common: the hour of their entry in New York (`9` to `15`), or a regime's name. */
export const backtestGroupSchema = z.object({
  label: z.string(),
  count: z.int(),
  totalR: z.number(),
  winRate: figureSchema,
  expectancyR: figureSchema,
});
/** See {@link backtestGroupSchema}. */
export type BacktestGroup = z.infer<typeof backtestGroupSchema>;

/** Percentiles with their intervals. */
export const spreadSchema = z.object({ p25: figureSchema, p50: figureSchema, p75: figureSchema });
/** See {@link spreadSchema}. */
export type Spread = z.infer<typeof spreadSchema>;

/** What a run came to. */
export const backtestResultSchema = z.object({
  statistics: tradeStatisticsSchema,
  /** Counts of results in R by bins `from` inclusive to `to` exclusive; null is open. */
  distribution: z.array(z.object({ from: z.number().nullable(), to: z.number().nullable(), count: z.int() })),
  byHour: z.array(backtestGroupSchema),
  byRegime: z.array(backtestGroupSchema),
  /** How far trades went against and for their entry, R, ≥ 0. */
  maeR: spreadSchema,
  mfeR: spreadSchema,
  /** Minutes held, and how many the entries had expected; null where none of them said. */
  holdMinutes: spreadSchema,
  expectedHoldMinutes: z.number().nullable(),
  /** Entries that came to nothing. `busy`: a position was open. `missed`: the fill lay beyond stop or target, or the
   * session was over. `unsized`: not one share fitted. `unfinished`: the bars ended before the trade. */
  skipped: z.object({ busy: z.int(), missed: z.int(), unsized: z.int(), unfinished: z.int() }),
});
/** See {@link backtestResultSchema}. */
export type BacktestResult = z.infer<typeof backtestResultSchema>;

/** Two runs over the same days: the mean difference of their daily results in R, second less first. */
export const runComparisonSchema = z.object({
  days: z.int(),
  firstR: z.number(),
  secondR: z.number(),
  differenceR: figureSchema,
});
/** See {@link runComparisonSchema}. */
export type RunComparison = z.infer<typeof runComparisonSchema>;
