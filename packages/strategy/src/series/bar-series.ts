import type { BarState, SessionKind, Timeframe } from "@spotlight/contracts";
import { type Indicator, type MarketBar, type TradingDay, tradingDayAt } from "@spotlight/market";
import { BLANK, type Mutable } from "./blank.ts";
import { type Column, type Computation, DerivedColumn, GrowingColumn } from "./column.ts";
import { IndicatorComputation } from "./indicator-column.ts";

const STATES: readonly BarState[] = ["closed", "official", "forming"];

/** The columns that bars are kept in. Times are epoch ms, prices dollars, volume shares; `vwap` is NaN where there is none. */
export interface BarColumns {
  readonly startMs: Column;
  readonly endMs: Column;
  readonly open: Column;
  readonly high: Column;
  readonly low: Column;
  readonly close: Column;
  readonly volume: Column;
  readonly vwap: Column;
  readonly tradeCount: Column;
}

/**
 * The bars of one symbol, timeframe and session in columns, ascending, with the columns that are derived from them. The
 * values of every column follow from the bars as they stand, not from the way in which they came: one by one, replaced,
 * or put between others. Revision numbers are not kept.
 */
export class BarSeries implements BarColumns {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly session: SessionKind;
  readonly startMs = new GrowingColumn();
  readonly endMs = new GrowingColumn();
  readonly open = new GrowingColumn();
  readonly high = new GrowingColumn();
  readonly low = new GrowingColumn();
  readonly close = new GrowingColumn();
  readonly volume = new GrowingColumn();
  readonly vwap = new GrowingColumn();
  readonly tradeCount = new GrowingColumn();
  /** Everything that ended up to here is known, epoch ms: a bar that is missing did not trade. */
  finishedMs = 0;
  readonly #state = new GrowingColumn();
  readonly #dayFirst = new GrowingColumn();
  readonly #own: readonly GrowingColumn[];
  readonly #derived = new Map<string, DerivedColumn>();
  #length = 0;
  #day: TradingDay | null = null;

  constructor(symbol: string, timeframe: Timeframe, session: SessionKind) {
    this.symbol = symbol;
    this.timeframe = timeframe;
    this.session = session;
    const { startMs, endMs, open, high, low, close, volume, vwap, tradeCount } = this;
    const own = [startMs, endMs, open, high, low, close, volume, vwap, tradeCount];
    this.#own = [...own, this.#state, this.#dayFirst];
  }

  /** How many bars there are. */
  get length(): number {
    return this.#length;
  }

