import type { Direction } from "@spotlight/contracts";
import { IDLE, type StrategyState } from "../decide/strategy.ts";
import type { BarSeries } from "../series/bar-series.ts";
import { BoundSetup, type SetupIdea, setupOf } from "./bound-setup.ts";
import { at } from "./columns.ts";
import { DIRECTIONS, begun, gone, signOf } from "./frame.ts";
import { SETUP_PARAMETERS } from "./parameters.ts";

const PARAMETERS = SETUP_PARAMETERS.vwapReject;

class BoundVwapReject extends BoundSetup {
  constructor(series: BarSeries) {
    super(series, PARAMETERS);
  }

  protected move(index: number, endMs: number, before: StrategyState): StrategyState {
    const { direction } = before;
    if (before.phase === "primed" && direction !== null)
      return this.#touched(index, endMs, before, direction);
    if (direction === null || !(this.#away(index, direction) > 0)) return this.#stretch(index, endMs);
    const count = before.count + 1;
    const touches = this.#touch(index, direction) <= PARAMETERS.touchAtr;
    if (!touches || count < PARAMETERS.leastBarsBeyond) return gone(before, count);
    return begun("primed", direction, endMs, this.far(index, direction));
  }

  protected idea(index: number, direction: Direction, level: number): SetupIdea {
    const sign = signOf(direction);
    const vwap = at(this.vwap, index);
    const beyond = direction === "long" ? Math.min(level, vwap) : Math.max(level, vwap);
    return {
      stop: beyond - sign * PARAMETERS.stopAtr * at(this.atr, index),
      favoured: sign * (vwap - at(this.vwap, index - PARAMETERS.leastBarsBeyond)) > 0,
      reasons: [
        { label: "VWAP", value: vwap, unit: "price" },
        { label: "Away from VWAP, in average ranges", value: this.#away(index, direction), unit: "ratio" },
      ],
    };
  }

  /** After the touch: away again in time, still undecided, or through. */
  #touched(index: number, endMs: number, before: StrategyState, direction: Direction): StrategyState {
    const away = this.#away(index, direction);
    const far = this.far(index, direction);
    const level = direction === "long" ? Math.min(before.level, far) : Math.max(before.level, far);
    if (away >= PARAMETERS.awayAtr) return begun("fired", direction, endMs, level);
    if (away < 0) return this.#stretch(index, endMs);
    const count = before.count + 1;
    return count >= PARAMETERS.withinBars ? stretched(direction, endMs) : gone(before, count, level);
  }

  #stretch(index: number, endMs: number): StrategyState {
    for (const direction of DIRECTIONS)
      if (this.#away(index, direction) > 0) return stretched(direction, endMs);
    return IDLE;
  }

  #away(index: number, direction: Direction): number {
    return this.beyondAtr(index, direction, at(this.vwap, index));
  }

  /** How far the price that came nearest to VWAP, or through it, is from it in a direction, in average true ranges. */
  #touch(index: number, direction: Direction): number {
    const distance = signOf(direction) * (this.far(index, direction) - at(this.vwap, index));
    return distance / at(this.atr, index);
  }
}

/** The first bar of a stretch on one side. */
function stretched(direction: Direction, endMs: number): StrategyState {
  return begun("idle", direction, endMs, Number.NaN, 1);
}

/**
 * VWAP reject: after a stretch on one side of the session's VWAP the price comes back to it, touches it and within a few
 * bars closes away again. The trade goes on in the way of the stretch. While idle the bars of the stretch are counted;
 * primed is the touch, whose farthest price is the level.
 */
export const vwapReject = setupOf("vwap-reject", "VWAP reject", PARAMETERS, BoundVwapReject);
