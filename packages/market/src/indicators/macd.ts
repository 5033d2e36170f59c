import type { MarketBar } from "../bar.ts";
import { ExponentialAverage, type ExponentialAverageState } from "./exponential-average.ts";
import { checkPeriod, type Indicator } from "./indicator.ts";

/** Distances in dollars: the averages' distance, its own average, and the difference of the two. */
export interface MacdValue {
  readonly macd: number;
  readonly signal: number;
  readonly histogram: number;
}

/** Saved state of a {@link Macd}: its three averages. */
export type MacdState = readonly [ExponentialAverageState, ExponentialAverageState, ExponentialAverageState];

/**
 * Moving average convergence divergence of the close: fast EMA less slow EMA, its own EMA as the signal, and their
 * difference as the histogram. Source: Gerald Appel, "The Moving Average Convergence-Divergence Trading Method" (1979);
 * 12, 26 and 9 bars by custom.
 */
export class Macd implements Indicator<MacdValue, MacdState> {
  readonly warmUp: number;
  private readonly fast: ExponentialAverage;
  private readonly slow: ExponentialAverage;
  private readonly signal: ExponentialAverage;

  /** Periods in bars; throws RangeError unless they are whole numbers of at least 1 and `fast` is less than `slow`. */
  constructor(fast = 12, slow = 26, signal = 9) {
    if (checkPeriod(fast) >= checkPeriod(slow)) {
      throw new RangeError(`the fast period of a MACD is less than the slow one, not ${fast} and ${slow}`);
    }
    this.warmUp = slow + checkPeriod(signal) - 1;
    this.fast = new ExponentialAverage(fast, 2 / (fast + 1));
    this.slow = new ExponentialAverage(slow, 2 / (slow + 1));
    this.signal = new ExponentialAverage(signal, 2 / (signal + 1));
  }

  get value(): MacdValue | null {
    if (!this.signal.ready) return null;
    const macd = this.fast.average - this.slow.average;
    return { macd, signal: this.signal.average, histogram: macd - this.signal.average };
  }

  next(bar: MarketBar): MacdValue | null {
    if (Number.isFinite(bar.close)) {
      this.fast.next(bar.close);
      this.slow.next(bar.close);
      if (this.slow.ready) this.signal.next(this.fast.average - this.slow.average);
      else this.signal.skip(false);
    } else {
      this.skip(false);
    }
    return this.value;
  }

  revise(bar: MarketBar): MacdValue | null {
    if (Number.isFinite(bar.close)) {
      this.fast.revise(bar.close);
      this.slow.revise(bar.close);
      if (this.slow.ready) this.signal.revise(this.fast.average - this.slow.average);
      else this.signal.skip(true);
    } else {
      this.skip(true);
    }
    return this.value;
  }

  save(): MacdState {
    return [this.fast.save(), this.slow.save(), this.signal.save()];
  }

  restore(snapshot: MacdState): void {
    this.fast.restore(snapshot[0]);
    this.slow.restore(snapshot[1]);
    this.signal.restore(snapshot[2]);
  }

  private skip(revising: boolean): void {
    this.fast.skip(revising);
    this.slow.skip(revising);
    this.signal.skip(revising);
  }
}
