import type { MarketBar } from "../bar.ts";

/** The state of a {@link VolumeWeighted}: dollars and shares, and both before the last bar. */
export type VolumeWeightedState = readonly [number, number, number, number];

/** The dollars that changed hands in a bar: its own VWAP, or else its typical price (H + L + C) / 3, times volume. */
export function dollarVolume(bar: MarketBar): number {
  return (bar.vwap ?? (bar.high + bar.low + bar.close) / 3) * bar.volume;
}

/** The volume-weighted average price over the bars since a start, of which the last can be replaced. */
export class VolumeWeighted {
  private dollars = 0;
  private shares = 0;
  private dollarsBefore = 0;
  private sharesBefore = 0;

  /** Dollars a share; null as long as no share was traded. */
  get average(): number | null {
    return this.shares > 0 ? this.dollars / this.shares : null;
  }

  /** Takes a new bar, forgetting the ones before when it is `first`. Null, or a bar that is not finite, adds nothing. */
  next(bar: MarketBar | null, first: boolean): void {
    this.dollarsBefore = this.dollars;
    this.sharesBefore = this.shares;
    this.add(bar, first);
  }

  /** Replaces the last bar, in the same sense. */
  revise(bar: MarketBar | null, first: boolean): void {
    this.add(bar, first);
  }

  save(): VolumeWeightedState {
    return [this.dollars, this.shares, this.dollarsBefore, this.sharesBefore];
  }

  restore(state: VolumeWeightedState): void {
    [this.dollars, this.shares, this.dollarsBefore, this.sharesBefore] = state;
  }

  private add(bar: MarketBar | null, first: boolean): void {
    this.dollars = first ? 0 : this.dollarsBefore;
    this.shares = first ? 0 : this.sharesBefore;
    if (bar === null) return;
    const dollars = dollarVolume(bar);
    if (!Number.isFinite(dollars) || !(bar.volume > 0)) return;
    this.dollars += dollars;
    this.shares += bar.volume;
  }
}
