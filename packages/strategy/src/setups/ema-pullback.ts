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
import { at, atr, ema, sessionVwap } from "./columns.ts";
import { DIRECTIONS, cooled, gradeAt, proposalAt, signOf } from "./frame.ts";
import { SETUP_PARAMETERS } from "./parameters.ts";
import { VolumeGauge } from "./volume-gauge.ts";

const PARAMETERS = SETUP_PARAMETERS.emaPullback;

/**
 * EMA pullback: in a trend (fast average beyond the slow one, which moves) the price comes back between the two averages
 * and closes beyond the bar before and the fast average again. Primed is the pullback, whose farthest price is the level.
 */
export const emaPullback: Strategy = {
  id: "setup:ema-pullback",
  version: PARAMETERS.version,
  name: "EMA pullback",
  timeframe: "1m",
  session: "rth",
  evaluation: "close",
  needs: [],
  bind: (source: SeriesSource) =>
    new BoundPullback(source({ symbol: null, timeframe: "1m", session: "rth" })),
};

class BoundPullback implements BoundStrategy {
  readonly #series: BarSeries;
  readonly #fast;
  readonly #slow;
  readonly #atr;
  readonly #volume: VolumeGauge;
  readonly #vwap;

  constructor(series: BarSeries) {
    this.#series = series;
    this.#fast = ema(series, PARAMETERS.fastBars);
    this.#slow = ema(series, PARAMETERS.slowBars);
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
    const direction = DIRECTIONS.find((each) => this.#trends(index, each));
    if (direction === undefined) return IDLE;
    const pulled = this.#far(index, direction);
    if (before.phase === "primed" && before.direction === direction) {
      const level = direction === "long" ? Math.min(before.level, pulled) : Math.max(before.level, pulled);
      if (this.#resumes(index, direction)) {
        return { phase: "fired", direction, sinceMs: endMs, level, count: before.count };
      }
      if (before.count < PARAMETERS.withinBars) return { ...before, level, count: before.count + 1 };
    }
    const touches = signOf(direction) * (pulled - at(this.#fast, index)) <= 0;
    return touches ? { phase: "primed", direction, sinceMs: endMs, level: pulled, count: 1 } : IDLE;
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
          { label: `EMA ${PARAMETERS.fastBars}`, value: at(this.#fast, index), unit: "price" },
          { label: `EMA ${PARAMETERS.slowBars}`, value: at(this.#slow, index), unit: "price" },
          this.#volume.reason(index),
        ],
        holdMinutes: PARAMETERS.holdMinutes,
        goodMinutes: PARAMETERS.goodMinutes,
      },
    );
  }

  #trends(index: number, direction: Direction): boolean {
    const sign = signOf(direction);
    const slow = at(this.#slow, index);
    const slope = sign * (slow - at(this.#slow, index - PARAMETERS.slopeBars));
    return (
      sign * (at(this.#fast, index) - slow) > 0 &&
      slope >= PARAMETERS.leastSlopeAtr * at(this.#atr, index) &&
      sign * (at(this.#series.close, index) - slow) > 0
    );
  }

  #resumes(index: number, direction: Direction): boolean {
    const { close, high, low } = this.#series;
    const sign = signOf(direction);
    const price = at(close, index);
    const before = at(direction === "long" ? high : low, index - 1);
    return (
      sign * (price - before) > 0 &&
      sign * (price - at(this.#fast, index)) > 0 &&
      this.#volume.ratio(index) >= PARAMETERS.leastRelativeVolume
    );
  }

  #far(index: number, direction: Direction): number {
    return at(direction === "long" ? this.#series.low : this.#series.high, index);
  }
}
