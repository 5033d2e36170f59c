import type { TradeRecord } from "@spotlight/contracts";
import { type BarColumns, valueAt } from "../columns.ts";
import { firstEndingAt } from "../series/search.ts";

/** How far a trade went against (`maeR`) and for (`mfeR`) its average entry, in planned R, both ≥ 0. */
export interface Excursion {
  readonly maeR: number;
  readonly mfeR: number;
}

/**
 * The excursions of a trade from closed bars, those of the entry and the exit taken whole: to the minute, not to the
 * tick. An open trade is measured to the last bar. Null without a planned risk or without a bar of its time.
 */
export function excursion(trade: TradeRecord, bars: BarColumns): Excursion | null {
  if (trade.riskDollars === null) return null;
  const unit = trade.riskDollars / trade.quantity;
  const untilMs = trade.closedMs ?? Number.POSITIVE_INFINITY;
  const first = firstEndingAt(bars, trade.openedMs + 1);
  let high = Number.NEGATIVE_INFINITY;
  let low = Number.POSITIVE_INFINITY;
  for (let index = first; index < bars.length && valueAt(bars.startMs, index) <= untilMs; index += 1) {
    high = Math.max(high, valueAt(bars.high, index));
    low = Math.min(low, valueAt(bars.low, index));
  }
  if (high < low) return null;
  const above = Math.max(0, high - trade.entryPrice) / unit;
  const below = Math.max(0, trade.entryPrice - low) / unit;
  return trade.direction === "long" ? { maeR: below, mfeR: above } : { maeR: above, mfeR: below };
}
