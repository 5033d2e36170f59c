import type { Outcome } from "@spotlight/contracts";
import { type ScoredPlan, scoreOutcome } from "../backtest/score-outcome.ts";
import type { BarSeries } from "../series/bar-series.ts";
import { firstEndingAt } from "../series/search.ts";

/**
 * How a proposal that was made at a time would have gone by the minutes since; null while they do not say, or when it
 * could not have been entered.
 */
export function outcomeSince(minutes: BarSeries, atMs: number, plan: ScoredPlan): Outcome | null {
  const after = firstEndingAt(minutes, atMs + 1);
  const score = after === 0 ? null : scoreOutcome(minutes, after - 1, plan);
  return score?.kind === "outcome" ? score.outcome : null;
}
