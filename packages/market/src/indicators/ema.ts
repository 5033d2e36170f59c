import type { MarketBar } from "../bar.ts";
import { checkPeriod, type Indicator } from "./indicator.ts";

/** Saved state of an {@link Ema}: count and level, and both before the last bar. */
export type EmaState = readonly [number, number, number, number];

/**
 * Exponential moving average of the close, in dollars: weight 2 / (period + 1), begun with the plain average of the
 * first `period` closes. Source: StockCharts ChartSchool, "Moving Averages"; TA-Lib, `TA_EMA`.
 */
export class Ema implements Indicator<number, EmaState> {
  // Fields begin as what they hold later, integer or fraction: V8 then keeps them unboxed.
  readonly warmUp: number = 0;
  private readonly weight: number = Number.NaN;
  /** Closes seen, counted up to one more than the period; from there on `countBefore` stays behind unneeded. */
  private count = 0;
  private countBefore = 0;
  /** The average; the sum of the closes as long as there are less than a period of them. */
  private level = Number.NaN;
  private levelBefore = Number.NaN;

  /** `period` in bars; throws RangeError unless it is a whole number of at least 1. */
  constructor(period: number) {
    this.warmUp = checkPeriod(period);
    this.level = 0;
    this.levelBefore = 0;
    this.weight = 2 / (period + 1);
  }

  get value(): number | null {
    return this.count >= this.warmUp ? this.level : null;
  }

  next(bar: MarketBar): number | null {
    const { close } = bar;
    const before = this.level;
    this.levelBefore = before;
    if (this.count > this.warmUp && Number.isFinite(close)) {
      const level = before + this.weight * (close - before);
      this.level = level;
      return level;
    }
    this.countBefore = this.count;
    return this.warm(close);
  }

  revise(bar: MarketBar): number | null {
    const { close } = bar;
    const before = this.levelBefore;
    if (this.count > this.warmUp && Number.isFinite(close)) {
      const level = before + this.weight * (close - before);
      this.level = level;
      return level;
    }
    return this.warm(close);
  }

  save(): EmaState {
    return [this.count, this.level, this.countBefore, this.levelBefore];
  }

  restore(snapshot: EmaState): void {
    [this.count, this.level, this.countBefore, this.levelBefore] = snapshot;
  }

  private warm(close: number): number | null {
    this.count = this.countBefore;
    this.level = this.levelBefore;
    if (Number.isFinite(close)) {
      if (this.count < this.warmUp) this.level += close;
      else this.level += this.weight * (close - this.level);
      if (this.count <= this.warmUp) this.count += 1;
      if (this.count === this.warmUp) this.level /= this.warmUp;
    }
    return this.value;
  }
}
