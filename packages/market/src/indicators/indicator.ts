import type { MarketBar } from "../bar.ts";

/**
 * Anything that is computed from bars one at a time. Every implementation obeys one contract (its test suite stands in
 * `testing/indicator-contract.ts`):
 *
 * - `value` is null until `warmUp` bars were seen, and is what `next` or `revise` last returned.
 * - `revise` replaces the last bar as if the replaced one had never been seen; without a bar before, it is `next`.
 * - `restore(save())` brings back exactly that state, including what `revise` needs.
 * - The same bars in the same order give the same values bit for bit.
 * - A bar with a price or volume that is not finite counts as not seen: the value stays as it was.
 */
export interface Indicator<Value, Snapshot = unknown> {
  /** The least number of bars after which there is a value. */
  readonly warmUp: number;
  /** The value after the last bar; null while there is none. */
  readonly value: Value | null;
  /** Takes a new bar. */
  next(bar: MarketBar): Value | null;
  /** Replaces the last bar. */
  revise(bar: MarketBar): Value | null;
  /** The state as an opaque value that later bars do not touch. */
  save(): Snapshot;
  /** Goes back to a saved state of an indicator of the same kind with the same settings. */
  restore(snapshot: Snapshot): void;
}

/** A period in bars. Throws RangeError unless it is a whole number of at least `least` (default 1). */
export function checkPeriod(period: number, least = 1): number {
  if (Number.isInteger(period) && period >= least) return period;
  throw new RangeError(`a period is a whole number of at least ${least} bars, not ${period}`);
}
