import type { MarketBar } from "../bar.ts";
import { ExponentialAverage, type ExponentialAverageState } from "./exponential-average.ts";
import { checkPeriod, type Indicator } from "./indicator.ts";

/** Saved state of an {@link Rsi}: both averages, and the closes of the last bar and of the one before it. */
export interface RsiState {
  readonly gains: ExponentialAverageState;
  readonly losses: ExponentialAverageState;
  readonly close: number;
  readonly closeBefore: number;
}

/**
 * Relative strength index, 0 to 100: the share of Wilder-smoothed gains in all Wilder-smoothed movement of the close;
 * 50 when nothing moved. Source: J. Welles Wilder, "New Concepts in Technical Trading Systems" (1978), section VI.
 */
export class Rsi implements Indicator<number, RsiState> {
  readonly warmUp: number;
  private readonly gains: ExponentialAverage;
  private readonly losses: ExponentialAverage;
  /** NaN before the first bar. */
  private close = Number.NaN;
  private closeBefore = Number.NaN;

  /** `period` in changes, one more bar is needed; throws RangeError unless it is a whole number of at least 1. */
  constructor(period = 14) {
    this.warmUp = checkPeriod(period) + 1;
    this.gains = new ExponentialAverage(period, 1 / period);
    this.losses = new ExponentialAverage(period, 1 / period);
  }

  get value(): number | null {
    if (!this.gains.ready) return null;
    const movement = this.gains.average + this.losses.average;
    return movement === 0 ? 50 : (100 * this.gains.average) / movement;
  }

  next(bar: MarketBar): number | null {
    this.closeBefore = this.close;
    const change = bar.close - this.closeBefore;
    if (Number.isFinite(change)) {
      this.gains.next(change > 0 ? change : 0);
      this.losses.next(change < 0 ? -change : 0);
    } else {
      this.gains.skip(false);
      this.losses.skip(false);
    }
    if (Number.isFinite(bar.close)) this.close = bar.close;
    return this.value;
  }

  revise(bar: MarketBar): number | null {
    const change = bar.close - this.closeBefore;
    if (Number.isFinite(change)) {
      this.gains.revise(change > 0 ? change : 0);
      this.losses.revise(change < 0 ? -change : 0);
    } else {
      this.gains.skip(true);
      this.losses.skip(true);
    }
    this.close = Number.isFinite(bar.close) ? bar.close : this.closeBefore;
    return this.value;
  }

  save(): RsiState {
    const { close, closeBefore } = this;
    return { gains: this.gains.save(), losses: this.losses.save(), close, closeBefore };
  }

  restore(snapshot: RsiState): void {
    this.gains.restore(snapshot.gains);
    this.losses.restore(snapshot.losses);
    this.close = snapshot.close;
    this.closeBefore = snapshot.closeBefore;
  }
}
