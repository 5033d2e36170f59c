import type { SessionKind, Timeframe } from "@spotlight/contracts";
import type { MarketBar, TradingDay } from "@spotlight/market";
import { Alignment } from "./alignment.ts";
import { type Column, type Derived, GrowingColumn } from "./column.ts";
import { SessionDays } from "./session-days.ts";

/**
 * The bars of one symbol, timeframe and session in columns, ascending, with everything that is derived from them. Bars
 * may be added, revised, put in later where a gap was, and the last one taken back; after {@link settle} every derived
 * column is what it would be if the bars had come in order and for the first time, bit for bit.
 */
export class BarSeries {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly session: SessionKind;
  /** Epoch ms. */
  readonly startMs: Column = new GrowingColumn();
  /** Epoch ms, exclusive. A forming bar ends with its last finished minute. */
  readonly endMs: Column = new GrowingColumn();
  /** Dollars, like high, low, close and vwap. */
  readonly open: Column = new GrowingColumn();
  readonly high: Column = new GrowingColumn();
  readonly low: Column = new GrowingColumn();
  readonly close: Column = new GrowingColumn();
  /** Shares. */
  readonly volume: Column = new GrowingColumn();
  /** The bar's own average price; NaN where no source gave one. */
  readonly vwap: Column = new GrowingColumn();
  readonly tradeCount: Column = new GrowingColumn();
  readonly #bars: MarketBar[] = [];
  readonly #days = new SessionDays();
  readonly #derived = new Map<string, Derived>();
  /** The same in the order in which they were made. */
  readonly #inOrder: Derived[] = [];
  readonly #alignments: { readonly other: BarSeries; readonly alignment: Alignment }[] = [];
  /** Bars up to here have their derived values. */
  #settled = 0;
  /** Bars up to here are as the alignments saw them. */
  #aligned = 0;
  #finishedMs = -Infinity;
  #layout = 0;
  /** How many bars the raw columns have room for. */
  #room = 0;

  constructor(symbol: string, timeframe: Timeframe, session: SessionKind) {
    this.symbol = symbol;
    this.timeframe = timeframe;
    this.session = session;
  }

  /** How many bars there are. */
  get length(): number {
    return this.#bars.length;
  }

  /** How many bars there are without the one that is forming. */
  get closedLength(): number {
    return this.#bars.at(-1)?.state === "forming" ? this.#bars.length - 1 : this.#bars.length;
  }

