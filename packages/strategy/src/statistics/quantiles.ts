import type { Figure } from "@spotlight/contracts";

/** The value below which a `share` (0 to 1) of ascending values lies, interpolated (Hyndman and Fan, type 7). NaN without any. */
export function quantile(ascending: Float64Array, share: number): number {
  const place = (ascending.length - 1) * share;
  const below = Math.floor(place);
  const low = ascending[below] ?? Number.NaN;
  const high = ascending[below + 1];
  return high === undefined || high === low ? low : low + (high - low) * (place - below);
}

/** Fewest observations whose extremes enclose the quantile of a `share` with the `level`. */
function fewestFor(share: number, level: number): number {
  const tail = (1 - level) / 2;
  return Math.ceil(Math.log(tail) / Math.log(Math.max(share, 1 - share)));
}

/** The largest k with P(Binomial(count, share) < k) ≤ tail. */
function binomialRank(count: number, share: number, tail: number): number {
  const odds = Math.log(share) - Math.log1p(-share);
  let logMass = count * Math.log1p(-share);
  let below = 0;
  for (let k = 0; k < count; k += 1) {
    below += Math.exp(logMass);
    if (below > tail) return k;
    logMass += Math.log(count - k) - Math.log(k + 1) + odds;
  }
  return count;
}

/**
 * The quantile of a `share` (between 0 and 1, exclusive) of ascending values with an interval between two order statistics, which holds for
 * every continuous distribution and needs no resampling. Refuses while the sample is too small for the interval to be
 * closed: 6 for a median, 36 for the ninth decile at 95 %. Source: David and Nagaraja, "Order Statistics", 7.1.
 */
export function quantileFigure(ascending: Float64Array, share: number, level = 0.95, least = 0): Figure {
  const count = ascending.length;
  const need = Math.max(least, fewestFor(share, level));
  if (count < need) return { enough: false, have: count, need };
  const tail = (1 - level) / 2;
  const low = binomialRank(count, share, tail);
  const high = count - binomialRank(count, 1 - share, tail) + 1;
  return {
    enough: true,
    value: quantile(ascending, share),
    low: ascending[low - 1] ?? Number.NaN,
    high: ascending[high - 1] ?? Number.NaN,
  };
}
