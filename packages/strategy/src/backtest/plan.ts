import type { BacktestAssumptions } from "@spotlight/contracts";
import type { BarColumns } from "../columns.ts";
import { valueAt } from "../columns.ts";
import type { EntryColumns } from "./entry-columns.ts";
import type { Walk } from "./walk.ts";

const MINUTE_MS = 60_000;

/** Puts what all trades of a run have in common on the walk. */
export function assume(walk: Walk, assumptions: BacktestAssumptions): void {
  const { slippage, tickDollars, stopAfterFirstTarget } = assumptions;
  walk.slipDollars = slippage.unit === "ticks" ? slippage.amount * tickDollars : 0;
  walk.slipShare = slippage.unit === "bps" ? slippage.amount / 10_000 : 0;
  walk.stopToEntry = stopAfterFirstTarget === "entry";
}

/**
 * Fills an entry and makes the walk ready to follow it. Answers the first bar through which the trade is held; −1 when
 * it cannot be filled: no bar left before `sessionEndMs`, no distance to the stop, or a price beyond stop or target.
 */
export function fillEntry(
  walk: Walk,
  bars: BarColumns,
  entries: EntryColumns,
  index: number,
  assumptions: BacktestAssumptions,
  sessionEndMs: number,
): number {
  const signal = entries.bar[index] ?? 0;
  const first = signal + 1;
  const atOpen = assumptions.fill === "next_open";
  const entryMs = atOpen ? valueAt(bars.startMs, first) : valueAt(bars.endMs, signal);
  if (first >= bars.length || !(entryMs < sessionEndMs)) return -1;
  const sign = (entries.direction[index] ?? 1) > 0 ? 1 : -1;
  const price = sign * (atOpen ? valueAt(bars.open, first) : valueAt(bars.close, signal));
  const entry = price + walk.slipDollars + Math.abs(price) * walk.slipShare;
  const stop = sign * (entries.stop[index] ?? Number.NaN);
  const unit = sign * (entries.entry[index] ?? Number.NaN) - stop;
  const near = sign * (entries.target1[index] ?? Number.NaN);
  const far = sign * (entries.target2[index] ?? Number.NaN);
  if (!(unit > 0) || !(price > stop) || entry >= near) return -1;
  const two = assumptions.scaleOut && far > near;
  const only = Number.isNaN(near) ? Number.POSITIVE_INFINITY : near;
  walk.sign = sign;
  walk.entry = entry;
  walk.entryMs = entryMs;
  walk.unit = unit;
  walk.stop = stop;
  walk.half = two ? only : Number.POSITIVE_INFINITY;
  walk.last = two ? far : only;
  walk.holdUntilMs = entryMs + (entries.holdMinutes[index] ?? Number.POSITIVE_INFINITY) * MINUTE_MS;
  walk.sessionEndMs = sessionEndMs;
  walk.leaveBar = entries.leaveBar?.[index] ?? -1;
  return first;
}
