import type { RiskProfile } from "@spotlight/contracts";
import type { Amount, DayFigures } from "./day-figures.ts";
import { lossAndFall } from "./locks.ts";
import { riskPerTrade } from "./tightest.ts";

/** What the next trade may risk; `dollars` is null while the risk per trade is not known. */
export interface Budget {
  readonly r: number;
  readonly dollars: number | null;
}

function least(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(0, Math.min(...known));
}

function room(limit: number | null, used: number, pending: number): number | null {
  return limit === null ? null : limit - used - pending;
}

/**
 * One trade's risk, less where a loss limit leaves less: what open positions would lose at their stops is spoken for.
 * `unitDollars` is the day's 1 R.
 */
export function nextBudget(
  profile: RiskProfile,
  figures: DayFigures,
  low: Amount,
  best: Amount,
  unitDollars: number | null,
): Budget {
  const { loss, fall } = lossAndFall(low, best);
  const { pending } = figures;
  const roomR = least([
    room(profile.dailyLossR, loss.r, pending.r),
    room(profile.trailingLossR, fall.r, pending.r),
  ]);
  const roomDollars = least([
    room(profile.dailyLossDollars, loss.dollars, pending.dollars),
    room(profile.trailingLossDollars, fall.dollars, pending.dollars),
  ]);
  const wanted = riskPerTrade(profile);
  const unit = unitDollars ?? wanted;
  const empty = roomDollars === 0 || roomR === 0;
  return {
    r: empty ? 0 : Math.min(1, roomR ?? 1),
    dollars:
      wanted === null
        ? null
        : least([wanted, roomDollars, roomR === null || unit === null ? null : roomR * unit]),
  };
}
