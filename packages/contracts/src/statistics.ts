import { z } from "zod";

/** A refusal: `have` observations are too few for this figure, which wants `need`. */
export const tooFewSchema = z.object({ enough: z.literal(false), have: z.int(), need: z.int() });
/** See {@link tooFewSchema}. */
export type TooFew = z.infer<typeof tooFewSchema>;

/** A figure with its 95 % interval, `low` ≤ `high`, in the unit of the figure. */
export const estimateSchema = z.object({
  enough: z.literal(true),
  value: z.number(),
  low: z.number(),
  high: z.number(),
});
/** See {@link estimateSchema}. */
export type Estimate = z.infer<typeof estimateSchema>;

/** A figure with its interval, or that there is too little to say. */
export const figureSchema = z.discriminatedUnion("enough", [tooFewSchema, estimateSchema]);
/** See {@link figureSchema}. */
export type Figure = z.infer<typeof figureSchema>;

/** A quotient that has no upper bound: `value` and `high` are null where its divisor, the losses, can be nothing. */
export const quotientFigureSchema = z.discriminatedUnion("enough", [
  tooFewSchema,
  z.object({
    enough: z.literal(true),
    value: z.number().nullable(),
    low: z.number().nullable(),
    high: z.number().nullable(),
  }),
]);
/** See {@link quotientFigureSchema}. */
export type QuotientFigure = z.infer<typeof quotientFigureSchema>;

/**
 * A drawdown: the deepest fall from a high so far, ≥ 0. `likely` is the median and the range in which 95 of 100
 * equally long series drawn from the same results would end; it says nothing of results that were never seen.
 */
export const drawdownSchema = z.object({
  deepest: z.number(),
  likely: figureSchema,
});
/** See {@link drawdownSchema}. */
export type Drawdown = z.infer<typeof drawdownSchema>;

/** What a series of finished trades says. Results in R are net of costs; a trade of exactly 0 is neither win nor loss. */
export const tradeStatisticsSchema = z.object({
  count: z.int(),
  wins: z.int(),
  losses: z.int(),
  /** Share of wins among all trades, 0 to 1, Wilson interval. */
  winRate: figureSchema,
  /** Mean result in R. */
  expectancyR: figureSchema,
  /** Mean of the winning and of the losing results in R; null without one. */
  averageWinR: z.number().nullable(),
  averageLossR: z.number().nullable(),
  /** Sum of the gains by the sum of the losses, both in R. */
  profitFactor: quotientFigureSchema,
  totalR: z.number(),
  drawdownR: drawdownSchema,
  /** Null where results in dollars are unknown. */
  totalDollars: z.number().nullable(),
  drawdownDollars: drawdownSchema.nullable(),
  longestWinStreak: z.int(),
  longestLossStreak: z.int(),
  /** System quality number; from 30 trades. */
  sqn: z.discriminatedUnion("enough", [
    tooFewSchema,
    z.object({ enough: z.literal(true), value: z.number() }),
  ]),
});
/** See {@link tradeStatisticsSchema}. */
export type TradeStatistics = z.infer<typeof tradeStatisticsSchema>;
