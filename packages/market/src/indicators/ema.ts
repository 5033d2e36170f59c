import type { MarketBar } from "../bar.ts";
import { ExponentialAverage, type ExponentialAverageState } from "./exponential-average.ts";
import { checkPeriod, type Indicator } from "./indicator.ts";

/**
 * Exponential moving average of the close, in dollars: weight 2 / (period + 1), begun with the plain average of the
 * first `period` closes. Source: StockCharts ChartSchool, "Moving Averages"; TA-Lib, `TA_EMA`.
 */
export class Ema implements Indicator<number, ExponentialAverageState> {
  readonly warmUp: number;
  private readonly smoothing: ExponentialAverage;

  /** `period` in bars; throws RangeError unless it is a whole number of at least 1. */
  constructor(period: number) {
    this.warmUp = checkPeriod(period);
    this.smoothing = new ExponentialAverage(period, 2 / (period + 1));
  }

  get value(): number | null {
    return this.smoothing.ready ? this.smoothing.average : null;
  }

  next(bar: MarketBar): number | null {
    if (Number.isFinite(bar.close)) this.smoothing.next(bar.close);
    else this.smoothing.skip(false);
    return this.value;
  }

  revise(bar: MarketBar): number | null {
    if (Number.isFinite(bar.close)) this.smoothing.revise(bar.close);
    else this.smoothing.skip(true);
    return this.value;
  }

  save(): ExponentialAverageState {
    return this.smoothing.save();
  }

  restore(snapshot: ExponentialAverageState): void {
    this.smoothing.restore(snapshot);
  }
}
