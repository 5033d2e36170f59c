import type { BacktestReport, CompareAnswer } from "@spotlight/contracts";
import { compareDays, seededRandom } from "@spotlight/strategy";

/** The same two runs always come to the same interval. */
const BOOTSTRAP_SEED = 20_140_605;

/** Two runs over the days that both had bars for; null without one. */
export function comparison(first: BacktestReport, second: BacktestReport): CompareAnswer | null {
  const days = first.days.filter((day) => second.days.includes(day));
  if (days.length === 0) return null;
  const [a, b] = [byDay(first), byDay(second)];
  return {
    comparison: compareDays(a, b, days, seededRandom(BOOTSTRAP_SEED)),
    sameInputs: first.inputsDigest === second.inputsDigest,
  };
}

function byDay({ days, dailyR }: BacktestReport): ReadonlyMap<string, number> {
  return new Map(days.map((day, index) => [day, dailyR[index] ?? 0]));
}
