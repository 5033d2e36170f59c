import type { MarketBar } from "../bar.ts";
import { ExponentialAverage, type ExponentialAverageState } from "./exponential-average.ts";
import { checkPeriod, type Indicator } from "./indicator.ts";

/** Saved state of an {@link Atr}: the average, and the closes of the last bar and of the one before it. */
export interface AtrState {
  readonly ranges: ExponentialAverageState;
  readonly close: number;
  readonly closeBefore: number;
}

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
  readonly warmUp: number;
  private readonly ranges: ExponentialAverage;
  /** NaN before the first bar. */
  private close = Number.NaN;
  private closeBefore = Number.NaN;

  /** `period` in bars; throws RangeError unless it is a whole number of at least 1. */
  constructor(period = 14) {
    this.warmUp = checkPeriod(period);
    this.ranges = new ExponentialAverage(period, 1 / period);
  }

  get value(): number | null {
    return this.ranges.ready ? this.ranges.average : null;
  }

  next(bar: MarketBar): number | null {
    this.closeBefore = this.close;
    const range = trueRange(bar, this.closeBefore);
    if (Number.isFinite(range + bar.close)) {
      this.ranges.next(range);
      this.close = bar.close;
    } else {
      this.ranges.skip(false);
    }
    return this.value;
  }

  revise(bar: MarketBar): number | null {
    const range = trueRange(bar, this.closeBefore);
    if (Number.isFinite(range + bar.close)) {
      this.ranges.revise(range);
      this.close = bar.close;
    } else {
      this.ranges.skip(true);
      this.close = this.closeBefore;
    }
    return this.value;
  }

  save(): AtrState {
    return { ranges: this.ranges.save(), close: this.close, closeBefore: this.closeBefore };
  }

  restore(snapshot: AtrState): void {
    this.ranges.restore(snapshot.ranges);
    this.close = snapshot.close;
    this.closeBefore = snapshot.closeBefore;
  }
}
