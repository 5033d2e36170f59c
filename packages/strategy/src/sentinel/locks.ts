import type { RiskCode, RiskProfile, RiskReason } from "@spotlight/contracts";
import type { Amount } from "./day-figures.ts";
import { clockTime, inDollars, inNumbers, inR } from "./words.ts";

/** Room for sums of fractions: a limit is reached within a millionth. */
const SLACK = 1e-6;

/** What the limits that end a day look at. */
export interface LockView {
  readonly profile: RiskProfile;
  readonly nowMs: number;
  /** When the day ends, epoch ms. */
  readonly untilMs: number;
  /** The result that loss limits see, and the day's best. */
  readonly low: Amount;
  readonly best: Amount;
  readonly openedToday: number;
  /** For each account rule in force: its name, its limit and the day trades that it counts. */
  readonly dayTrades: readonly { readonly name: string; readonly limit: number; readonly count: number }[];
}

function lock(
  view: LockView,
  code: RiskCode,
  what: string,
  numbers: Pick<RiskReason, "limit" | "value" | "unit">,
): RiskReason {
  const text = `Locked for today: ${what} at ${clockTime(view.nowMs)}. Review opens; entries do not.`;
  return { code, text, ...numbers, untilMs: view.untilMs, sinceMs: Math.floor(view.nowMs) };
}

/** The loss limit that is reached, of one kind, in R before dollars. `lossOf` picks the loss, ≥ 0, of a measure. */
function lossLock(
  view: LockView,
  code: RiskCode,
  name: string,
  limits: { readonly r: number | null; readonly dollars: number | null },
  loss: Amount,
): RiskReason | null {
  if (limits.r !== null && loss.r >= limits.r - SLACK)
    return lock(view, code, `${name} ${inR(-limits.r)} reached`, {
      limit: -limits.r,
      value: -loss.r,
      unit: "R",
    });
  if (limits.dollars !== null && loss.dollars >= limits.dollars - SLACK)
    return lock(view, code, `${name} ${inDollars(-limits.dollars)} reached`, {
      limit: -limits.dollars,
      value: -loss.dollars,
      unit: "dollars",
    });
  return null;
}

function giveBackLock(view: LockView, fallR: number): RiskReason | null {
  const { giveBackFromR, giveBackPercent } = view.profile;
  const bestR = view.best.r;
  if (giveBackFromR === null || giveBackPercent === null || bestR < giveBackFromR - SLACK) return null;
  const percent = (fallR / bestR) * 100;
  if (percent < giveBackPercent - SLACK) return null;
  const what = `${inNumbers(giveBackPercent)} % of the day's best ${inR(bestR)} given back`;
  return lock(view, "give_back", what, { limit: giveBackPercent, value: percent, unit: "percent" });
}

/** How far the day stands below zero and below its best, both ≥ 0. */
export function lossAndFall(low: Amount, best: Amount): { readonly loss: Amount; readonly fall: Amount } {
  return {
    loss: { r: Math.max(0, -low.r), dollars: Math.max(0, -low.dollars) },
    fall: { r: Math.max(0, best.r - low.r), dollars: Math.max(0, best.dollars - low.dollars) },
  };
}

/** Every limit that ends the day for entries and is reached now. */
export function reachedLocks(view: LockView): RiskReason[] {
  const { profile, low, best, openedToday, dayTrades } = view;
  const { loss, fall } = lossAndFall(low, best);
  const daily = { r: profile.dailyLossR, dollars: profile.dailyLossDollars };
  const trailing = { r: profile.trailingLossR, dollars: profile.trailingLossDollars };
  const locks = [
    lossLock(view, "daily_loss", "daily loss limit", daily, loss),
    lossLock(view, "trailing_loss", "trailing loss limit", trailing, fall),
    giveBackLock(view, fall.r),
  ];
  if (profile.tradesPerDay !== null && openedToday >= profile.tradesPerDay) {
    const what = `${inNumbers(openedToday)} trades of ${inNumbers(profile.tradesPerDay)} taken`;
    locks.push(
      lock(view, "trades_per_day", what, { limit: profile.tradesPerDay, value: openedToday, unit: "trades" }),
    );
  }
  const rule = dayTrades.find(({ limit, count }) => count >= limit);
  if (rule !== undefined) {
    const what = `${inNumbers(rule.count)} day trades of ${inNumbers(rule.limit)} (${rule.name})`;
    locks.push(lock(view, "account_rule", what, { limit: rule.limit, value: rule.count, unit: "trades" }));
  }
  return locks.filter((each) => each !== null);
}
