/** A stretch to choose parameters on and the stretch after it to try them on, as indexes of days. Ends are exclusive. */
export interface WalkForwardSplit {
  readonly trainFrom: number;
  readonly trainTo: number;
  readonly testFrom: number;
  readonly testTo: number;
}

/** How days are split. */
export interface WalkForwardPlan {
  /** Days to choose on and to try on, ≥ 1. */
  readonly trainDays: number;
  readonly testDays: number;
  /** Days left out between the two, so that nothing that is measured over days reaches across; ≥ 0. */
  readonly gapDays: number;
  /** Whether the stretch to choose on always begins with the first day and grows. */
  readonly anchored: boolean;
}

/**
 * Splits `days` days so that every tried day is tried once, always after what was chosen on; the last stretch may be
 * shorter. None where the days do not suffice for one. Throws RangeError on lengths that are not whole and positive.
 */
export function walkForwardSplits(days: number, plan: WalkForwardPlan): WalkForwardSplit[] {
  const { trainDays, testDays, gapDays, anchored } = plan;
  if (![trainDays, testDays, gapDays + 1].every((length) => Number.isInteger(length) && length >= 1))
    throw new RangeError(
      "A walk-forward needs whole numbers of days, at least one to choose on and one to try on.",
    );
  const splits: WalkForwardSplit[] = [];
  for (let trainTo = trainDays; trainTo + gapDays < days; trainTo += testDays) {
    const testFrom = trainTo + gapDays;
    splits.push({
      trainFrom: anchored ? 0 : trainTo - trainDays,
      trainTo,
      testFrom,
      testTo: Math.min(days, testFrom + testDays),
    });
  }
  return splits;
}
