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
import { at, atr, sessionVwap } from "./columns.ts";
import { DIRECTIONS, begun, cooled, gradeAt, proposalAt, signOf } from "./frame.ts";
import { SETUP_PARAMETERS } from "./parameters.ts";
import { VolumeGauge } from "./volume-gauge.ts";

const PARAMETERS = SETUP_PARAMETERS.vwapReclaim;

/**
 * VWAP reclaim: after a stretch on one side of the session's VWAP, far away at some time, a close clearly on the other
 * side. Primed while the stretch lasts; its length is counted, its greatest distance kept as level.
 */
export const vwapReclaim: Strategy = {
  id: "setup:vwap-reclaim",
  version: PARAMETERS.version,
  name: "VWAP reclaim",
  timeframe: "1m",
  session: "rth",
  evaluation: "close",
  needs: [],
  bind: (source: SeriesSource) =>
    new BoundVwapReclaim(source({ symbol: null, timeframe: "1m", session: "rth" })),
};

class BoundVwapReclaim implements BoundStrategy {
  readonly #series: BarSeries;
  readonly #vwap;
  readonly #atr;
  readonly #volume: VolumeGauge;

  constructor(series: BarSeries) {
    this.#series = series;
    this.#vwap = sessionVwap(series);
    this.#atr = atr(series);
    this.#volume = new VolumeGauge(series);
  }

  step(index: number, before: StrategyState): StrategyState {
    const endMs = at(this.#series.endMs, index);
    if (before.phase === "fired" || before.phase === "cooldown") {
      const state = cooled(before, endMs, PARAMETERS.cooldownMinutes);
      if (state.phase === "cooldown") return state;
    }
    if (before.phase === "primed" && before.direction !== null) {
      const beyond = this.#beyondAtr(index, before.direction);
      if (this.#fires(index, before, beyond)) return begun("fired", before.direction, endMs, before.level);
      // Within the band around VWAP the stretch neither grows nor ends.
      if (beyond < PARAMETERS.beyondAtr && beyond > 0) return before;
      if (beyond <= 0) {
        return { ...before, count: before.count + 1, level: Math.max(before.level, -beyond) };
      }
    }
    return this.#stretch(index, endMs);
  }

  propose(index: number, { direction, level }: StrategyState): Proposal | null {
    if (direction === null) return null;
    const { close } = this.#series;
    const sign = signOf(direction);
    const entry = at(close, index);
    const vwap = at(this.#vwap, index);
    const rising = sign * (vwap - at(this.#vwap, index - PARAMETERS.stopBars)) > 0;
    return proposalAt(
      direction,
      { entry, stop: this.#extreme(index, direction) },
      {
        grade: gradeAt(this.#volume, index, rising),
        reasons: [
          { label: "VWAP", value: vwap, unit: "price" },
          { label: "Farthest from VWAP before, in average ranges", value: level, unit: "ratio" },
          this.#volume.reason(index),
        ],
        holdMinutes: PARAMETERS.holdMinutes,
        goodMinutes: PARAMETERS.goodMinutes,
      },
    );
  }

  /** Begins to count when the price is on one side: a later reclaim goes to the other. */
  #stretch(index: number, endMs: number): StrategyState {
    for (const direction of DIRECTIONS) {
      const beyond = this.#beyondAtr(index, direction);
      if (beyond < 0) return { ...begun("primed", direction, endMs, -beyond), count: 1 };
    }
    return IDLE;
  }

  #fires(index: number, { count, level }: StrategyState, beyond: number): boolean {
    return (
      beyond >= PARAMETERS.beyondAtr &&
      count >= PARAMETERS.leastBarsBeyond &&
      level >= PARAMETERS.farAtr &&
      this.#volume.ratio(index) >= PARAMETERS.leastRelativeVolume
    );
  }

  /** How far the close is beyond VWAP on the side of a direction, in average true ranges. */
  #beyondAtr(index: number, direction: Direction): number {
    return (
      (signOf(direction) * (at(this.#series.close, index) - at(this.#vwap, index))) / at(this.#atr, index)
    );
  }

  /** The price that the last bars did not pass against the trade. */
  #extreme(index: number, direction: Direction): number {
    const sign = signOf(direction);
    const column = direction === "long" ? this.#series.low : this.#series.high;
    let extreme = at(column, index);
    for (let back = 1; back < PARAMETERS.stopBars; back += 1) {
      const price = at(column, index - back);
      if (sign * (price - extreme) < 0) extreme = price;
    }
    return extreme - sign * TICK;
  }
}

/** One cent beyond the extreme, so that touching it is not yet being wrong. */
const TICK = 0.01;
