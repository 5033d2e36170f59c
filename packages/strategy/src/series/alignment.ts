import type { Column } from "./column.ts";

/** What an alignment reads of a series. */
export interface Timeline {
  readonly length: number;
  readonly closedLength: number;
  readonly endMs: Column;
  readonly finishedMs: number;
  readonly layout: number;
}

/**
 * For each bar of a base series the newest bar of another series (a longer timeframe, another symbol) that had closed
 * when the base bar ended. -1 when there is none, and as long as the other series is not known up to that end: a value
 * that may still change is unknown, never the one before it.
 */
export class Alignment {
  /** Index into the other series for each base index, or -1. Replaced when it grows. */
  indexes = new Int32Array(0);
  readonly #base: Timeline;
  readonly #other: Timeline;
  /** The first base index that lay after everything the other series knew. */
  #firstUnknown = 0;
  #otherLayout = 0;

  constructor(base: Timeline, other: Timeline) {
    this.#base = base;
    this.#other = other;
  }

  /** Brings the indexes up to date; `from` is the first base bar that changed since the last time. */
  update(from: number): void {
    const { layout } = this.#other;
    const { length } = this.#base;
    const start = layout === this.#otherLayout ? Math.min(from, this.#firstUnknown) : 0;
    this.#otherLayout = layout;
    if (start >= length) {
      this.#firstUnknown = Math.min(this.#firstUnknown, length);
      return;
    }
    this.#reserve(length);
    const { finishedMs, closedLength } = this.#other;
    const ends = this.#base.endMs.values;
    const otherEnds = this.#other.endMs.values;
    let newest = newestEnding(otherEnds, closedLength, ends[start] ?? Number.NaN);
    let index = start;
    for (; index < length; index += 1) {
      const endMs = ends[index] as number;
      if (endMs > finishedMs) break;
      while (newest + 1 < closedLength && (otherEnds[newest + 1] as number) <= endMs) newest += 1;
      this.indexes[index] = newest;
    }
    this.#firstUnknown = index;
    this.indexes.fill(-1, index, length);
  }

  #reserve(length: number): void {
    if (length <= this.indexes.length) return;
    const grown = new Int32Array(Math.max(64, length, this.indexes.length * 2));
    grown.set(this.indexes);
    this.indexes = grown;
  }
}

/** Index of the last of the first `length` ends that is not after a time; -1 when all are. */
function newestEnding(ends: Float64Array, length: number, ms: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ends[middle] as number) <= ms) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
