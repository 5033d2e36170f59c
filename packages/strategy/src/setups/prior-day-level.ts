import type { Direction } from "@spotlight/contracts";
import { IDLE, type StrategyState } from "../decide/strategy.ts";
import type { BarSeries } from "../series/bar-series.ts";
import { type PriorDayColumns, priorDay } from "../series/day-columns.ts";
import { BoundSetup, type SetupIdea, setupOf } from "./bound-setup.ts";
import { at } from "./columns.ts";
import { DIRECTIONS, begun, gone, signOf } from "./frame.ts";
import { SETUP_PARAMETERS } from "./parameters.ts";

const PARAMETERS = SETUP_PARAMETERS.priorDayLevel;

class BoundPriorDay extends BoundSetup {
  readonly #prior: PriorDayColumns;

  constructor(series: BarSeries) {
    super(series, PARAMETERS);
    this.#prior = priorDay(series);
  }

  protected move(index: number, endMs: number, before: StrategyState): StrategyState {
    if (before.phase === "primed" && before.direction !== null) {
      const beyond = this.#beyondLevel(index, before.direction);
      return beyond > 0 && beyond <= PARAMETERS.nearAtr ? this.#held(index, before, endMs) : IDLE;
    }
    if (index === this.series.dayStart(index)) return IDLE;
    for (const direction of DIRECTIONS) {
      const breaks =
        this.#beyondLevel(index, direction) >= PARAMETERS.beyondAtr &&
        this.#beyondLevel(index - 1, direction) <= 0;
      if (breaks) return begun("primed", direction, endMs, this.#level(index, direction), 1);
    }
    return IDLE;
  }

  protected idea(index: number, direction: Direction, level: number): SetupIdea {
    return {
      stop: level - signOf(direction) * PARAMETERS.stopAtr * at(this.atr, index),
      favoured: this.isBeyondVwap(index, direction),
      reasons: [
        { label: `Prior day's ${direction === "long" ? "high" : "low"}`, value: level, unit: "price" },
        { label: "Closes beyond it in a row", value: PARAMETERS.holdBars, unit: "bars" },
      ],
    };
  }

  #held(index: number, before: StrategyState, endMs: number): StrategyState {
    const count = before.count + 1;
    const holds = count >= PARAMETERS.holdBars && this.volume.ratio(index) >= PARAMETERS.leastRelativeVolume;
    return holds ? begun("fired", before.direction, endMs, before.level, count) : gone(before, count);
  }

  #level(index: number, direction: Direction): number {
    return at(direction === "long" ? this.#prior.high : this.#prior.low, index);
  }

  #beyondLevel(index: number, direction: Direction): number {
    return this.beyondAtr(index, direction, this.#level(index, direction));
  }
}

/**
 * Prior-day high or low, break and hold: the price closes beyond the level, having been on the other side of it today,
 * and stays beyond for some closes in a row. Primed is the break; the closes that hold are counted.
 */
export const priorDayLevel = setupOf(
  "prior-day-level",
  "Prior-day level break and hold",
  PARAMETERS,
  BoundPriorDay,
);
