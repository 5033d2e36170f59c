import type { Direction, Grade, Reason } from "@spotlight/contracts";
import { invalidationText } from "../callouts/words.ts";
import type { Proposal, StrategyState } from "../decide/strategy.ts";
import { GRADE_VOLUME } from "./parameters.ts";
import type { VolumeGauge } from "./volume-gauge.ts";

/** 1 for a long trade, −1 for a short one: what is beyond for the one is below for the other. */
export function signOf(direction: Direction): 1 | -1 {
  return direction === "long" ? 1 : -1;
}

/** Both ways of a setup, in the order in which they are looked at. */
export const DIRECTIONS: readonly Direction[] = ["long", "short"];

/** A state; what is not given is as in {@link IDLE}. All are made here, so that all have one shape. */
export function begun(
  phase: StrategyState["phase"],
  direction: Direction | null,
  sinceMs: number,
  level = Number.NaN,
  count = 0,
): StrategyState {
  return { phase, sinceMs, direction, level, count };
}

/** A state in which only what is counted, and the price that it is about, went on. */
export function gone(before: StrategyState, count: number, level = before.level): StrategyState {
  return begun(before.phase, before.direction, before.sinceMs, level, count);
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