  /** Everything that ends up to here is known, epoch ms; minutes without a bar had no trade. */
  get finishedMs(): number {
    return Math.max(this.#finishedMs, this.#bars.at(-1)?.endMs ?? -Infinity);
  }

  set finishedMs(ms: number) {
    this.#finishedMs = ms;
  }

  /** Changes whenever the bar that stands at an index, or its time, may be another than before. */
  get layout(): number {
    return this.#layout;
  }

  /** At each bar the number of its trading day, counted from 0 at the first day of the series. */
  get dayIndex(): Column {
    return this.#days.numbers;
  }

  /** How many trading days have bars. */
  get dayCount(): number {
    return this.#days.count;
  }

  /** The bar at an index. Throws RangeError when there is none. */
  bar(index: number): MarketBar {
    const bar = this.#bars[index];
    if (bar === undefined) throw new RangeError(`the series has ${this.length} bars, none is at ${index}`);
    return bar;
  }

  /** The trading day by its number. Throws RangeError when there is none. */
  day(number: number): TradingDay {
    return this.#days.day(number);
  }

  /** Index of the first bar of a trading day by its number. Throws RangeError when there is none. */
  firstOfDay(number: number): number {
    return this.#days.first(number);
  }

  /** The trading day of the bar at an index. Throws RangeError when there is no bar. */
  dayOf(index: number): TradingDay {
    return this.#days.day(this.#dayNumber(index));
  }

  /** Index of the first bar of the day of the bar at an index. Throws RangeError when there is no bar. */
  dayStart(index: number): number {
    return this.#days.first(this.#dayNumber(index));
  }

  /**
   * Adds a bar at the end. Throws RangeError unless it starts after the last one, on a trading day, and the last one is
   * forming no more.
   */
  append(bar: MarketBar): void {
    const last = this.#bars.at(-1);
    if (last !== undefined && bar.startMs <= last.startMs)
      throw new RangeError(`a bar at ${bar.startMs} can not follow one at ${last.startMs}`);
    if (last?.state === "forming") throw new RangeError("no bar follows one that is still forming");
    if (bar.endMs <= this.#finishedMs) this.#layout += 1;
    this.#write(this.#bars.length, bar);
    this.#bars.push(bar);
  }

  /** Adds bars at the end, under the same conditions each. */
  appendAll(bars: readonly MarketBar[]): void {
    this.#reserve(this.length + bars.length);
    for (const bar of bars) this.append(bar);
  }

  /** Replaces the bar at an index by one with the same start. Throws RangeError otherwise. */
  reviseAt(index: number, bar: MarketBar): void {
    const known = this.bar(index);
    if (known.startMs !== bar.startMs)
      throw new RangeError(`a bar at ${known.startMs} can not be revised to start at ${bar.startMs}`);
    if (this.#unsays(known, bar)) this.#layout += 1;
    this.#bars[index] = bar;
    this.#write(index, bar);
    this.touch(index);
  }

  /** Replaces the last bar, under the same conditions. */
  reviseLast(bar: MarketBar): void {
    this.reviseAt(this.length - 1, bar);
  }

  /**
   * Puts a bar before the one at an index, where a gap was; at the end when the index is the length. Throws RangeError
   * unless it starts between its neighbours, on a trading day.
   */
  insertAt(index: number, bar: MarketBar): void {
    if (index === this.length) {
      this.append(bar);
      return;
    }
    const before = this.#bars[index - 1]?.startMs ?? -Infinity;
    if (!(bar.startMs > before && bar.startMs < this.bar(index).startMs))
      throw new RangeError(`a bar at ${bar.startMs} does not belong at index ${index}`);
    const later = this.#bars.splice(index);
    this.#days.truncate(index);
    this.touch(index);
    this.#layout += 1;
    for (const each of [bar, ...later]) {
      this.#write(this.#bars.length, each);
      this.#bars.push(each);
    }
  }

  /** Takes the last bar back, as when a forming bar turns out void. Throws RangeError when there is none. */
  dropLast(): void {
    const last = this.length - 1;
    this.bar(last);
    this.#bars.pop();
    this.#days.truncate(last);
    this.touch(last);
    this.#layout += 1;
  }

  /** Index of the bar that starts at a time, epoch ms; when there is none, `-1 - place` where it would be put in. */
  indexOfStart(startMs: number): number {
    const starts = this.startMs.values;
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((starts[middle] ?? Infinity) < startMs) low = middle + 1;
      else high = middle;
    }
    return this.#bars[low]?.startMs === startMs ? low : -1 - low;
  }

  /**
   * What `create` derives from this series, made once for each key: equal keys must mean equal values. What it rests on
   * is derived inside `create`. It is as settled as the series is.
   */
  derive<Kind extends Derived>(key: string, create: () => Kind): Kind {
    const known = this.#derived.get(key);
    if (known !== undefined) return known as Kind;
    const made = create();
    this.#derived.set(key, made);
    this.#inOrder.push(made);
    made.update(0, this.#settled);
    return made;
  }

  /** Which bar of another series is the newest closed one at the end of each bar of this one; made once for each. */
  align(other: BarSeries): Alignment {
    const known = this.#alignments.find((one) => one.other === other);
    if (known !== undefined) return known.alignment;
    const alignment = new Alignment(this, other);
    this.#alignments.push({ other, alignment });
    alignment.update(0);
    return alignment;
  }

  /** Brings everything derived up to date, also of the series that this one is aligned with. */
  settle(): void {
    this.#settleColumns();
    for (const { other, alignment } of this.#alignments) {
      other.#settleColumns();
      alignment.update(this.#aligned);
    }
    this.#aligned = this.length;
  }

  #settleColumns(): void {
    const { length } = this;
    if (this.#settled === length) return;
    for (const derived of this.#inOrder) derived.update(this.#settled, length);
    this.#settled = length;
  }

  /** Whether a revision changes what was said of when a bar closed, or of how far the series is known. */
  #unsays(known: MarketBar, bar: MarketBar): boolean {
    if (known.state !== "forming") return bar.endMs !== known.endMs || bar.state === "forming";
    return bar.endMs < known.endMs || (bar.state !== "forming" && bar.endMs <= this.finishedMs);
  }

  #dayNumber(index: number): number {
    this.bar(index);
    return this.#days.numbers.values[index] ?? Number.NaN;
  }

  /** Says that what is derived is to be computed again from an index on: another series that it rests on changed. */
  touch(index: number): void {
    this.#settled = Math.min(this.#settled, index);
    this.#aligned = Math.min(this.#aligned, index);
  }

  #write(index: number, bar: MarketBar): void {
    if (index === this.#bars.length) this.#days.push(index, bar.startMs);
    this.#reserve(index + 1);
    this.startMs.values[index] = bar.startMs;
    this.endMs.values[index] = bar.endMs;
    this.open.values[index] = bar.open;
    this.high.values[index] = bar.high;
    this.low.values[index] = bar.low;
    this.close.values[index] = bar.close;
    this.volume.values[index] = bar.volume;
    this.vwap.values[index] = bar.vwap ?? Number.NaN;
    this.tradeCount.values[index] = bar.tradeCount;
  }

  #reserve(length: number): void {
    if (length <= this.#room) return;
    const { startMs, endMs, open, high, low, close, volume, vwap, tradeCount } = this;
    for (const column of [startMs, endMs, open, high, low, close, volume, vwap, tradeCount])
      (column as GrowingColumn).reserve(length);
    this.#room = this.tradeCount.values.length;
  }
}
