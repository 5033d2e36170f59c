import type { RiskProfile, RiskReason } from "@spotlight/contracts";
import { type Amount, type DayFigures } from "./day-figures.ts";
import { lossAndFall } from "./locks.ts";
import { inNumbers } from "./words.ts";

/** The share of the nearest loss limit that is used, in percent, 0 without limits. */
function usedPercent(profile: RiskProfile, low: Amount, best: Amount): number {
  const { loss, fall } = lossAndFall(low, best);
  const shares = [
    [loss.r, profile.dailyLossR],
    [loss.dollars, profile.dailyLossDollars],
    [fall.r, profile.trailingLossR],
    [fall.dollars, profile.trailingLossDollars],
  ] as const;
  return Math.max(...shares.map(([value, limit]) => (limit === null ? 0 : (value / limit) * 100)));
}

/** What restricts entries without ending them. */
export function cautions(profile: RiskProfile, figures: DayFigures, low: Amount, best: Amount): RiskReason[] {
  const reasons: RiskReason[] = [];
  const { openPositions, gradeAOnlyAfterLosses, cautionPercent } = profile;
  const used = Math.floor(usedPercent(profile, low, best) + 1e-6);
  if (cautionPercent !== null && used >= cautionPercent)
    reasons.push({
      code: "near_limit",
      text: `${inNumbers(used)} % of a loss limit is used. Trade smaller, or stop here.`,
      limit: cautionPercent,
      value: used,
      unit: "percent",
      untilMs: null,
    });
  if (gradeAOnlyAfterLosses !== null && figures.losses >= gradeAOnlyAfterLosses)
    reasons.push({
      code: "losses_today",
      text: `${inNumbers(figures.losses)} losing trades today: grade A only.`,
      limit: gradeAOnlyAfterLosses,
      value: figures.losses,
      unit: "losses",
      untilMs: null,
    });
  const held = figures.openSymbols.length;
  if (openPositions !== null && held >= openPositions)
    reasons.push({
      code: "open_positions",
      text: `${inNumbers(held)} of ${inNumbers(openPositions)} positions are open. Close one before the next.`,
      limit: openPositions,
      value: held,
      unit: "positions",
      untilMs: null,
    });
  return reasons;
}
