import type { Direction } from "@spotlight/contracts";
import {
  type BoundStrategy,
  IDLE,
  type Proposal,
  type SeriesSource,
  type Strategy,
  type StrategyState,
} from "../decide/strategy.ts";
import type { BarSeries } from "../series/bar-series.ts";
import { type PriorDayColumns, priorDay } from "../series/day-columns.ts";
import { at, atr, sessionVwap } from "./columns.ts";
import { DIRECTIONS, begun, cooled, gradeAt, proposalAt, signOf } from "./frame.ts";
import { SETUP_PARAMETERS } from "./parameters.ts";
import { VolumeGauge } from "./volume-gauge.ts";

const PARAMETERS = SETUP_PARAMETERS.priorDayLevel;

/**
 * Prior-day high or low, break and hold: the price closes beyond the level, having been on the other side of it today,
 * and stays beyond for some closes in a row. Primed is the break; the closes that hold are counted.
 */
export const priorDayLevel: Strategy = {
  id: "setup:prior-day-level",
  version: PARAMETERS.version,
  name: "Prior-day level break and hold",
  timeframe: "1m",
  session: "rth",
  evaluation: "close",
  needs: [],
  bind: (source: SeriesSource) =>
    new BoundPriorDay(source({ symbol: null, timeframe: "1m", session: "rth" })),
};

class BoundPriorDay implements BoundStrategy {
  readonly #series: BarSeries;
  readonly #prior: PriorDayColumns;
  readonly #atr;
  readonly #volume: VolumeGauge;
  readonly #vwap;

  constructor(series: BarSeries) {
    this.#series = series;
    this.#prior = priorDay(series);
    this.#atr = atr(series);
    this.#volume = new VolumeGauge(series);
    this.#vwap = sessionVwap(series);
  }

  step(index: number, before: StrategyState): StrategyState {
    const endMs = at(this.#series.endMs, index);
    if (before.phase === "fired" || before.phase === "cooldown") {
      const state = cooled(before, endMs, PARAMETERS.cooldownMinutes);
      if (state.phase === "cooldown") return state;
    }
    if (before.phase === "primed" && before.direction !== null) {
      const beyond = this.#beyondAtr(index, before.direction);
      if (beyond > 0 && beyond <= PARAMETERS.nearAtr) return this.#held(index, before, endMs);
      return IDLE;
    }
    if (index === this.#series.dayStart(index)) return IDLE;
    for (const direction of DIRECTIONS) {
      const breaks =
        this.#beyondAtr(index, direction) >= PARAMETERS.beyondAtr &&
        this.#beyondAtr(index - 1, direction) <= 0;
      if (breaks) return { ...begun("primed", direction, endMs, this.#level(index, direction)), count: 1 };
    }
    return IDLE;
  }

  propose(index: number, { direction, level }: StrategyState): Proposal | null {
    if (direction === null) return null;
    const sign = signOf(direction);
    const entry = at(this.#series.close, index);
    return proposalAt(
      direction,
      { entry, stop: level - sign * PARAMETERS.stopAtr * at(this.#atr, index) },
      {
        grade: gradeAt(this.#volume, index, sign * (entry - at(this.#vwap, index)) > 0),
        reasons: [
          { label: `Prior day's ${direction === "long" ? "high" : "low"}`, value: level, unit: "price" },
          { label: "Closes beyond it in a row", value: PARAMETERS.holdBars, unit: "bars" },
          this.#volume.reason(index),
        ],
        holdMinutes: PARAMETERS.holdMinutes,
        goodMinutes: PARAMETERS.goodMinutes,
      },
    );
  }

  #held(index: number, before: StrategyState, endMs: number): StrategyState {
    const count = before.count + 1;
    if (count < PARAMETERS.holdBars || !(this.#volume.ratio(index) >= PARAMETERS.leastRelativeVolume)) {
      return { ...before, count };
    }
    return { ...before, phase: "fired", sinceMs: endMs, count };
  }

  #level(index: number, direction: Direction): number {
    return at(direction === "long" ? this.#prior.high : this.#prior.low, index);
  }

  /** How far the close is beyond the level, in average true ranges. */
  #beyondAtr(index: number, direction: Direction): number {
    const distance = signOf(direction) * (at(this.#series.close, index) - this.#level(index, direction));
    return distance / at(this.#atr, index);
  }
}