  /** A derived column, one for each key; up to date after {@link settle}. */
  derive(key: string, create: () => Computation): Column {
    let column = this.#derived.get(key);
    if (column === undefined) {
      column = new DerivedColumn(create());
      this.#derived.set(key, column);
      column.settle(this.#length, 0);
    }
    return column;
  }

  /** An indicator of the close-by-close kind as a derived column. */
  indicator(key: string, create: () => Indicator<number>): Column {
    return this.derive(key, () => new IndicatorComputation(this, create()));
  }

  /** Brings the derived columns up to date. `from`: the first index that changes of other series may have touched. */
  settle(from = this.#length): void {
    for (const column of this.#derived.values()) column.settle(this.#length, from);
  }

  /** Adds a bar at the end; its start is after that of the last one. */
  append(bar: MarketBar): void {
    const index = this.#length;
    for (const column of this.#own) column.reserve(index + 1);
    this.#length = index + 1;
    this.#write(index, bar);
    const sameDay = this.#day !== null && bar.startMs < this.#day.postCloseMs;
    if (!sameDay) this.#day = tradingDayAt(bar.startMs);
    this.#dayFirst.values[index] = sameDay && index > 0 ? (this.#dayFirst.values[index - 1] ?? index) : index;
  }

  /** Replaces the bar at an index by one of the same start. Throws RangeError on a wrong index. */
  reviseAt(index: number, bar: MarketBar): void {
    this.#check(index);
    this.#write(index, bar);
    for (const column of this.#derived.values()) column.spoil(index);
  }

  /** Puts a bar before the one at an index. Throws RangeError on a wrong index. */
  insertAt(index: number, bar: MarketBar): void {
    this.#check(index);
    for (const column of this.#own) {
      column.reserve(this.#length + 1);
      column.values.copyWithin(index + 1, index, this.#length);
    }
    this.#length += 1;
    this.#write(index, bar);
    this.#countDays();
    for (const column of this.#derived.values()) column.spoil(index);
  }

  /** Takes the last bar away. Throws RangeError when there is none. */
  dropLast(): void {
    this.#check(this.#length - 1);
    this.#length -= 1;
    for (const column of this.#derived.values()) column.spoil(this.#length);
    this.#day = this.#length === 0 ? null : this.dayOf(this.#length - 1);
  }

  /** The bar at an index. */
  bar(index: number): MarketBar {
    return this.read(index, { ...BLANK });
  }

  /** The bar at an index, written over an object that the caller owns: for loops that look at each bar once. */
  read(index: number, into: Mutable<MarketBar>): MarketBar {
    const at = ({ values }: Column): number => values[index] ?? Number.NaN;
    const vwap = at(this.vwap);
    into.startMs = at(this.startMs);
    into.endMs = at(this.endMs);
    into.open = at(this.open);
    into.high = at(this.high);
    into.low = at(this.low);
    into.close = at(this.close);
    into.volume = at(this.volume);
    into.vwap = Number.isNaN(vwap) ? null : vwap;
    into.tradeCount = at(this.tradeCount);
    into.state = STATES[at(this.#state)] ?? "closed";
    return into;
  }

  /** The bars that start in [fromMs, untilMs), ascending. */
  *between(fromMs: number, untilMs: number): Generator<MarketBar> {
    for (let index = this.lowerBound(fromMs); index < this.#length; index += 1) {
      if ((this.startMs.values[index] ?? Infinity) >= untilMs) return;
      yield this.bar(index);
    }
  }

  /** Index of the first bar that starts at this time or later; the length when there is none. */
  lowerBound(startMs: number): number {
    return firstAtLeast(this.startMs.values, this.#length, startMs);
  }

  /** Index of the first bar that ends at this time or later; the length when there is none. */
  firstEndingAt(endMs: number): number {
    return firstAtLeast(this.endMs.values, this.#length, endMs);
  }

  /** Index of the bar that starts at this time; −1 when there is none. */
  indexOfStart(startMs: number): number {
    const index = this.lowerBound(startMs);
    return index < this.#length && this.startMs.values[index] === startMs ? index : -1;
  }

  /** Index of the first bar of the day that the bar at an index belongs to. */
  dayStart(index: number): number {
    return this.#dayFirst.values[index] ?? 0;
  }

  /** The trading day of the bar at an index. Throws RangeError on a wrong index. */
  dayOf(index: number): TradingDay {
    this.#check(index);
    const ms = this.startMs.values[index] ?? 0;
    const last = this.#day;
    if (last !== null && ms >= last.preOpenMs && ms < last.postCloseMs) return last;
    const day = tradingDayAt(ms);
    if (day === null) throw new RangeError(`the bar at ${ms} is outside of trading days`);
    return day;
  }

  #write(index: number, bar: MarketBar): void {
    this.startMs.values[index] = bar.startMs;
    this.endMs.values[index] = bar.endMs;
    this.open.values[index] = bar.open;
    this.high.values[index] = bar.high;
    this.low.values[index] = bar.low;
    this.close.values[index] = bar.close;
    this.volume.values[index] = bar.volume;
    this.vwap.values[index] = bar.vwap ?? Number.NaN;
    this.tradeCount.values[index] = bar.tradeCount;
    this.#state.values[index] = STATES.indexOf(bar.state);
  }

  #countDays(): void {
    let day: TradingDay | null = null;
    let first = 0;
    for (let index = 0; index < this.#length; index += 1) {
      const ms = this.startMs.values[index] ?? 0;
      if (day === null || ms >= day.postCloseMs) {
        day = tradingDayAt(ms);
        first = index;
      }
      this.#dayFirst.values[index] = first;
    }
    this.#day = day;
  }

  #check(index: number): void {
    if (Number.isInteger(index) && index >= 0 && index < this.#length) return;
    throw new RangeError(`there is no bar at index ${index}: the series has ${this.#length}`);
  }
}

/** Index of the first of `length` ascending values that is not below a bound. The newest is looked at first. */
function firstAtLeast(values: Float64Array, length: number, bound: number): number {
  if (length === 0 || (values[length - 1] ?? Infinity) < bound) return length;
  let low = 0;
  let high = length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? Infinity) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
