import type { BarColumns } from "../columns.ts";

/** What ended a trade, by code. */
export const HOWS = ["target", "stop", "time", "session"] as const;
const TARGET = 0;
const STOP = 1;
const TIME = 2;
const SESSION = 3;
const MINUTE_MS = 60_000;

/**
 * One trade on its way through the bars, reused for the next: numbers only, so that a million trades cost no memory.
 * Prices are times `sign` (−1 for shorts): up is always the way of profit, and every rule is written once.
 */
export class Walk {
  sign = 1;
  /** Filled entry, slippage included, and when. */
  entry = 0;
  entryMs = 0;
  /** Distance of 1 R in dollars. */
  unit = 1;
  stop = 0;
  /** Infinite where there is none. `last` is the one that ends the trade; `half` takes half of it before. */
  half = Number.POSITIVE_INFINITY;
  last = Number.POSITIVE_INFINITY;
  stopToEntry = false;
  holdUntilMs = Number.POSITIVE_INFINITY;
  sessionEndMs = Number.POSITIVE_INFINITY;
  leaveBar = -1;
  /** Added to an exit that slips: dollars, or a share of the price. */
  slipDollars = 0;
  slipShare = 0;

  /** Code of {@link HOWS}; −1 while the bars do not say. */
  how = -1;
  exitBar = 0;
  exitMs = 0;
  /** Average exit, signed like the entry. */
  exit = 0;
  /** Whether half was taken on the way. */
  halved = false;
  worst = 0;
  best = 0;
  /** Minutes from the entry to +1 R and −1 R, to the end of the bar; NaN when it never was there. */
  plusMinutes = Number.NaN;
  minusMinutes = Number.NaN;
  private booked = 0;

  /** Follows the trade from bar `first` on, at whose open it is held. Answers whether the bars say how it ended. */
  run(bars: BarColumns, first: number): boolean {
    this.begin();
    const { length } = bars;
    const starts = bars.startMs.values;
    const ends = bars.endMs.values;
    const long = this.sign > 0;
    const highs = long ? bars.high.values : bars.low.values;
    const lows = long ? bars.low.values : bars.high.values;
    const opens = bars.open.values;
    const closes = bars.close.values;
    const { sign, last, holdUntilMs, sessionEndMs, leaveBar } = this;
    for (let at = first; at < length; at += 1) {
      const startMs = starts[at] ?? 0;
      if (startMs >= sessionEndMs)
        return this.end(SESSION, at - 1, ends[at - 1] ?? 0, sign * (closes[at - 1] ?? 0));
      const open = sign * (opens[at] ?? 0);
      if (open <= this.stop) return this.end(STOP, at, startMs, open);
      const endMs = ends[at] ?? 0;
      const low = sign * (lows[at] ?? 0);
      if (low <= this.stop) {
        this.reach(open, this.stop, endMs);
        return this.end(STOP, at, endMs, this.stop);
      }
      const high = sign * (highs[at] ?? 0);
      this.reach(high < last ? high : Math.max(last, open), low, endMs);
      if (high >= last) {
        this.takeHalf(open);
        return this.end(TARGET, at, open >= last ? startMs : endMs, Math.max(last, open));
      }
      if (high >= this.half) this.takeHalf(open);
      const close = sign * (closes[at] ?? 0);
      if (endMs >= sessionEndMs) return this.end(SESSION, at, endMs, close);
      if (endMs >= holdUntilMs) return this.end(TIME, at, endMs, close);
      if (at === leaveBar && at + 1 < length && (starts[at + 1] ?? 0) < sessionEndMs)
        return this.end(TIME, at + 1, starts[at + 1] ?? 0, sign * (opens[at + 1] ?? 0));
    }
    return false;
  }

  private begin(): void {
    this.how = -1;
    this.halved = false;
    this.booked = 0;
    this.worst = this.entry;
    this.best = this.entry;
    this.plusMinutes = Number.NaN;
    this.minusMinutes = Number.NaN;
  }

  private reach(high: number, low: number, ms: number): void {
    if (high > this.best) {
      this.best = high;
      if (Number.isNaN(this.plusMinutes) && high >= this.entry + this.unit)
        this.plusMinutes = (ms - this.entryMs) / MINUTE_MS;
    }
    if (low < this.worst) {
      this.worst = low;
      if (Number.isNaN(this.minusMinutes) && low <= this.entry - this.unit)
        this.minusMinutes = (ms - this.entryMs) / MINUTE_MS;
    }
  }

  private takeHalf(open: number): void {
    if (this.halved || this.half === Number.POSITIVE_INFINITY) return;
    this.booked = Math.max(this.half, open);
    this.halved = true;
    this.half = Number.POSITIVE_INFINITY;
    if (this.stopToEntry) this.stop = Math.max(this.stop, this.entry);
  }

  private end(how: number, bar: number, ms: number, price: number): true {
    this.reach(price, price, ms);
    const slipped = how === TARGET ? price : price - this.slipDollars - Math.abs(price) * this.slipShare;
    this.how = how;
    this.exitBar = bar;
    this.exitMs = ms;
    this.exit = this.halved ? (this.booked + slipped) / 2 : slipped;
    return true;
  }
}
