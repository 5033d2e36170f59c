/** Results that are drawn one by one; longer series are cut into blocks, so that they cost no more than short ones. */
const SINGLES_MAX = 500;
const BLOCKS = 100;

/**
 * Results cut into units of neighbours for resampling, in columns. Up to 500 results each is a unit of its own;
 * beyond, whole blocks are drawn, which also keeps what hangs together in time together. Source: H. R. Künsch, "The
 * jackknife and the bootstrap for general stationary observations", Annals of Statistics 17 (1989), with blocks that do
 * not overlap.
 */
export interface Blocks {
  readonly length: number;
  readonly counts: Float64Array;
  readonly sums: Float64Array;
  /** Sums of the results above and, as positive numbers, below zero. */
  readonly gains: Float64Array;
  readonly losses: Float64Array;
  /** Highest and lowest running sum inside of the block, the empty one (0) included. */
  readonly peaks: Float64Array;
  readonly troughs: Float64Array;
  /** Deepest fall of the running sum inside of the block, ≥ 0. */
  readonly falls: Float64Array;
}

/** Cuts results into {@link Blocks}. */
export function cutBlocks(results: Float64Array): Blocks {
  const length = results.length <= SINGLES_MAX ? results.length : BLOCKS;
  const column = (): Float64Array => new Float64Array(length);
  const blocks = {
    length,
    counts: column(),
    sums: column(),
    gains: column(),
    losses: column(),
    peaks: column(),
    troughs: column(),
    falls: column(),
  };
  for (let block = 0; block < length; block += 1) {
    const from = Math.floor((block * results.length) / length);
    const to = Math.floor(((block + 1) * results.length) / length);
    fillBlock(blocks, block, results, from, to);
  }
  return blocks;
}

function fillBlock(blocks: Blocks, block: number, results: Float64Array, from: number, to: number): void {
  let sum = 0;
  let gain = 0;
  let loss = 0;
  let peak = 0;
  let trough = 0;
  let fall = 0;
  for (let at = from; at < to; at += 1) {
    const result = results[at] ?? 0;
    sum += result;
    if (result > 0) gain += result;
    else loss -= result;
    if (sum > peak) peak = sum;
    if (sum < trough) trough = sum;
    if (peak - sum > fall) fall = peak - sum;
  }
  blocks.counts[block] = to - from;
  blocks.sums[block] = sum;
  blocks.gains[block] = gain;
  blocks.losses[block] = loss;
  blocks.peaks[block] = peak;
  blocks.troughs[block] = trough;
  blocks.falls[block] = fall;
}
