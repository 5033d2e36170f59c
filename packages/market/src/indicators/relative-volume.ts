import type { MarketBar } from "../bar.ts";
import type { Indicator } from "./indicator.ts";
import { MinuteBaseline, type MinuteBaselineState } from "./minute-baseline.ts";

/**
 * Relative volume by minute of the day, a ratio of at least 0: the last bar's volume over the mean volume of the same
 * New York minute on past days (1 is usual, 3 is three times as much). The present day is no part of the mean. Null
 * while too few past days have the minute, or when their mean is 0.
 */
export class RelativeVolume implements Indicator<number, MinuteBaselineState> {
  readonly warmUp: number;
  private readonly minutes: MinuteBaseline;

  /** `days` past days count and `leastDays` are needed, 2 <= leastDays <= days; throws RangeError otherwise. */
  constructor(days = 20, leastDays = 5) {
    this.minutes = new MinuteBaseline(days, leastDays);
    this.warmUp = leastDays + 1;
  }

  get value(): number | null {
    const mean = this.minutes.mean();
    return mean === null || mean === 0 ? null : this.minutes.volume / mean;
  }

  next(bar: MarketBar): number | null {
    this.minutes.next(bar);
    return this.value;
  }

  revise(bar: MarketBar): number | null {
    this.minutes.revise(bar);
    return this.value;
  }

  save(): MinuteBaselineState {
    return this.minutes.save();
  }

  restore(snapshot: MinuteBaselineState): void {
    this.minutes.restore(snapshot);
  }
}
