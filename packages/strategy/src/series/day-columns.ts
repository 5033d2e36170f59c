import { MINUTE_MS, previousTradingDay } from "@spotlight/market";
import type { BarSeries } from "./bar-series.ts";
import { type Column, type Derived, GrowingColumn } from "./column.ts";

/** Prices of the regular session of the trading day before, dollars. */
export interface PriorDayColumns {
  readonly open: Column;
  readonly high: Column;
  readonly low: Column;
  readonly close: Column;
}

/** A highest and a lowest price, dollars. */
export interface RangeColumns {
  readonly high: Column;
  readonly low: Column;
}

/**
 * The first day of a series may have begun before its first bar. It counts as whole only when a bar stands at the start
 * of its session (of its regular hours when `regular`).
 */
function beginsWhole(series: BarSeries, dayNumber: number, regular: boolean): boolean {
  if (dayNumber > 0) return true;
  const day = series.day(0);
  const beginsMs = series.session === "rth" || regular ? day.openMs : day.preOpenMs;
  return series.bar(0).startMs <= beginsMs;
}

/**
 * Open, high, low and close of the trading day before, of the bars that start in regular hours whatever the session of
 * the series. Unknown when that day has no such bar, or is the first of the series and was not seen from its open.
 */
export function priorDay(series: BarSeries): PriorDayColumns {
  return series.derive("prior day", () => new PriorDay(series));
}

class PriorDay implements Derived, PriorDayColumns {
  readonly open = new GrowingColumn();
  readonly high = new GrowingColumn();
  readonly low = new GrowingColumn();
  readonly close = new GrowingColumn();
  readonly #series: BarSeries;

  constructor(series: BarSeries) {
    this.#series = series;
  }

  update(from: number, length: number): void {
    const columns = [this.open, this.high, this.low, this.close] as const;
    for (const column of columns) column.reserve(length);
    if (from >= length) return;
    const { values: days } = this.#series.dayIndex;
    for (let index = from; index < length;) {
      const day = days[index] as number;
      const prices =
        index > this.#series.firstOfDay(day)
          ? columns.map((column) => column.values[index - 1] as number)
          : this.#pricesBefore(day);
      const end = day + 1 < this.#series.dayCount ? this.#series.firstOfDay(day + 1) : length;
      columns.forEach((column, part) => column.values.fill(prices[part] ?? Number.NaN, index, end));
      index = end;
    }
  }

  #pricesBefore(dayNumber: number): readonly number[] {
    const series = this.#series;
    if (dayNumber === 0 || !beginsWhole(series, dayNumber - 1, true)) return [];
    const before = series.day(dayNumber - 1);
    if (previousTradingDay(series.day(dayNumber).day).day !== before.day) return [];
    let prices: number[] = [];
    const end = series.firstOfDay(dayNumber);
    for (let index = series.firstOfDay(dayNumber - 1); index < end; index += 1) {
      const { startMs, open, high, low, close } = series.bar(index);
      if (startMs < before.openMs || startMs >= before.closeMs) continue;
      const [first = open, highest = high, lowest = low] = prices;
      prices = [first, Math.max(highest, high), Math.min(lowest, low), close];
    }
    return prices;
  }
}

/**
 * The highest and lowest price of the session so far, the present bar included. Unknown on the first day of a series
 * that was not seen from the start of its session.
 */
export function sessionRange(series: BarSeries): RangeColumns {
  return series.derive("session range", () => new SessionRange(series));
}

class SessionRange implements Derived, RangeColumns {
  readonly high = new GrowingColumn();
  readonly low = new GrowingColumn();
  readonly #series: BarSeries;

  constructor(series: BarSeries) {
    this.#series = series;
  }

  update(from: number, length: number): void {
    this.high.reserve(length);
    this.low.reserve(length);
    const { high, low, dayIndex } = this.#series;
    for (let index = from; index < length; index += 1) {
      const day = dayIndex.values[index] as number;
      const begins = index === this.#series.firstOfDay(day);
      const known = !begins || beginsWhole(this.#series, day, false);
      const nothing = known ? undefined : Number.NaN;
      const highest = begins ? (nothing ?? -Infinity) : (this.high.values[index - 1] as number);
      const lowest = begins ? (nothing ?? Infinity) : (this.low.values[index - 1] as number);
      this.high.values[index] = Math.max(highest, high.values[index] as number);
      this.low.values[index] = Math.min(lowest, low.values[index] as number);
    }
  }
}

/**
 * The highest and lowest price of the first `minutes` of regular trading, from the bars that lie wholly within them.
 * Unknown until they are over, when no bar lies in them, and on the first day of a series not seen from the open.
 */
export function openingRange(series: BarSeries, minutes: number): RangeColumns {
  return series.derive(`opening range ${minutes}`, () => new OpeningRange(series, minutes));
}

class OpeningRange implements Derived, RangeColumns {
  readonly high = new GrowingColumn();
  readonly low = new GrowingColumn();
  readonly #series: BarSeries;
  readonly #lengthMs: number;

  constructor(series: BarSeries, minutes: number) {
    this.#series = series;
    this.#lengthMs = minutes * MINUTE_MS;
  }

  update(from: number, length: number): void {
    this.high.reserve(length);
    this.low.reserve(length);
    if (from >= length) return;
    const series = this.#series;
    for (let day = series.dayIndex.values[from] as number; day < series.dayCount; day += 1)
      this.#fillDay(day, length);
  }

  #fillDay(dayNumber: number, length: number): void {
    const series = this.#series;
    const { openMs, closeMs } = series.day(dayNumber);
    const overMs = openMs + this.#lengthMs;
    const end = dayNumber + 1 < series.dayCount ? series.firstOfDay(dayNumber + 1) : length;
    const whole = beginsWhole(series, dayNumber, true);
    let high = -Infinity;
    let low = Infinity;
    for (let index = series.firstOfDay(dayNumber); index < end; index += 1) {
      const bar = series.bar(index);
      if (bar.startMs >= openMs && bar.endMs <= overMs) {
        high = Math.max(high, bar.high);
        low = Math.min(low, bar.low);
      }
      const known = whole && bar.endMs >= overMs && bar.startMs < closeMs && high >= low;
      this.high.values[index] = known ? high : Number.NaN;
      this.low.values[index] = known ? low : Number.NaN;
    }
  }
}
