import type { Column, Derived } from "./column.ts";
import { GrowingColumn } from "./column.ts";

/** What can be said of the last so many numbers of an expression. */
export const WINDOW_KINDS = ["highest", "lowest", "sum", "avg"] as const;
/** One of {@link WINDOW_KINDS}. */
export type WindowKind = (typeof WINDOW_KINDS)[number];

/** A window over numbers by their index: `size` numbers that end with the one at `end`. */
type WindowOver = (at: (index: number) => number, end: number, size: number) => number;

/**
 * Each kind of window over any numbers. One that is unknown makes the whole unknown, as does a window that reaches
 * before the first number. Sums are taken anew for each window, oldest number first: they carry no rounding drift.
 */
export const WINDOWS: Readonly<Record<WindowKind, WindowOver>> = {
  highest: (at, end, size) => extreme(at, end, size, 1),
  lowest: (at, end, size) => extreme(at, end, size, -1),
  sum: total,
  avg: (at, end, size) => total(at, end, size) / size,
};

/** A window at each bar over what a function says of each bar. Such a function looks at no later bar. */
export class WindowColumn implements Derived {
  readonly #output = new GrowingColumn();
  readonly #at: (index: number) => number;
  readonly #window: WindowOver;
  readonly #size: number;

  /** `size` in bars, at least 1. */
  constructor(kind: WindowKind, at: (index: number) => number, size: number) {
    this.#window = WINDOWS[kind];
    this.#at = at;
    this.#size = size;
  }

  /** The column; it stays the same object. */
  get column(): Column {
    return this.#output;
  }

  update(from: number, length: number): void {
    this.#output.reserve(length);
    const { values } = this.#output;
    for (let index = from; index < length; index += 1)
      values[index] = this.#window(this.#at, index, this.#size);
  }
}

/** What a function says of each bar, kept in a column. */
export class ExpressionColumn implements Derived {
  readonly #output = new GrowingColumn();
  readonly #at: (index: number) => number;

  /** `at` looks at no later bar. */
  constructor(at: (index: number) => number) {
    this.#at = at;
  }

  /** The column; it stays the same object. */
  get column(): Column {
    return this.#output;
  }

  update(from: number, length: number): void {
    this.#output.reserve(length);
    const { values } = this.#output;
    for (let index = from; index < length; index += 1) values[index] = this.#at(index);
  }
}

function extreme(at: (index: number) => number, end: number, size: number, sign: 1 | -1): number {
  const start = end - size + 1;
  if (start < 0) return Number.NaN;
  let best = at(start);
  for (let index = start + 1; index <= end; index += 1) {
    const number = at(index);
    if (sign * number > sign * best || Number.isNaN(number)) best = number;
    if (Number.isNaN(best)) return Number.NaN;
  }
  return best;
}

function total(at: (index: number) => number, end: number, size: number): number {
  const start = end - size + 1;
  if (start < 0) return Number.NaN;
  let sum = 0;
  for (let index = start; index <= end; index += 1) sum += at(index);
  return sum;
}
