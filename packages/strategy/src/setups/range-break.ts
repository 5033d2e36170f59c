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

const PARAMETERS = SETUP_PARAMETERS.rangeBreak;

/**
 * Range break: the bars before stayed within a narrow range, and this one closes clearly beyond it on volume. Primed while
 * the range is narrow; the range itself never holds the bar that breaks it.
 */
export const rangeBreak: Strategy = {
  id: "setup:range-break",
  version: PARAMETERS.version,
  name: "Range break",
  timeframe: "1m",
  session: "rth",
  evaluation: "close",
  needs: [],
  bind: (source: SeriesSource) =>
    new BoundRangeBreak(source({ symbol: null, timeframe: "1m", session: "rth" })),
};

class BoundRangeBreak implements BoundStrategy {
  readonly #series: BarSeries;
  readonly #atr;
  readonly #volume: VolumeGauge;
  readonly #vwap;

  constructor(series: BarSeries) {
    this.#series = series;
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
    if (index - PARAMETERS.rangeBars < this.#series.dayStart(index)) return IDLE;
    // Measured by the bar before, so that the break itself does not widen what it breaks.
    const range = at(this.#atr, index - 1);
    const { high, low } = this.#range(index);
    if (!(high - low <= PARAMETERS.narrowAtr * range)) return IDLE;
    const price = at(this.#series.close, index);
    for (const direction of DIRECTIONS) {
      const edge = direction === "long" ? high : low;
      if (signOf(direction) * (price - edge) < PARAMETERS.beyondAtr * range) continue;
      const breaks = before.phase === "primed" && this.#volume.ratio(index) >= PARAMETERS.leastRelativeVolume;
      return breaks ? begun("fired", direction, endMs, edge) : IDLE;
    }
    return before.phase === "primed" ? before : { ...IDLE, phase: "primed", sinceMs: endMs };
  }

  propose(index: number, { direction, level }: StrategyState): Proposal | null {
    if (direction === null) return null;
    const { high, low } = this.#range(index);
    const entry = at(this.#series.close, index);
    return proposalAt(
      direction,
      { entry, stop: (high + low) / 2 },
      {
        grade: gradeAt(this.#volume, index, signOf(direction) * (entry - at(this.#vwap, index)) > 0),
        reasons: [
          {
            label: `${PARAMETERS.rangeBars}-bar ${direction === "long" ? "high" : "low"}`,
            value: level,
            unit: "price",
          },
          { label: "Range in average ranges", value: (high - low) / at(this.#atr, index - 1), unit: "ratio" },
          this.#volume.reason(index),
        ],
        holdMinutes: PARAMETERS.holdMinutes,
        goodMinutes: PARAMETERS.goodMinutes,
      },
    );
  }

  /** High and low of the bars before an index. */
  #range(index: number): { readonly high: number; readonly low: number } {
    let high = Number.NEGATIVE_INFINITY;
    let low = Number.POSITIVE_INFINITY;
    for (let bar = index - PARAMETERS.rangeBars; bar < index; bar += 1) {
      high = Math.max(high, at(this.#series.high, bar));
      low = Math.min(low, at(this.#series.low, bar));
    }
    return { high, low };
  }
}
