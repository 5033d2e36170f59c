import type { Indicator, MarketBar } from "@spotlight/market";
import { BLANK, type Mutable } from "./blank.ts";
import type { Computation } from "./column.ts";

/** Bars between two snapshots: fewer make revisions of old bars quicker and cost memory. */
const SNAPSHOT_EVERY = 64;

/** What an indicator reads its bars from. */
interface Bars {
  read(index: number, into: Mutable<MarketBar>): MarketBar;
}

/**
 * An indicator's values along a series, NaN where it has none. They equal, bit for bit, those of a fresh indicator that is
 * given the same bars in order.
 */
export class IndicatorComputation implements Computation {
  readonly foreign = false;
  readonly #bars: Bars;
  readonly #indicator: Indicator<number>;
  readonly #scratch: Mutable<MarketBar> = { ...BLANK };
  /** At index k the state before bar `k * SNAPSHOT_EVERY`. */
  #snapshots: unknown[] = [];
  /** Bars that the indicator has seen. */
  #seen = 0;

  constructor(bars: Bars, indicator: Indicator<number>) {
    this.#bars = bars;
    this.#indicator = indicator;
  }

  compute(from: number, until: number, values: Float64Array): void {
    if (from === this.#seen - 1) {
      values[from] = this.#indicator.revise(this.#bars.read(from, this.#scratch)) ?? Number.NaN;
    } else if (from < this.#seen) this.#goBackTo(from, values);
    for (let index = this.#seen; index < until; index += 1) this.#next(index, values);
  }

  #goBackTo(from: number, values: Float64Array): void {
    const nearest = Math.floor(from / SNAPSHOT_EVERY);
    this.#indicator.restore(this.#snapshots[nearest]);
    this.#snapshots.length = nearest;
    this.#seen = nearest * SNAPSHOT_EVERY;
    for (let index = this.#seen; index < from; index += 1) this.#next(index, values);
  }

  #next(index: number, values: Float64Array): void {
    if (index % SNAPSHOT_EVERY === 0) this.#snapshots.push(this.#indicator.save());
    values[index] = this.#indicator.next(this.#bars.read(index, this.#scratch)) ?? Number.NaN;
    this.#seen = index + 1;
  }
}
