import type { Direction } from "@spotlight/contracts";
import { IDLE, type StrategyState } from "../decide/strategy.ts";
import type { BarSeries } from "../series/bar-series.ts";
import { BoundSetup, type SetupIdea, setupOf } from "./bound-setup.ts";
import { at, ema } from "./columns.ts";
import { DIRECTIONS, begun, gone, signOf } from "./frame.ts";
import { SETUP_PARAMETERS } from "./parameters.ts";

const PARAMETERS = SETUP_PARAMETERS.emaPullback;

class BoundPullback extends BoundSetup {
  readonly #fast;
  readonly #slow;

  constructor(series: BarSeries) {
    super(series, PARAMETERS);
    this.#fast = ema(series, PARAMETERS.fastBars);
    this.#slow = ema(series, PARAMETERS.slowBars);
  }

  protected move(index: number, endMs: number, before: StrategyState): StrategyState {
    const direction = this.#trend(index);
    if (direction === null) return IDLE;
    const pulled = this.far(index, direction);
    if (before.phase === "primed" && before.direction === direction) {
      const level = direction === "long" ? Math.min(before.level, pulled) : Math.max(before.level, pulled);
      if (this.#resumes(index, direction)) return begun("fired", direction, endMs, level, before.count);
      if (before.count < PARAMETERS.withinBars) return gone(before, before.count + 1, level);
    }
    const touches = signOf(direction) * (pulled - at(this.#fast, index)) <= 0;
    return touches ? begun("primed", direction, endMs, pulled, 1) : IDLE;
  }

  protected idea(index: number, direction: Direction, level: number): SetupIdea {
    return {
      stop: level - signOf(direction) * PARAMETERS.stopAtr * at(this.atr, index),
      favoured: this.isBeyondVwap(index, direction),
      reasons: [
        { label: `EMA ${PARAMETERS.fastBars}`, value: at(this.#fast, index), unit: "price" },
        { label: `EMA ${PARAMETERS.slowBars}`, value: at(this.#slow, index), unit: "price" },
      ],
    };
  }

  #trend(index: number): Direction | null {
    for (const direction of DIRECTIONS) if (this.#trends(index, direction)) return direction;
    return null;
  }

  #trends(index: number, direction: Direction): boolean {
    const sign = signOf(direction);
    const slow = at(this.#slow, index);
    const slope = sign * (slow - at(this.#slow, index - PARAMETERS.slopeBars));
    return (
      sign * (at(this.#fast, index) - slow) > 0 &&
      slope >= PARAMETERS.leastSlopeAtr * at(this.atr, index) &&
      sign * (at(this.series.close, index) - slow) > 0
    );
  }

  #resumes(index: number, direction: Direction): boolean {
    const { close, high, low } = this.series;
    const sign = signOf(direction);
    const price = at(close, index);
    const before = at(direction === "long" ? high : low, index - 1);
    return (
      sign * (price - before) > 0 &&
      sign * (price - at(this.#fast, index)) > 0 &&
      this.volume.ratio(index) >= PARAMETERS.leastRelativeVolume
    );
  }
}

/**
 * EMA pullback: in a trend (fast average beyond the slow one, which moves) the price comes back between the two averages
 * and closes beyond the bar before and the fast average again. Primed is the pullback, whose farthest price is the level.
 */
export const emaPullback = setupOf("ema-pullback", "EMA pullback", PARAMETERS, BoundPullback);
