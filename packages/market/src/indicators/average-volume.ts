import type { MarketBar } from "../bar.ts";
import { checkPeriod, type Indicator } from "./indicator.ts";
import { Window, type WindowState } from "./window.ts";

/** Average volume in shares: the mean volume of the last `period` bars, the present one included. */
export class AverageVolume implements Indicator<number, WindowState> {
  readonly warmUp: number;
  value: number | null = null;
  private readonly volumes: Window;

  /** `period` in bars; throws RangeError unless it is a whole number of at least 1. */
  constructor(period: number) {
    this.warmUp = checkPeriod(period);
    this.volumes = new Window(period);
  }

  next(bar: MarketBar): number | null {
    this.volumes.next(bar.volume);
    return this.settle();
  }

  revise(bar: MarketBar): number | null {
    this.volumes.revise(bar.volume);
    return this.settle();
  }

  save(): WindowState {
    return this.volumes.save();
  }

  restore(snapshot: WindowState): void {
    this.volumes.restore(snapshot);
    this.settle();
  }

  private settle(): number | null {
    this.value = this.volumes.full ? this.volumes.mean() : null;
    return this.value;
  }
}
