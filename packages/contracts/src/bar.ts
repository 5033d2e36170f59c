import { z } from "zod";
import { symbolSchema } from "./symbol.ts";

/** Every timeframe that is served, shortest first. Only 1m facts are stored; the rest is derived from them. */
export const TIMEFRAMES = ["1m", "2m", "5m", "10m", "15m", "30m", "1h", "1d"] as const;
export const timeframeSchema = z.enum(TIMEFRAMES);
/** One of {@link TIMEFRAMES}. */
export type Timeframe = z.infer<typeof timeframeSchema>;

/** `rth`: the regular session (09:30 to 16:00 New York). `rth_ext`: pre-market and after-hours too (04:00 to 20:00). */
export const SESSION_KINDS = ["rth", "rth_ext"] as const;
export const sessionKindSchema = z.enum(SESSION_KINDS);
/** One of {@link SESSION_KINDS}. */
export type SessionKind = z.infer<typeof sessionKindSchema>;

/** `forming`: still open, disposable. `closed`: folded from trades. `official`: the vendor's own aggregate. */
export const BAR_STATES = ["forming", "closed", "official"] as const;
export const barStateSchema = z.enum(BAR_STATES);
/** One of {@link BAR_STATES}. */
export type BarState = z.infer<typeof barStateSchema>;

/** Why a closed bar changed. */
export const REVISION_CAUSES = ["late_trade", "official", "correction", "backfill"] as const;
export const revisionCauseSchema = z.enum(REVISION_CAUSES);
/** One of {@link REVISION_CAUSES}. */
export type RevisionCause = z.infer<typeof revisionCauseSchema>;

/** Open, high, low and close in dollars, volume in shares (may be fractional on venues that trade fractions). */
export const ohlcvSchema = z.strictObject({
  o: z.number(),
  h: z.number(),
  l: z.number(),
  c: z.number(),
  v: z.number().nonnegative(),
});

/**
 * A bar as it crosses every boundary. Times are epoch milliseconds, `bar_end` exclusive; prices are dollars.
 * `seq` is the bar's number, `floor(bar_start / timeframe in ms)`. `vw` is the volume-weighted average price, null when
 * no source gave one; `n` counts the trades that it rests on. `rev` is 0 at the first close and grows by 1 with every
 * later change of a value or of the state.
 */
export const barSchema = z.strictObject({
  symbol: symbolSchema,
  timeframe: timeframeSchema,
  seq: z.int(),
  bar_start: z.int(),
  bar_end: z.int(),
  ohlcv: ohlcvSchema,
  vw: z.number().nullable(),
  n: z.int().nonnegative(),
  rev: z.int().nonnegative(),
  state: barStateSchema,
});
/** See {@link barSchema}. */
export type Bar = z.infer<typeof barSchema>;

/** One line of the revision ledger: what a 1m bar was before, what it became, why, and when that was learned. */
export const revisionSchema = z.strictObject({
  cursor: z.int(),
  learnedMs: z.int(),
  cause: revisionCauseSchema,
  before: barSchema.nullable(),
  after: barSchema,
});
/** See {@link revisionSchema}. `before` is null when the first thing known of a minute was its official bar. */
export type Revision = z.infer<typeof revisionSchema>;
