import type { MarketBar } from "../bar.ts";
import type { Indicator } from "./indicator.ts";
import { MinuteBaseline, type MinuteBaselineState } from "./minute-baseline.ts";

/**
 * Z-score of volume by minute of the day: how many sample standard deviations the last bar's volume lies above (or
 * below) the mean volume of the same New York minute on past days. The present day is no part of either. Null while too
 * few past days have the minute, or when their volumes do not differ.
 */
export class VolumeZScore implements Indicator<number, MinuteBaselineState> {
  readonly warmUp: number;
  private readonly minutes: MinuteBaseline;

  /** `days` past days count and `leastDays` are needed, 2 <= leastDays <= days; throws RangeError otherwise. */
  constructor(days = 20, leastDays = 5) {
    this.minutes = new MinuteBaseline(days, leastDays);
    this.warmUp = leastDays + 1;
  }

  get value(): number | null {
    const baseline = this.minutes.baseline();
    if (baseline === null || baseline.deviation === 0) return null;
    return (this.minutes.volume - baseline.mean) / baseline.deviation;
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
