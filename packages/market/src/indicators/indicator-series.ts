import type { MarketBar } from "../bar.ts";
import type { Indicator } from "./indicator.ts";

/**
 * The values of one indicator for a list of bars, kept right while bars are added, changed and put in front. They always
 * equal, bit for bit, those of a fresh indicator that is given the same bars in order. Snapshots every few hundred bars
 * keep a change in the middle from starting at the beginning.
 */
export class IndicatorSeries<Value> {
  private readonly create: () => Indicator<Value>;
  private readonly snapshotEvery: number;
  private indicator: Indicator<Value>;
  private bars: MarketBar[] = [];
  private computed: (Value | null)[] = [];
  /** At index k the state before bar `k * snapshotEvery`. */
  private snapshots: unknown[] = [];

  /**
   * `create` makes a fresh indicator, always with the same settings. `snapshotEvery` is a count of bars, at least 1:
   * less means faster revisions and more memory.
   */
  constructor(create: () => Indicator<Value>, snapshotEvery = 256) {
    if (!Number.isInteger(snapshotEvery) || snapshotEvery < 1) {
      throw new RangeError(`snapshots are kept every 1 or more bars, not every ${snapshotEvery}`);
    }
    this.create = create;
    this.snapshotEvery = snapshotEvery;
    this.indicator = create();
  }

  /** One value a bar, null where the indicator has none. The array is the series' own: it changes with it. */
  get values(): readonly (Value | null)[] {
    return this.computed;
  }

  /** How many bars there are. */
  get length(): number {
    return this.bars.length;
  }

  /** Adds a bar at the end; returns its value. */
  append(bar: MarketBar): Value | null {
    if (this.bars.length % this.snapshotEvery === 0) this.snapshots.push(this.indicator.save());
    this.bars.push(bar);
    const value = this.indicator.next(bar);
    this.computed.push(value);
    return value;
  }

  /** Replaces the last bar; returns its value. Throws RangeError when there is none. */
  reviseLast(bar: MarketBar): Value | null {
    const last = this.checkIndex(this.bars.length - 1);
    this.bars[last] = bar;
    const value = this.indicator.revise(bar);
    this.computed[last] = value;
    return value;
  }

  /** Replaces the bar at an index: values from there to the end may change. Throws RangeError on a wrong index. */
  reviseAt(index: number, bar: MarketBar): void {
    this.checkIndex(index);
    if (index === this.bars.length - 1) {
      this.reviseLast(bar);
      return;
    }
    this.bars[index] = bar;
    this.recomputeFrom(index);
  }

  /** Puts a bar before the one at an index (at the end when it equals the length). Throws RangeError on a wrong index. */
  insertAt(index: number, bar: MarketBar): void {
    if (index === this.bars.length) {
      this.append(bar);
      return;
    }
    this.checkIndex(index);
    this.bars.splice(index, 0, bar);
    this.recomputeFrom(index);
  }

  /** Puts older bars in front, as when a chart scrolls back. */
  prepend(bars: readonly MarketBar[]): void {
    if (bars.length > 0) this.reset([...bars, ...this.bars]);
  }

  /** Starts over with these bars. */
  reset(bars: readonly MarketBar[]): void {
    this.bars = [];
    this.computed = [];
    this.snapshots = [];
    this.indicator = this.create();
    for (const bar of bars) this.append(bar);
  }

  private recomputeFrom(index: number): void {
    const nearest = Math.floor(index / this.snapshotEvery);
    const start = nearest * this.snapshotEvery;
    this.indicator.restore(this.snapshots[nearest]);
    const rest = this.bars.splice(start);
    this.computed.length = start;
    this.snapshots.length = nearest;
    for (const bar of rest) this.append(bar);
  }

  private checkIndex(index: number): number {
    if (Number.isInteger(index) && index >= 0 && index < this.bars.length) return index;
    throw new RangeError(`there is no bar at index ${index}: the series has ${this.bars.length}`);
  }
}
