import type { Direction } from "@spotlight/contracts";
import { MINUTE_MS } from "@spotlight/market";
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

const PARAMETERS = SETUP_PARAMETERS.openingRangeBreakout;

/**
 * Opening-range breakout: the first close clearly beyond the high or low of the first minutes of the regular session, on
 * more volume than usual. Primed once the range is complete and the price is inside it; a break that closes inside again
 * primes it anew. Source: Toby Crabel, "Day Trading with Short Term Price Patterns and Opening Range Breakout" (1990).
 */
export const openingRangeBreakout: Strategy = {
  id: "setup:opening-range-breakout",
  version: PARAMETERS.version,
  name: "Opening-range breakout",
  timeframe: "1m",
  session: "rth",
  evaluation: "close",
  needs: [],
  bind: (source: SeriesSource) =>
    new BoundBreakout(source({ symbol: null, timeframe: "1m", session: "rth" })),
};

interface Range {
  readonly high: number;
  readonly low: number;
}

class BoundBreakout implements BoundStrategy {
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
    const { endMs, close } = this.#series;
    const nowMs = at(endMs, index);
    if (before.phase === "fired" || before.phase === "cooldown") {
      const state = cooled(before, nowMs, PARAMETERS.cooldownMinutes);
      if (state.phase === "cooldown") return state;
    }
    const minutes = this.#minutesSinceOpen(index);
    if (minutes <= PARAMETERS.rangeMinutes || minutes > PARAMETERS.latestMinutes) return IDLE;
    const range = this.#range(index);
    const width = (range.high - range.low) / at(this.#atr, index);
    if (!(width <= PARAMETERS.widestAtr)) return IDLE;
    const price = at(close, index);
    for (const direction of DIRECTIONS) {
      const edge = direction === "long" ? range.high : range.low;
      const beyond = (signOf(direction) * (price - edge)) / at(this.#atr, index);
      if (beyond < PARAMETERS.beyondAtr) continue;
      const breaks = before.phase === "primed" && this.#volume.ratio(index) >= PARAMETERS.leastRelativeVolume;
      return breaks ? begun("fired", direction, nowMs, edge) : before.phase === "primed" ? before : IDLE;
    }
    const inside = price <= range.high && price >= range.low;
    if (before.phase === "primed") return before;
    return inside ? { ...IDLE, phase: "primed", sinceMs: nowMs } : IDLE;
  }

  propose(index: number, { direction, level }: StrategyState): Proposal | null {
    if (direction === null) return null;
    const entry = at(this.#series.close, index);
    const { high, low } = this.#range(index);
    const sign = signOf(direction);
    return proposalAt(
      direction,
      { entry, stop: this.#stop(direction, entry, { high, low }, index) },
      {
        grade: gradeAt(this.#volume, index, sign * (entry - at(this.#vwap, index)) > 0),
        reasons: [
          {
            label: `${PARAMETERS.rangeMinutes}-minute range ${direction === "long" ? "high" : "low"}`,
            value: level,
            unit: "price",
          },
          { label: "Range in average ranges", value: (high - low) / at(this.#atr, index), unit: "ratio" },
          this.#volume.reason(index),
        ],
        holdMinutes: PARAMETERS.holdMinutes,
        goodMinutes: PARAMETERS.goodMinutes,
      },
    );
  }

  /** The middle of the range, or one average true range away when that is nearer to no sound distance. */
  #stop(direction: Direction, entry: number, { high, low }: Range, index: number): number {
    const sign = signOf(direction);
    const middle = (high + low) / 2;
    const distance = Math.max(sign * (entry - middle), at(this.#atr, index));
    return entry - sign * distance;
  }

  /** High and low of the opening range: of the bars that ended within its minutes. */
  #range(index: number): Range {
    const { high, low, endMs } = this.#series;
    const first = this.#series.dayStart(index);
    const untilMs = this.#openMs(index) + PARAMETERS.rangeMinutes * MINUTE_MS;
    let top = Number.NEGATIVE_INFINITY;
    let bottom = Number.POSITIVE_INFINITY;
    for (let bar = first; bar < index && at(endMs, bar) <= untilMs; bar += 1) {
      top = Math.max(top, at(high, bar));
      bottom = Math.min(bottom, at(low, bar));
    }
    return { high: top, low: bottom };
  }

  #minutesSinceOpen(index: number): number {
    return (at(this.#series.endMs, index) - this.#openMs(index)) / MINUTE_MS;
  }

  #openMs(index: number): number {
    return this.#series.dayOf(index).openMs;
  }
}
