import type { Column } from "../columns.ts";

export type { Column } from "../columns.ts";

/** Something that is computed for each bar of a series, and again from the first bar that changed. */
export interface Derived {
  /**
   * Brings the values at `from` and after up to date; `length` is how many bars there are now. What lies before `from`
   * is as it was at the last update.
   */
  update(from: number, length: number): void;
}

/** A column that makes room as it is written. */
export class GrowingColumn implements Column {
  values = new Float64Array(0);

  /** Makes room for `length` numbers; those that are there stay. */
  reserve(length: number): void {
    if (length <= this.values.length) return;
    const grown = new Float64Array(Math.max(64, length, this.values.length * 2));
    grown.set(this.values);
    this.values = grown;
  }
}
