import type { Callout, Direction, PatternBrief, Signal } from "@spotlight/contracts";

/** A price as it is read: cents, or four places below a dollar. */
export function priceText(price: number): string {
  return price.toFixed(price < 1 ? 4 : 2);
}

/** A distance in R as it is read. */
export function rText(r: number): string {
  return (Object.is(Math.round(r * 10), -0) ? 0 : r).toFixed(1);
}

/** What past signals of the kind say, in the shortest honest form. */
export function statisticsText(statistics: PatternBrief): string {
  if (!statistics.enough) return `Not enough trades to say (${statistics.count} of ${statistics.needed}).`;
  const { low, high } = statistics.winRate;
  return `${statistics.wins} of ${statistics.count} (${percent(low)}–${percent(high)} %).`;
}

/** The one line of a callout, as it is read or spoken. */
export function calloutLine(
  { symbol, grade, entry, stop, direction }: Signal,
  targets: Callout["targets"],
  statistics: PatternBrief,
): string {
  const first = targets[0];
  const short = direction === "short" ? " short" : "";
  return `${symbol} ${grade} proposed${short} entry ${priceText(entry)}, stop ${priceText(stop)}, target ${priceText(first?.price ?? entry)}, R ${rText(first?.r ?? 0)}. ${statisticsText(statistics)}`;
}

/** What would make a trade wrong, in the present tense. */
export function invalidationText(direction: Direction, stop: number): string {
  return `Wrong ${direction === "long" ? "below" : "above"} ${priceText(stop)}.`;
}

function percent(rate: number): string {
  return String(Math.round(rate * 100));
}
