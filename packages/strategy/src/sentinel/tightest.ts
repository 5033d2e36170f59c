import type { AccountRule, RiskProfile, RiskWindow } from "@spotlight/contracts";

/** Of two limits the lower; null is no limit. */
function lower(a: number | null, b: number | null): number | null {
  if (a === null) return b;
  return b === null ? a : Math.min(a, b);
}

/** The same times as few windows, in a fixed order. */
function merged(windows: readonly RiskWindow[]): RiskWindow[] {
  const sorted = windows.toSorted((a, b) =>
    a.anchor === b.anchor ? a.from - b.from || a.to - b.to : a.anchor < b.anchor ? -1 : 1,
  );
  const result: RiskWindow[] = [];
  for (const window of sorted) {
    const last = result.at(-1);
    if (last !== undefined && last.anchor === window.anchor && window.from <= last.to)
      result[result.length - 1] = { ...last, to: Math.max(last.to, window.to) };
    else result.push(window);
  }
  return result;
}

function keyOf({
  name,
  fromDay,
  untilDay,
  belowEquityDollars,
  maxDayTrades,
  inTradingDays,
}: AccountRule): string {
  return JSON.stringify([name, fromDay, untilDay, belowEquityDollars, maxDayTrades, inTradingDays]);
}

function everyRule(rules: readonly AccountRule[]): AccountRule[] {
  const byKey = new Map(rules.map((rule) => [keyOf(rule), rule]));
  return [...byKey.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, rule]) => rule);
}

/**
 * The profile that restricts at least as much as both, field by field: lower limits, longer cool-down, the windows and
 * account rules of both. Commutative, associative, and of one profile with itself its normal form.
 */
export function tightest(a: RiskProfile, b: RiskProfile): RiskProfile {
  return {
    equityDollars: lower(a.equityDollars, b.equityDollars),
    riskPerTradePercent: lower(a.riskPerTradePercent, b.riskPerTradePercent),
    riskPerTradeDollars: lower(a.riskPerTradeDollars, b.riskPerTradeDollars),
    dailyLossR: lower(a.dailyLossR, b.dailyLossR),
    dailyLossDollars: lower(a.dailyLossDollars, b.dailyLossDollars),
    trailingLossR: lower(a.trailingLossR, b.trailingLossR),
    trailingLossDollars: lower(a.trailingLossDollars, b.trailingLossDollars),
    lossBasis: a.lossBasis === "open" || b.lossBasis === "open" ? "open" : "realised",
    tradesPerDay: lower(a.tradesPerDay, b.tradesPerDay),
    openPositions: lower(a.openPositions, b.openPositions),
    lossesInARow: lower(a.lossesInARow, b.lossesInARow),
    coolDownMinutes: Math.max(a.coolDownMinutes, b.coolDownMinutes),
    giveBackFromR: lower(a.giveBackFromR, b.giveBackFromR),
    giveBackPercent: lower(a.giveBackPercent, b.giveBackPercent),
    windows: merged([...a.windows, ...b.windows]),
    gradeAOnlyAfterLosses: lower(a.gradeAOnlyAfterLosses, b.gradeAOnlyAfterLosses),
    cautionPercent: lower(a.cautionPercent, b.cautionPercent),
    gradeAOnlyWhenYellow: a.gradeAOnlyWhenYellow || b.gradeAOnlyWhenYellow,
    maxShares: lower(a.maxShares, b.maxShares),
    maxNotionalDollars: lower(a.maxNotionalDollars, b.maxNotionalDollars),
    rules: everyRule([...a.rules, ...b.rules]),
  };
}

/** A profile in its normal form: windows joined, rules in order and each once. */
export function normalProfile(profile: RiskProfile): RiskProfile {
  return tightest(profile, profile);
}

/** Whether two profiles in normal form say the same. */
export function sameProfile(a: RiskProfile, b: RiskProfile): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Dollars that one trade may risk, the size of 1 R; null when the profile does not say. */
export function riskPerTrade(profile: RiskProfile): number | null {
  const { equityDollars, riskPerTradePercent, riskPerTradeDollars } = profile;
  const share =
    equityDollars === null || riskPerTradePercent === null
      ? null
      : (equityDollars * riskPerTradePercent) / 100;
  return lower(share, riskPerTradeDollars);
}
