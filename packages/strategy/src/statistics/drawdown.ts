/** The deepest fall of the running sum of results from a high so far (0 at the start counts as one); ≥ 0. */
export function deepestFall(results: Float64Array): number {
  let sum = 0;
  let peak = 0;
  let fall = 0;
  for (let at = 0; at < results.length; at += 1) {
    sum += results[at] ?? 0;
    if (sum > peak) peak = sum;
    else if (peak - sum > fall) fall = peak - sum;
  }
  return fall;
}
