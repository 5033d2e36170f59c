import type { MarketBar } from "../bar.ts";
import { checkPeriod, type Indicator } from "./indicator.ts";
import { Window, type WindowState } from "./window.ts";

/** Simple moving average of the close, in dollars: the mean of the last `period` closes. */
export class Sma implements Indicator<number, WindowState> {
  readonly warmUp: number;
  value: number | null = null;
  private readonly closes: Window;

  /** `period` in bars; throws RangeError unless it is a whole number of at least 1. */
  constructor(period: number) {
    this.warmUp = checkPeriod(period);
    this.closes = new Window(period);
  }

  next(bar: MarketBar): number | null {
    this.closes.next(bar.close);
    return this.settle();
  }

  revise(bar: MarketBar): number | null {
    this.closes.revise(bar.close);
    return this.settle();
  }

  save(): WindowState {
    return this.closes.save();
  }

  restore(snapshot: WindowState): void {
    this.closes.restore(snapshot);
    this.settle();
  }

  private settle(): number | null {
    this.value = this.closes.full ? this.closes.mean() : null;
    return this.value;
  }
}
