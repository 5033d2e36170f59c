import type { Rate } from "@spotlight/contracts";
import { normalQuantile } from "./distributions.ts";

/**
 * The rate of `wins` among `count` (> 0, whole numbers) with its score interval: unlike the textbook interval it stays
 * between 0 and 1 and is honest for small counts. Source: E. B. Wilson, "Probable inference, the law of succession, and
 * statistical inference", JASA 22 (1927). Throws RangeError unless 0 ≤ wins ≤ count and count ≥ 1.
 */
export function wilson(wins: number, count: number, level = 0.95): Rate {
  if (!(count >= 1 && wins >= 0 && wins <= count))
    throw new RangeError(
      `${wins} of ${count} is not a rate: count at least one, and no more wins than that.`,
    );
  const z = normalQuantile((1 + level) / 2);
  const rate = wins / count;
  const weight = 1 + (z * z) / count;
  const centre = (rate + (z * z) / (2 * count)) / weight;
  const half = (z / weight) * Math.sqrt((rate * (1 - rate)) / count + (z * z) / (4 * count * count));
  return {
    rate,
    low: wins === 0 ? 0 : Math.max(0, centre - half),
    high: wins === count ? 1 : Math.min(1, centre + half),
  };
}
