import type { Figure, ForwardStep } from "@spotlight/contracts";
import { bootstrapMean } from "../statistics/bootstrap.ts";
import { seededRandom } from "../statistics/random.ts";
import { MINIMUM_SAMPLE, tooFew } from "../statistics/sample.ts";
import { type WalkForwardPlan, walkForwardSplits } from "./walk-forward.ts";

const BOOTSTRAP_SEED = 20_131_010;

/** What choosing on the past would have earned: stretch by stretch, and the mean of a day while choosing and after. */
export interface Forward {
  readonly steps: ForwardStep[];
  /** R a day, of the days that were tried: what the chosen combination had made on the days before, and what it made. */
  readonly trainR: Figure;
  readonly testR: Figure;
}

/**
 * Chooses, on each stretch of days, the combination with the greatest sum of R (the first of equals) and tries it on the
 * days after. `dailyR` has a row of sums by day for each combination. No steps where the days do not suffice.
 */
export function chooseForward(
  dailyR: readonly (readonly number[])[],
  days: readonly string[],
  plan: WalkForwardPlan,
): Forward {
  const trained: number[] = [];
  const tested: number[] = [];
  const steps = walkForwardSplits(days.length, plan).map(({ trainFrom, trainTo, testFrom, testTo }) => {
    const sums = dailyR.map((row) => total(row.slice(trainFrom, trainTo)));
    const trainR = Math.max(...sums);
    const chosen = sums.indexOf(trainR);
    const results = dailyR[chosen]?.slice(testFrom, testTo) ?? [];
    tested.push(...results);
    trained.push(...results.map(() => trainR / (trainTo - trainFrom)));
    return {
      trainFrom: days[trainFrom] ?? "",
      trainTo: days[trainTo - 1] ?? "",
      testFrom: days[testFrom] ?? "",
      testTo: days[testTo - 1] ?? "",
      chosen,
      trainR,
      testR: total(results),
    };
  });
  return { steps, trainR: meanOf(trained), testR: meanOf(tested) };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function meanOf(values: readonly number[]): Figure {
  const refusal = tooFew(values.length, MINIMUM_SAMPLE);
  if (refusal !== null) return refusal;
  const sample = Float64Array.from(values);
  const random = seededRandom(BOOTSTRAP_SEED);
  return { enough: true, value: total(values) / values.length, ...bootstrapMean(sample, random) };
}
