/**
 * Entries that a strategy proposes, ascending by bar, in columns: prices in dollars. What lies beyond `length` is not
 * read. All prices are as known at the close of `bar`.
 */
export interface EntryColumns {
  readonly length: number;
  /** Index of the bar that it stands on. */
  readonly bar: Int32Array;
  /** 1 long, −1 short. */
  readonly direction: Int8Array;
  /** Proposed entry; with the stop it makes 1 R, wherever the fill is. */
  readonly entry: Float64Array;
  readonly stop: Float64Array;
  /** NaN where there is none. */
  readonly target1: Float64Array;
  readonly target2: Float64Array;
  /** Longest hold, minutes; infinite without one. */
  readonly holdMinutes: Float64Array;
  /** Index of the bar after whose close the strategy leaves, at the next open; −1 without one. Null: for all. */
  readonly leaveBar: Int32Array | null;
  /** Index of a regime's label. Null: none is told. */
  readonly regime: Uint8Array | null;
}

/** Empty columns for so many entries; targets, hold and leaving begin as none. */
export function entryColumns(
  capacity: number,
): EntryColumns & { length: number; leaveBar: Int32Array; regime: Uint8Array } {
  return {
    length: 0,
    bar: new Int32Array(capacity),
    direction: new Int8Array(capacity),
    entry: new Float64Array(capacity),
    stop: new Float64Array(capacity),
    target1: new Float64Array(capacity).fill(Number.NaN),
    target2: new Float64Array(capacity).fill(Number.NaN),
    holdMinutes: new Float64Array(capacity).fill(Number.POSITIVE_INFINITY),
    leaveBar: new Int32Array(capacity).fill(-1),
    regime: new Uint8Array(capacity),
  };
}
