import { DEFAULT_RISK_PROFILE, PATTERN_DAY_TRADER_RULE, type RiskProfile } from "@spotlight/contracts";
import fc from "fast-check";

function maybe<Value>(...values: Value[]): fc.Arbitrary<Value | null> {
  return fc.constantFrom(null, ...values);
}

/** Profiles near the limits that a few trades of 100 dollars a piece reach, some with no limit at all. */
export const profileArbitrary: fc.Arbitrary<RiskProfile> = fc.record({
  equityDollars: maybe(10_000, 20_000, 50_000),
  riskPerTradePercent: maybe(0.5, 1),
  riskPerTradeDollars: maybe(50, 100, 400),
  dailyLossR: maybe(1, 2, 3),
  dailyLossDollars: maybe(150, 300),
  trailingLossR: maybe(1.5, 4),
  trailingLossDollars: maybe(250),
  lossBasis: fc.constantFrom("realised", "open"),
  tradesPerDay: maybe(2, 4, 8),
  openPositions: maybe(1, 2),
  lossesInARow: maybe(1, 2, 3),
  coolDownMinutes: fc.constantFrom(0, 5, 30),
  giveBackFromR: maybe(1, 3),
  giveBackPercent: maybe(30, 60),
  windows: fc.array(
    fc
      .record({
        anchor: fc.constantFrom("clock" as const, "open" as const, "close" as const),
        from: fc.integer({ min: -60, max: 800 }),
        minutes: fc.integer({ min: 1, max: 90 }),
      })
      .map(({ anchor, from, minutes }) => ({ anchor, from, to: from + minutes })),
    { maxLength: 3 },
  ),
  gradeAOnlyAfterLosses: maybe(1, 3),
  cautionPercent: maybe(50, 80),
  gradeAOnlyWhenYellow: fc.boolean(),
  maxShares: maybe(50, 500),
  maxNotionalDollars: maybe(5_000, 40_000),
  rules: fc.constantFrom([], [{ ...PATTERN_DAY_TRADER_RULE, untilDay: null }]),
});

/** A profile without any limit but those given. */
export function onlyLimits(limits: Partial<RiskProfile>): RiskProfile {
  return {
    ...DEFAULT_RISK_PROFILE,
    riskPerTradePercent: null,
    dailyLossR: null,
    trailingLossR: null,
    tradesPerDay: null,
    openPositions: null,
    lossesInARow: null,
    giveBackFromR: null,
    windows: [],
    gradeAOnlyAfterLosses: null,
    cautionPercent: null,
    gradeAOnlyWhenYellow: false,
    ...limits,
  };
}
