import type { Direction, Evaluation, Grade, Reason, SessionKind, Timeframe } from "@spotlight/contracts";
import type { BarSeries } from "../series/bar-series.ts";

/** A series that a strategy reads. `symbol` is null for the symbol that it is asked about. */
export interface SeriesNeed {
  readonly symbol: string | null;
  readonly timeframe: Timeframe;
  readonly session: SessionKind;
}

/** Gives the series that a need names. */
export type SeriesSource = (need: SeriesNeed) => BarSeries;

/**
 * `idle`: nothing is under way. `primed`: the conditions before the trigger hold. `fired`: the trigger came at this very
 * bar. `cooldown`: it came before, and the strategy is not to speak again yet.
 */
export type Phase = "idle" | "primed" | "fired" | "cooldown";

/** Where a strategy stands after a bar. Never changed, only replaced; the same bars always lead to the same state. */
export interface StrategyState {
  readonly phase: Phase;
  /** End of the bar or minute at which the phase began, epoch ms. */
  readonly sinceMs: number;
  /** The way of the trade that is under way; null while there is none. */
  readonly direction: Direction | null;
  /** The price that it is about, dollars; NaN without one. */
  readonly level: number;
  /** Counts what the strategy counts, from 0. */
  readonly count: number;
}

/** How every strategy begins each day. */
export const IDLE: StrategyState = {
  phase: "idle",
  sinceMs: 0,
  direction: null,
  level: Number.NaN,
  count: 0,
};

/** What a strategy proposes at a bar. Prices are dollars. */
export interface Proposal {
  readonly direction: Direction;
  readonly grade: Grade;
  readonly entry: number;
  readonly stop: number;
  /** One or two, nearest first. */
  readonly targets: readonly number[];
  readonly reasons: readonly Reason[];
  readonly holdMinutes: number;
  /** For how long after the bar the proposal is good, minutes. */
  readonly goodMinutes: number;
  readonly invalidation: string;
}

/** A strategy on one symbol's series. Reads nothing after the index that it is asked about. */
export interface BoundStrategy {
  /** The state after the bar at an index, given the state after the bar before it on the same day ({@link IDLE} for the first). */
  step(index: number, before: StrategyState): StrategyState;
  /** What is proposed at an index at which `step` came to `fired`; null when it makes no sound trade. */
  propose(index: number, state: StrategyState): Proposal | null;
}

/** A definition of when to trade: a setup that is shipped, or a trader's rule. */
export interface Strategy {
  /** `setup:…` or `rule:…`. */
  readonly id: string;
  /** Raised whenever it would say something else. */
  readonly version: number;
  readonly name: string;
  readonly timeframe: Timeframe;
  readonly session: SessionKind;
  readonly evaluation: Evaluation;
  /** What it reads beside its own series. */
  readonly needs: readonly SeriesNeed[];
  bind(source: SeriesSource): BoundStrategy;
}

/**
 * Whether a proposal is a trade at all: finite prices above 0, the stop on the losing side of the entry and each target
 * on the winning one.
 */
export function isSound(proposal: Proposal): boolean {
  const { direction, entry, stop, targets } = proposal;
  const sign = direction === "long" ? 1 : -1;
  const prices = [entry, stop, ...targets];
  if (targets.length === 0 || targets.length > 2) return false;
  if (!prices.every((price) => price > 0 && Number.isFinite(price))) return false;
  return sign * (entry - stop) > 0 && targets.every((target) => sign * (target - entry) > 0);
}
