import { AnchoredVwap, MINUTE_MS } from "@spotlight/market";
import type { BarSeries } from "./bar-series.ts";
import { type Column, type Derived, GrowingColumn } from "./column.ts";
import { dayBefore, seenFrom } from "./day-columns.ts";

/** Where a VWAP begins: the regular open of today or of the trading day before, or a minute of today's clock. */
export type AnchorPlace =
  | { readonly kind: "open" }
  | { readonly kind: "prior open" }
  | { readonly kind: "time"; readonly minute: number };

/** 09:30 in minutes of the day. */
export const OPEN_MINUTE = 570;

/**
 * Volume-weighted average price since an anchor that moves with the day, dollars. Unknown before the anchor, and when
 * the series was not seen from it on.
 */
export function anchoredVwap(series: BarSeries, key: string, anchor: AnchorPlace): Column {
  return series.derive(key, () => new AnchoredColumn(series, anchor)).column;
}

class AnchoredColumn implements Derived {
  readonly column = new GrowingColumn();
  readonly #series: BarSeries;
  readonly #anchor: AnchorPlace;

  constructor(series: BarSeries, anchor: AnchorPlace) {
    this.#series = series;
    this.#anchor = anchor;
  }

  update(from: number, length: number): void {
    this.column.reserve(length);
    if (from >= length) return;
    const series = this.#series;
    const first = series.dayIndex.values[from] as number;
    for (let day = first; day < series.dayCount; day += 1) this.#fillDay(day, length);
  }

  #fillDay(dayNumber: number, length: number): void {
    const series = this.#series;
    const end = dayNumber + 1 < series.dayCount ? series.firstOfDay(dayNumber + 1) : length;
    const today = series.firstOfDay(dayNumber);
    const fromDay = this.#anchor.kind === "prior open" ? dayBefore(series, dayNumber) : dayNumber;
    const anchorMs = fromDay < 0 ? Infinity : this.#anchorMs(fromDay);
    if (fromDay < 0 || !seenFrom(series, fromDay, anchorMs)) {
      this.column.values.fill(Number.NaN, today, end);
      return;
    }
    const vwap = new AnchoredVwap(anchorMs);
    for (let index = series.firstOfDay(fromDay); index < end; index += 1) {
      const value = vwap.next(series.bar(index)) ?? Number.NaN;
      if (index >= today) this.column.values[index] = value;
    }
  }

  #anchorMs(dayNumber: number): number {
    const { openMs } = this.#series.day(dayNumber);
    return this.#anchor.kind === "time" ? openMs + (this.#anchor.minute - OPEN_MINUTE) * MINUTE_MS : openMs;
  }
}
