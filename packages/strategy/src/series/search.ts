import type { MarketBar } from "@spotlight/market";
import type { BarColumns } from "../columns.ts";
import type { BarSeries } from "./bar-series.ts";

/** Index of the first bar that ends at this time or later, epoch ms; the length when there is none. */
export function firstEndingAt(series: Pick<BarColumns, "length" | "endMs">, endMs: number): number {
  const { length, endMs: ends } = series;
  if (length === 0 || (ends.values[length - 1] ?? Infinity) < endMs) return length;
  // The newest bar is asked for most of the time.
  if (length === 1 || (ends.values[length - 2] ?? Infinity) < endMs) return length - 1;
  let low = 0;
  let high = length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ends.values[middle] ?? Infinity) < endMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the first bar that starts at this time or later, epoch ms; the length when there is none. */
export function firstStartingAt(series: BarSeries, startMs: number): number {
  const index = series.indexOfStart(startMs);
  return index < 0 ? -1 - index : index;
}

/** The bars that start in [fromMs, untilMs), ascending. */
export function* barsBetween(series: BarSeries, fromMs: number, untilMs: number): Generator<MarketBar> {
  for (let index = firstStartingAt(series, fromMs); index < series.length; index += 1) {
    const bar = series.bar(index);
    if (bar.startMs >= untilMs) return;
    yield bar;
  }
}

/** Puts a bar where its start belongs: at the end, over the one that it replaces, or between two. */
export function placeBar(series: BarSeries, bar: MarketBar): void {
  const last = series.length - 1;
  if (last < 0 || bar.startMs > (series.startMs.values[last] ?? Infinity)) {
    series.append(bar);
    return;
  }
  const index = series.indexOfStart(bar.startMs);
  if (index < 0) series.insertAt(-1 - index, bar);
  else series.reviseAt(index, bar);
}
