/** Numbers, one a bar. `values` is replaced when it grows: read it through the column. Beyond the length it means nothing. */
export interface Column {
  readonly values: Float64Array;
}

/** Computes a derived column. Every value depends on bars up to its own index only. */
export interface Computation {
  /**
   * Whether it reads other series too. Such a column is computed again from whatever index its reader names, because a
   * change elsewhere does not show in its own series.
   */
  readonly foreign: boolean;
  /** Writes the values at the indices from `from` to `until` (exclusive). Those before `from` stand already. */
  compute(from: number, until: number, values: Float64Array): void;
}

const FIRST_CAPACITY = 512;

/** A column that grows. */
export class GrowingColumn implements Column {
  values = new Float64Array(FIRST_CAPACITY);

  /** Makes room for at least so many values. */
  reserve(length: number): void {
    if (length <= this.values.length) return;
    const grown = new Float64Array(Math.max(length, this.values.length * 2));
    grown.set(this.values);
    this.values = grown;
  }
}

/** A column that is computed from others, up to date after each {@link settle}. */
export class DerivedColumn extends GrowingColumn {
  readonly #computation: Computation;
  #settled = 0;

  constructor(computation: Computation) {
    super();
    this.#computation = computation;
  }

  /** Says that the bar at an index changed, or that another came to stand there. */
  spoil(from: number): void {
    if (from < this.#settled) this.#settled = from;
  }

  /** Computes what is missing up to a length. `from`: the first index that changes elsewhere may have touched. */
  settle(length: number, from: number): void {
    const start = this.#computation.foreign ? Math.min(this.#settled, from) : this.#settled;
    if (start >= length) return;
    this.reserve(length);
    this.#computation.compute(start, length, this.values);
    this.#settled = length;
  }
}
