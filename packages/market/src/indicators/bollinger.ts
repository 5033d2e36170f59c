import type { MarketBar } from "../bar.ts";
import { checkPeriod, type Indicator } from "./indicator.ts";
import { Window, type WindowState } from "./window.ts";

/** Three lines in dollars. */
export interface BollingerBands {
  readonly lower: number;
  readonly middle: number;
  readonly upper: number;
}

/**
 * Bollinger bands: the simple average of the last `period` closes, and `width` population standard deviations to either
 * side. Source: John Bollinger, "Bollinger on Bollinger Bands" (20 bars, 2 deviations, n as divisor).
 */
export class Bollinger implements Indicator<BollingerBands, WindowState> {
  readonly warmUp: number;
  value: BollingerBands | null = null;
  private readonly closes: Window;
  private readonly width: number;

  /** `period` in bars, at least 2, and `width` in deviations, above 0; throws RangeError otherwise. */
  constructor(period = 20, width = 2) {
    this.warmUp = checkPeriod(period, 2);
    if (!(width > 0)) throw new RangeError(`the width of the bands is a number above 0, not ${width}`);
    this.closes = new Window(period);
    this.width = width;
  }

  next(bar: MarketBar): BollingerBands | null {
    this.closes.next(bar.close);
    return this.settle();
  }

  revise(bar: MarketBar): BollingerBands | null {
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

  private settle(): BollingerBands | null {
    if (this.closes.full) {
      const middle = this.closes.mean();
      const reach = this.width * this.closes.deviation(middle);
      this.value = { lower: middle - reach, middle, upper: middle + reach };
    } else {
      this.value = null;
    }
    return this.value;
  }
}
