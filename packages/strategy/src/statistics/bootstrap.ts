import { type Blocks, cutBlocks } from "./blocks.ts";
import { normalDistribution, studentQuantile } from "./distributions.ts";
import { quantile } from "./quantiles.ts";
import type { Random } from "./random.ts";

/** Series drawn for one interval. */
const RESAMPLES = 2_000;

/** The ends of an interval, in the unit of what was measured. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * The share of drawn values to leave out at each end for a wanted `level`. The plain percentile interval is too short
 * in small samples by the difference between normal and Student's t and by the bias of the drawn variance; taking a
 * little less off at each end makes up for both. Source: T. Hesterberg, "What teachers should know about the
 * bootstrap", The American Statistician 69 (2015), expanded percentile interval.
 */
function tailShare(units: number, level: number): number {
  const t = studentQuantile((1 + level) / 2, units - 1);
  return normalDistribution(-Math.sqrt(units / (units - 1)) * t);
}

/** The interval between the tails of drawn values; sorts them in place. Infinite values stay what they are. */
function between(drawn: Float64Array, tail: number): Interval {
  drawn.sort();
  return { low: quantile(drawn, tail), high: quantile(drawn, 1 - tail) };
}

/** Intervals of the mean and of the profit factor, which is infinite where nothing was lost. */
export interface SumIntervals {
  readonly mean: Interval;
  readonly profitFactor: Interval;
}

/** Intervals of the figures that follow from sums, all from the same drawn series. Wants at least two blocks. */
export function bootstrapSums(blocks: Blocks, random: Random, level = 0.95): SumIntervals {
  const means = new Float64Array(RESAMPLES);
  const factors = new Float64Array(RESAMPLES);
  const { length, counts, sums, gains, losses } = blocks;
  for (let resample = 0; resample < RESAMPLES; resample += 1) {
    let count = 0;
    let sum = 0;
    let gain = 0;
    let loss = 0;
    for (let drawn = 0; drawn < length; drawn += 1) {
      const block = (random() * length) | 0;
      count += counts[block] ?? 0;
      sum += sums[block] ?? 0;
      gain += gains[block] ?? 0;
      loss += losses[block] ?? 0;
    }
    means[resample] = sum / count;
    factors[resample] = loss > 0 ? gain / loss : Number.POSITIVE_INFINITY;
  }
  const tail = tailShare(length, level);
  return { mean: between(means, tail), profitFactor: between(factors, tail) };
}

/** Interval of the mean of at least two values; long series are drawn in blocks. */
export function bootstrapMean(values: Float64Array, random: Random, level = 0.95): Interval {
  const means = new Float64Array(RESAMPLES);
  const { length, counts, sums } = cutBlocks(values);
  for (let resample = 0; resample < RESAMPLES; resample += 1) {
    let count = 0;
    let sum = 0;
    for (let drawn = 0; drawn < length; drawn += 1) {
      const block = (random() * length) | 0;
      count += counts[block] ?? 0;
      sum += sums[block] ?? 0;
    }
    means[resample] = sum / count;
  }
  return between(means, tailShare(length, level));
}

/** Median and range of the deepest fall of the running sum, over equally long series of drawn blocks. */
export function bootstrapDrawdown(
  blocks: Blocks,
  random: Random,
  level = 0.95,
): Interval & { readonly median: number } {
  const falls = new Float64Array(RESAMPLES);
  const { length, sums, peaks, troughs, falls: inside } = blocks;
  for (let resample = 0; resample < RESAMPLES; resample += 1) {
    let sum = 0;
    let peak = 0;
    let fall = 0;
    for (let drawn = 0; drawn < length; drawn += 1) {
      const block = (random() * length) | 0;
      const within = inside[block] ?? 0;
      const across = peak - sum - (troughs[block] ?? 0);
      const high = sum + (peaks[block] ?? 0);
      if (within > fall) fall = within;
      if (across > fall) fall = across;
      if (high > peak) peak = high;
      sum += sums[block] ?? 0;
    }
    falls[resample] = fall;
  }
  const range = between(falls, (1 - level) / 2);
  return { ...range, median: quantile(falls, 0.5) };
}
