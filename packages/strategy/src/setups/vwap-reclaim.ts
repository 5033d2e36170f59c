import type { Direction } from "@spotlight/contracts";
import { IDLE, type StrategyState } from "../decide/strategy.ts";
import type { BarSeries } from "../series/bar-series.ts";
import { BoundSetup, type SetupIdea, setupOf } from "./bound-setup.ts";
import { at } from "./columns.ts";
import { DIRECTIONS, begun, gone, signOf } from "./frame.ts";
import { SETUP_PARAMETERS } from "./parameters.ts";

const PARAMETERS = SETUP_PARAMETERS.vwapReclaim;

class BoundVwapReclaim extends BoundSetup {
  constructor(series: BarSeries) {
    super(series, PARAMETERS);
  }

  protected move(index: number, endMs: number, before: StrategyState): StrategyState {
    if (before.phase === "primed" && before.direction !== null) {
      const beyond = this.#beyondVwap(index, before.direction);
      if (this.#fires(index, before, beyond)) return begun("fired", before.direction, endMs, before.level);
      // Within the band around VWAP the stretch neither grows nor ends.
      if (beyond < PARAMETERS.beyondAtr && beyond > 0) return before;
      if (beyond <= 0) return gone(before, before.count + 1, Math.max(before.level, -beyond));
    }
    return this.#stretch(index, endMs);
  }

  protected idea(index: number, direction: Direction, level: number): SetupIdea {
    const vwap = at(this.vwap, index);
    return {
      stop: this.#extreme(index, direction),
      favoured: signOf(direction) * (vwap - at(this.vwap, index - PARAMETERS.stopBars)) > 0,
      reasons: [
        { label: "VWAP", value: vwap, unit: "price" },
        { label: "Farthest from VWAP before, in average ranges", value: level, unit: "ratio" },
      ],
    };
  }

  /** Begins to count when the price is on one side: a later reclaim goes to the other. */
  #stretch(index: number, endMs: number): StrategyState {
    for (const direction of DIRECTIONS) {
      const beyond = this.#beyondVwap(index, direction);
      if (beyond < 0) return begun("primed", direction, endMs, -beyond, 1);
    }
    return IDLE;
  }

  #fires(index: number, { count, level }: StrategyState, beyond: number): boolean {
    return (
      beyond >= PARAMETERS.beyondAtr &&
      count >= PARAMETERS.leastBarsBeyond &&
      level >= PARAMETERS.farAtr &&
      this.volume.ratio(index) >= PARAMETERS.leastRelativeVolume
    );
  }

  #beyondVwap(index: number, direction: Direction): number {
    return this.beyondAtr(index, direction, at(this.vwap, index));
  }

  /** The price that the last bars did not pass against the trade. */
  #extreme(index: number, direction: Direction): number {
    const sign = signOf(direction);
    let extreme = this.far(index, direction);
    for (let back = 1; back < PARAMETERS.stopBars; back += 1) {
      const price = this.far(index - back, direction);
      if (sign * (price - extreme) < 0) extreme = price;
    }
    return extreme - sign * TICK;
  }
}

/** One cent beyond the extreme, so that touching it is not yet being wrong. */
const TICK = 0.01;

/**
 * VWAP reclaim: after a stretch on one side of the session's VWAP, far away at some time, a close clearly on the other
 * side. Primed while the stretch lasts; its length is counted, its greatest distance kept as level.
 */
export const vwapReclaim = setupOf("vwap-reclaim", "VWAP reclaim", PARAMETERS, BoundVwapReclaim);
