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
import { DIRECTIONS, cooled, gradeAt, proposalAt, signOf } from "./frame.ts";
import { SETUP_PARAMETERS } from "./parameters.ts";
import { VolumeGauge } from "./volume-gauge.ts";

const PARAMETERS = SETUP_PARAMETERS.vwapReject;

/**
 * VWAP reject: after a stretch on one side of the session's VWAP the price comes back to it, touches it and within a few
 * bars closes away again. The trade goes on in the way of the stretch. While idle the bars of the stretch are counted;
 * primed is the touch, whose farthest price is the level.
 */
export const vwapReject: Strategy = {
  id: "setup:vwap-reject",
  version: PARAMETERS.version,
  name: "VWAP reject",
  timeframe: "1m",
  session: "rth",
  evaluation: "close",
  needs: [],
  bind: (source: SeriesSource) =>
    new BoundVwapReject(source({ symbol: null, timeframe: "1m", session: "rth" })),
};

class BoundVwapReject implements BoundStrategy {
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
    const { direction } = before;
    if (before.phase === "primed" && direction !== null) return this.#touched(index, before, direction);
    if (direction !== null && this.#awayAtr(index, direction) > 0) {
      const counted = { ...before, count: before.count + 1 };
      const touches = this.#touchAtr(index, direction) <= PARAMETERS.touchAtr;
      if (!touches || counted.count < PARAMETERS.leastBarsBeyond) return counted;
      return { phase: "primed", direction, sinceMs: endMs, level: this.#far(index, direction), count: 0 };
    }
    return this.#stretch(index, endMs);
  }

  propose(index: number, { direction, level }: StrategyState): Proposal | null {
    if (direction === null) return null;
    const sign = signOf(direction);
    const vwap = at(this.#vwap, index);
    const beyond = direction === "long" ? Math.min(level, vwap) : Math.max(level, vwap);
    const sloped = sign * (vwap - at(this.#vwap, index - PARAMETERS.leastBarsBeyond)) > 0;
    return proposalAt(
      direction,
      {
        entry: at(this.#series.close, index),
        stop: beyond - sign * PARAMETERS.stopAtr * at(this.#atr, index),
      },
      {
        grade: gradeAt(this.#volume, index, sloped),
        reasons: [
          { label: "VWAP", value: vwap, unit: "price" },
          {
            label: "Away from VWAP, in average ranges",
            value: this.#awayAtr(index, direction),
            unit: "ratio",
          },
          this.#volume.reason(index),
        ],
        holdMinutes: PARAMETERS.holdMinutes,
        goodMinutes: PARAMETERS.goodMinutes,
      },
    );
  }

  /** After the touch: away again in time, still undecided, or through. */
  #touched(index: number, before: StrategyState, direction: Direction): StrategyState {
    const endMs = at(this.#series.endMs, index);
    const away = this.#awayAtr(index, direction);
    const far = this.#far(index, direction);
    const level = direction === "long" ? Math.min(before.level, far) : Math.max(before.level, far);
    if (away >= PARAMETERS.awayAtr) return { phase: "fired", direction, sinceMs: endMs, level, count: 0 };
    if (away < 0) return this.#stretch(index, endMs);
    if (before.count + 1 >= PARAMETERS.withinBars) return { ...IDLE, direction, sinceMs: endMs, count: 1 };
    return { ...before, level, count: before.count + 1 };
  }

  #stretch(index: number, endMs: number): StrategyState {
    const direction = DIRECTIONS.find((each) => this.#awayAtr(index, each) > 0);
    return direction === undefined ? IDLE : { ...IDLE, direction, sinceMs: endMs, count: 1 };
  }

  /** How far the close is from VWAP in a direction, in average true ranges. */
  #awayAtr(index: number, direction: Direction): number {
    const { close } = this.#series;
    return (signOf(direction) * (at(close, index) - at(this.#vwap, index))) / at(this.#atr, index);
  }

  /** The same of the price that came nearest to VWAP, or through it. */
  #touchAtr(index: number, direction: Direction): number {
    const distance = signOf(direction) * (this.#far(index, direction) - at(this.#vwap, index));
    return distance / at(this.#atr, index);
  }

  #far(index: number, direction: Direction): number {
    return at(direction === "long" ? this.#series.low : this.#series.high, index);
  }
}
