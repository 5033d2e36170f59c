import type { RunComparison } from "@spotlight/contracts";
import { newYorkDate } from "@spotlight/market";
import { bootstrapMean, MINIMUM_SAMPLE, type Random, tooFew } from "../statistics/index.ts";
import type { TradeColumns } from "./trade-columns.ts";

/** What a comparison reads of a run's trades. */
export type DatedResults = Pick<TradeColumns, "length" | "entryMs" | "resultR">;

/** Sums of R by the New York date of the entry. */
export function dailyR(trades: DatedResults): Map<string, number> {
  const days = new Map<string, number>();
  for (let at = 0; at < trades.length; at += 1) {
    const day = newYorkDate(trades.entryMs[at] ?? 0);
    days.set(day, (days.get(day) ?? 0) + (trades.resultR[at] ?? 0));
  }
  return days;
}

/**
 * Compares two runs over the same market day by day: what both had in common, a good or a bad day, cancels out. `days`
 * are the dates (YYYY-MM-DD) that both ran over, those without a trade included. Refuses below 20 days.
 */
export function compareRuns(
  first: DatedResults,
  second: DatedResults,
  days: readonly string[],
  random: Random,
): RunComparison {
  return compareDays(dailyR(first), dailyR(second), days, random);
}

/** The same by the sums of R of each day; a day that is not in a map had no trade. */
export function compareDays(
  firstDays: ReadonlyMap<string, number>,
  secondDays: ReadonlyMap<string, number>,
  days: readonly string[],
  random: Random,
): RunComparison {
  const differences = Float64Array.from(
    days,
    (day) => (secondDays.get(day) ?? 0) - (firstDays.get(day) ?? 0),
  );
  const total = (byDay: ReadonlyMap<string, number>): number =>
    days.reduce((sum, day) => sum + (byDay.get(day) ?? 0), 0);
  const mean = differences.reduce((sum, each) => sum + each, 0) / days.length;
  return {
    days: days.length,
    firstR: total(firstDays),
    secondR: total(secondDays),
    differenceR: tooFew(days.length, MINIMUM_SAMPLE) ?? {
      enough: true,
      value: mean,
      ...bootstrapMean(differences, random),
    },
  };
}
