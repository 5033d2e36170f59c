import { z } from "zod";
import { directionSchema, signalSchema, verdictSchema } from "./decision.ts";
import { regimeSchema } from "./pattern.ts";
import { daySchema } from "./rest.ts";
import { riskLightSchema, riskStateSchema } from "./risk.ts";
import { symbolSchema } from "./symbol.ts";

/** A price in dollars. */
export const priceSchema = z.number().positive();
/** What is known of a symbol at a market time, epoch ms. */
export const timedSchema = z.object({ symbol: symbolSchema, atMs: z.int() });

const known = z.number().nullable();

/** What the closed minutes of a symbol say; prices in dollars, null where a value is not known. */
export const marketReadingSchema = timedSchema.extend({
  close: priceSchema,
  vwap: known,
  atr: known,
  relativeVolume: known,
  sessionHigh: known,
  sessionLow: known,
  priorHigh: known,
  priorLow: known,
  priorClose: known,
  regime: regimeSchema.nullable(),
});
/** See {@link marketReadingSchema}. */
export type MarketReading = z.infer<typeof marketReadingSchema>;

/** A strategy on a symbol: `primed` is one step from speaking; `last` is what it said last today. */
export const strategyPhaseSchema = z.object({
  id: z.string(),
  version: z.int(),
  name: z.string(),
  primed: z.boolean(),
  signalsToday: z.int(),
  last: signalSchema.nullable(),
});
/** See {@link strategyPhaseSchema}. */
export type StrategyPhase = z.infer<typeof strategyPhaseSchema>;

/** What may be risked on an idea, and where it would be one and two times the risk ahead. */
export const riskBoxSchema = z.object({
  symbol: symbolSchema,
  direction: directionSchema,
  entry: priceSchema,
  stop: priceSchema,
  /** Dollars a share between entry and stop: 1 R. */
  riskPerShare: priceSchema,
  targets: z.array(z.object({ price: z.number(), r: z.number() })),
  verdict: verdictSchema,
  light: riskLightSchema,
});
/** See {@link riskBoxSchema}. */
export type RiskBox = z.infer<typeof riskBoxSchema>;

/** The trading day so far: what the strategies said, what came of it, and the trades that were reported. */
export const daySummarySchema = z.object({
  day: daySchema,
  signals: z.int(),
  callouts: z.int(),
  accepted: z.int(),
  rejected: z.int(),
  expired: z.int(),
  /** Callouts whose outcome is known, and the sum of their results in R had each been taken. */
  scored: z.int(),
  scoredR: z.number(),
  risk: riskStateSchema,
});
/** See {@link daySummarySchema}. */
export type DaySummary = z.infer<typeof daySummarySchema>;
