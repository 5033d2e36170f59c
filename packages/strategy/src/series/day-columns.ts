import { MINUTE_MS, previousTradingDay, sessionSpan } from "@spotlight/market";
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

/** Whether a day was seen from a time on: only the first day of a series may have begun before its first bar. */
export function seenFrom(series: BarSeries, dayNumber: number, ms: number): boolean {
  return dayNumber > 0 || series.bar(0).startMs <= ms;
}

/** The trading day before a day of the series that was seen from its open, by its number; -1 when there is none. */
export function dayBefore(series: BarSeries, dayNumber: number): number {
  if (dayNumber === 0) return -1;
  const before = series.day(dayNumber - 1);
  if (previousTradingDay(series.day(dayNumber).day).day !== before.day) return -1;
  return seenFrom(series, dayNumber - 1, before.openMs) ? dayNumber - 1 : -1;
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
    const { open, high, low, close } = this;
    for (const column of [open, high, low, close]) column.reserve(length);
    const { values: days } = this.#series.dayIndex;
    for (let index = from; index < length; index += 1) {
      const day = days[index] as number;
      if (index === this.#series.firstOfDay(day)) this.#begin(index, day);
      else for (const column of [open, high, low, close]) repeatLast(column, index);
    }
  }

  #begin(index: number, dayNumber: number): void {
    const [open, high, low, close] = this.#pricesBefore(dayNumber);
    this.open.values[index] = open ?? Number.NaN;
    this.high.values[index] = high ?? Number.NaN;
    this.low.values[index] = low ?? Number.NaN;
    this.close.values[index] = close ?? Number.NaN;
  }

  #pricesBefore(dayNumber: number): readonly number[] {
    const series = this.#series;
    const numberBefore = dayBefore(series, dayNumber);
    if (numberBefore < 0) return [];
    const before = series.day(numberBefore);
    const prices: number[] = [];
    const end = series.firstOfDay(dayNumber);
    for (let index = series.firstOfDay(numberBefore); index < end; index += 1) {
      const { startMs, open, high, low, close } = series.bar(index);
      if (startMs < before.openMs || startMs >= before.closeMs) continue;
      prices[0] ??= open;
      prices[1] = Math.max(prices[1] ?? high, high);
      prices[2] = Math.min(prices[2] ?? low, low);
      prices[3] = close;
    }
    return prices;
  }
}

function repeatLast({ values }: Column, index: number): void {
  values[index] = values[index - 1] as number;
}

/** Prices of the session so far, dollars, and how many bars it has had. */
export interface SessionColumns extends RangeColumns {
  readonly open: Column;
  readonly bars: Column;
}

/**
 * First, highest and lowest price of the session so far and the number of its bars, the present one included. Unknown
 * on the first day of a series that was not seen from the start of its session.
 */
export function sessionSoFar(series: BarSeries): SessionColumns {
  return series.derive("session so far", () => new SessionSoFar(series));
}

class SessionSoFar implements Derived, SessionColumns {
  readonly open = new GrowingColumn();
  readonly high = new GrowingColumn();
  readonly low = new GrowingColumn();
  readonly bars = new GrowingColumn();
  readonly #series: BarSeries;

  constructor(series: BarSeries) {
    this.#series = series;
  }

  update(from: number, length: number): void {
    for (const column of [this.open, this.high, this.low, this.bars]) column.reserve(length);
    const { dayIndex } = this.#series;
    for (let index = from; index < length; index += 1) {
      const day = dayIndex.values[index] as number;
      if (index === this.#series.firstOfDay(day)) this.#begin(index, day);
      else this.#goOn(index);
    }
  }

  #begin(index: number, dayNumber: number): void {
    const { startMs } = sessionSpan(this.#series.day(dayNumber), this.#series.session);
    const known = seenFrom(this.#series, dayNumber, startMs);
    const { open, high, low } = this.#series.bar(index);
    this.open.values[index] = known ? open : Number.NaN;
    this.high.values[index] = known ? high : Number.NaN;
    this.low.values[index] = known ? low : Number.NaN;
    this.bars.values[index] = known ? 1 : Number.NaN;
  }

  #goOn(index: number): void {
    const { high, low } = this.#series.bar(index);
    this.open.values[index] = this.open.values[index - 1] as number;
    this.high.values[index] = Math.max(this.high.values[index - 1] as number, high);
    this.low.values[index] = Math.min(this.low.values[index - 1] as number, low);
    this.bars.values[index] = (this.bars.values[index - 1] as number) + 1;
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
    const whole = seenFrom(series, dayNumber, openMs);
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
