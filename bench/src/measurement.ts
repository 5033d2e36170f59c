/** One measured ratio: both medians in `unit`, `ratio` = ours / peer, `target` the least ratio that is wanted. */
export interface Measurement {
  readonly name: string;
  readonly ours: number;
  readonly peer: number;
  readonly ratio: number;
  readonly unit: string;
  readonly target: number;
  /** Times of our own, ms, where they were measured. */
  readonly p50Ms?: number;
  readonly p99Ms?: number;
}
