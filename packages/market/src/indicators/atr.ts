import type { MarketBar } from "../bar.ts";
import { checkPeriod, type Indicator } from "./indicator.ts";

/** Saved state of an {@link Atr}: count, level and close, and the three before the last bar. */
export type AtrState = readonly [number, number, number, number, number, number];

/** The larger of a bar's own range and its reach from the close before (NaN when there is none). */
function trueRange(bar: MarketBar, closeBefore: number): number {
  const high = closeBefore > bar.high ? closeBefore : bar.high;
  const low = closeBefore < bar.low ? closeBefore : bar.low;
  return high - low;
}

/**
 * Average true range in dollars, Wilder's smoothing. The first bar's range is its high less its low. Source: J. Welles
 * Wilder, "New Concepts in Technical Trading Systems" (1978), section III.
 */
export class Atr implements Indicator<number, AtrState> {
  // Fields begin as what they hold later, integer or fraction: V8 then keeps them unboxed.
  readonly warmUp: number = 0;
  private readonly weight: number = Number.NaN;
  /** Ranges seen, counted up to one more than the period; from there on `countBefore` stays behind unneeded. */
  private count = 0;
  private countBefore = 0;
  /** The average; the sum of the ranges as long as there are less than a period of them. */
  private level = Number.NaN;
  private levelBefore = Number.NaN;
  /** NaN before the first bar. */
  private close = Number.NaN;
  private closeBefore = Number.NaN;

  /** `period` in bars; throws RangeError unless it is a whole number of at least 1. */
  constructor(period = 14) {
    this.warmUp = checkPeriod(period);
    this.level = 0;
    this.levelBefore = 0;
    this.weight = 1 / period;
  }

  get value(): number | null {
    return this.count >= this.warmUp ? this.level : null;
  }

  next(bar: MarketBar): number | null {
    const before = this.level;
    const closeBefore = this.close;
    this.levelBefore = before;
    this.closeBefore = closeBefore;
    const range = trueRange(bar, closeBefore);
    if (this.count > this.warmUp && Number.isFinite(range + bar.close)) {
      const level = before + this.weight * (range - before);
      this.level = level;
      this.close = bar.close;
      return level;
    }
    this.countBefore = this.count;
    return this.warm(range, bar.close);
  }

  revise(bar: MarketBar): number | null {
    const before = this.levelBefore;
    const range = trueRange(bar, this.closeBefore);
    if (this.count > this.warmUp && Number.isFinite(range + bar.close)) {
      const level = before + this.weight * (range - before);
      this.level = level;
      this.close = bar.close;
      return level;
    }
    return this.warm(range, bar.close);
  }

  save(): AtrState {
    return [this.count, this.level, this.close, this.countBefore, this.levelBefore, this.closeBefore];
  }

  restore(snapshot: AtrState): void {
    [this.count, this.level, this.close, this.countBefore, this.levelBefore, this.closeBefore] = snapshot;
  }

  private warm(range: number, close: number): number | null {
    this.count = this.countBefore;
    this.level = this.levelBefore;
    this.close = this.closeBefore;
    if (Number.isFinite(range + close)) {
      this.close = close;
      if (this.count < this.warmUp) this.level += range;
      else this.level += this.weight * (range - this.level);
      if (this.count <= this.warmUp) this.count += 1;
      if (this.count === this.warmUp) this.level /= this.warmUp;
    }
    return this.value;
  }
}
