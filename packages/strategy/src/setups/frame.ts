import type { Direction, Grade, Reason } from "@spotlight/contracts";
import { MINUTE_MS } from "@spotlight/market";
import { invalidationText } from "../callouts/words.ts";
import { IDLE, type Proposal, type StrategyState } from "../decide/strategy.ts";
import { GRADE_VOLUME } from "./parameters.ts";
import type { VolumeGauge } from "./volume-gauge.ts";

/** 1 for a long trade, −1 for a short one: what is beyond for the one is below for the other. */
export function signOf(direction: Direction): 1 | -1 {
  return direction === "long" ? 1 : -1;
}

/** Both ways of a setup, in the order in which they are looked at. */
export const DIRECTIONS: readonly Direction[] = ["long", "short"];

/** The state of something that has just begun. */
export function begun(
  phase: StrategyState["phase"],
  direction: Direction,
  sinceMs: number,
  level = Number.NaN,
): StrategyState {
  return { phase, direction, sinceMs, level, count: 0 };
}

/** The state after the bar at which a setup fired, or after a later one: silent for a time, then idle. */
export function cooled(before: StrategyState, endMs: number, cooldownMinutes: number): StrategyState {
  if (endMs - before.sinceMs >= cooldownMinutes * MINUTE_MS) return IDLE;
  return before.phase === "cooldown" ? before : { ...before, phase: "cooldown" };
}

/**
 * The grade that volume gives, lowered by one where the price stands against the trade. Without a usual of the minute to
 * compare with there is no grade A.
 */
export function gradeAt(volume: VolumeGauge, index: number, favoured: boolean): Grade {
  const ratio = volume.ratio(index);
  const best = volume.byMinute(index) ? 2 : 1;
  const byVolume = Math.min(best, ratio >= GRADE_VOLUME.A ? 2 : ratio >= GRADE_VOLUME.B ? 1 : 0);
  return (["C", "B", "A"] as const)[Math.max(0, favoured ? byVolume : byVolume - 1)] ?? "C";
}

/** A proposal at the market with two targets, at 1.5 and 3 times the risk. */
export function proposalAt(
  direction: Direction,
  prices: { readonly entry: number; readonly stop: number },
  more: {
    readonly grade: Grade;
    readonly reasons: readonly Reason[];
    readonly holdMinutes: number;
    readonly goodMinutes: number;
  },
): Proposal {
  const entry = cents(prices.entry);
  const stop = cents(prices.stop);
  const risk = entry - stop;
  return {
    direction,
    entry,
    stop,
    targets: [cents(entry + FIRST_TARGET_R * risk), cents(entry + SECOND_TARGET_R * risk)],
    invalidation: invalidationText(direction, stop),
    ...more,
  };
}

const FIRST_TARGET_R = 1.5;
const SECOND_TARGET_R = 3;
/** Places of a price above and below a dollar (Regulation NMS, rule 612). */
const CENT = 100;
const SUB_CENT = 10_000;

/** A price on the exchange's grid: whole cents, or hundredths of a cent below a dollar. */
export function cents(price: number): number {
  const grid = price < 1 ? SUB_CENT : CENT;
  return Math.round(price * grid) / grid;
}
