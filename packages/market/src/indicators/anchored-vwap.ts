import type { MarketBar } from "../bar.ts";
import type { Indicator } from "./indicator.ts";
import { VolumeWeighted, type VolumeWeightedState } from "./volume-weighted.ts";

/**
 * Volume-weighted average price in dollars of all bars that start at or after an anchor. Each bar counts with its own
 * VWAP, or its typical price when it has none. Source: Brian Shannon, "Maximum Trading Gains With Anchored VWAP".
 */
export class AnchoredVwap implements Indicator<number, VolumeWeightedState> {
  readonly warmUp = 1;
  private readonly anchorMs: number;
  private readonly total = new VolumeWeighted();

  /** `anchorMs` is epoch ms. */
  constructor(anchorMs: number) {
    this.anchorMs = anchorMs;
  }

  get value(): number | null {
    return this.total.average;
  }

  next(bar: MarketBar): number | null {
    this.total.next(bar.startMs >= this.anchorMs ? bar : null, false);
    return this.total.average;
  }

  revise(bar: MarketBar): number | null {
    this.total.revise(bar.startMs >= this.anchorMs ? bar : null, false);
    return this.total.average;
  }

  save(): VolumeWeightedState {
    return this.total.save();
  }

  restore(snapshot: VolumeWeightedState): void {
    this.total.restore(snapshot);
  }
}
