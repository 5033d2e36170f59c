/** One line of a metric as the library keeps it: some of its own labels are numbers. */
export interface PlainValue {
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
  readonly metricName?: string;
}

/** A histogram of one set of labels. The quantiles are estimates, null while nothing was observed. */
interface Distribution {
  readonly labels: Record<string, string>;
  readonly count: number;
  readonly sum: number;
  readonly p50: number | null;
  readonly p99: number | null;
}

interface Group {
  readonly labels: Record<string, string>;
  readonly buckets: [number, number][];
  count: number;
  sum: number;
}

/** Labels as text. */
export function textLabels(labels: PlainValue["labels"]): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([label, value]) => [label, String(value)]));
}

/** A histogram's lines, put together again by their labels. */
export function distributions(values: readonly PlainValue[]): Distribution[] {
  const groups = new Map<string, Group>();
  for (const { labels, value, metricName = "" } of values) {
    const { le, ...rest } = textLabels(labels);
    const key = JSON.stringify(rest);
    const group: Group = groups.get(key) ?? { labels: rest, buckets: [], count: 0, sum: 0 };
    groups.set(key, group);
    if (metricName.endsWith("_sum")) group.sum = value;
    else if (metricName.endsWith("_count")) group.count = value;
    else group.buckets.push([le === "+Inf" ? Infinity : Number(le), value]);
  }
  return [...groups.values()].map(({ labels, buckets, count, sum }) => ({
    labels,
    count,
    sum,
    p50: quantile(buckets, count, 0.5),
    p99: quantile(buckets, count, 0.99),
  }));
}

/**
 * The value below which a share of the observations lies, taken as evenly spread inside a bucket. Above the last bucket
 * nothing is known but that it is more: the last bound is answered.
 *
 * @param buckets upper bound and count of everything up to it, ascending.
 */
function quantile(
  buckets: readonly (readonly [number, number])[],
  count: number,
  share: number,
): number | null {
  if (count === 0) return null;
  const rank = count * share;
  let below = 0;
  let lower = 0;
  for (const [bound, upTo] of buckets) {
    if (upTo >= rank) {
      if (bound === Infinity) return lower;
      // Rounding must not carry the estimate out of its bucket.
      return Math.min(bound, lower + ((bound - lower) * (rank - below)) / (upTo - below));
    }
    below = upTo;
    lower = bound;
  }
  return lower;
}
