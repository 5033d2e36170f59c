import { z } from "zod";
import { spreadSchema } from "./backtest.ts";
import { timeframeSchema } from "./bar.ts";
import { figureSchema } from "./statistics.ts";
import { symbolSchema } from "./symbol.ts";

/** Sessions before today that a pattern is looked at over. */
export const PATTERN_SESSIONS = [5, 10, 20] as const;

/** What the market was like: whether the price went somewhere, and whether it moved more than of late. */
export const REGIMES = ["trending, calm", "trending, wild", "ranging, calm", "ranging, wild"] as const;
export const regimeSchema = z.enum(REGIMES);
/** One of {@link REGIMES}. */
export type Regime = z.infer<typeof regimeSchema>;

/**
 * How a strategy's signals on a symbol would have gone on the sessions before today, taken as proposed and without costs.
 * Every figure refuses below its least sample.
 */
export const patternSummarySchema = z.object({
  symbol: symbolSchema,
  strategy: z.string(),
  version: z.int(),
  timeframe: timeframeSchema,
  sessions: z.int(),
  /** Null counts every regime. */
  regime: regimeSchema.nullable(),
  count: z.int(),
  wins: z.int(),
  winRate: figureSchema,
  expectancyR: figureSchema,
  maeR: spreadSchema,
  mfeR: spreadSchema,
  /** Median minutes until it stood at +1 R and at −1 R, of those that ever did. */
  minutesToPlusOneR: figureSchema,
  minutesToMinusOneR: figureSchema,
  /** Share of the signals that were stopped without ever having stood at +1 R. */
  falseBreakRate: figureSchema,
});
/** See {@link patternSummarySchema}. */
export type PatternSummary = z.infer<typeof patternSummarySchema>;

/** Query of `GET /api/patterns`. */
export const patternsQuerySchema = z.strictObject({
  symbol: symbolSchema,
  strategy: z.string().min(1).max(100).optional(),
});

/** Answer of `GET /api/patterns`: by strategy, sessions and regime, those without a signal left out. */
export const patternsAnswerSchema = z.object({
  symbol: symbolSchema,
  /** The trading day before which the sessions lie. */
  day: z.string(),
  patterns: z.array(patternSummarySchema),
});
/** See {@link patternsAnswerSchema}. */
export type PatternsAnswer = z.infer<typeof patternsAnswerSchema>;
