import type { Direction } from "@spotlight/contracts";
import { MINUTE_MS } from "@spotlight/market";
import { IDLE, type StrategyState } from "../decide/strategy.ts";
import type { BarSeries } from "../series/bar-series.ts";
import { BoundSetup, type SetupIdea, setupOf, waiting } from "./bound-setup.ts";
import { at } from "./columns.ts";
import { DIRECTIONS, begun, signOf } from "./frame.ts";
import { SETUP_PARAMETERS } from "./parameters.ts";

const PARAMETERS = SETUP_PARAMETERS.openingRangeBreakout;

interface Range {
  readonly high: number;
  readonly low: number;
}

class BoundBreakout extends BoundSetup {
  constructor(series: BarSeries) {
    super(series, PARAMETERS);
  }

  protected move(index: number, endMs: number, before: StrategyState): StrategyState {
    const minutes = (endMs - this.#openMs(index)) / MINUTE_MS;
    if (minutes <= PARAMETERS.rangeMinutes || minutes > PARAMETERS.latestMinutes) return IDLE;
    const range = this.#range(index);
    const width = (range.high - range.low) / at(this.atr, index);
    if (!(width <= PARAMETERS.widestAtr)) return IDLE;
    const isPrimed = before.phase === "primed";
    for (const direction of DIRECTIONS) {
      const edge = direction === "long" ? range.high : range.low;
      if (this.beyondAtr(index, direction, edge) < PARAMETERS.beyondAtr) continue;
      if (!isPrimed) return IDLE;
      const isBusy = this.volume.ratio(index) >= PARAMETERS.leastRelativeVolume;
      return isBusy ? begun("fired", direction, endMs, edge) : before;
    }
    if (isPrimed) return before;
    const price = at(this.series.close, index);
    return price <= range.high && price >= range.low ? waiting(endMs) : IDLE;
  }

  protected idea(index: number, direction: Direction, level: number): SetupIdea {
    const { high, low } = this.#range(index);
    return {
      stop: this.#stop(direction, { high, low }, index),
      favoured: this.isBeyondVwap(index, direction),
      reasons: [
        {
          label: `${PARAMETERS.rangeMinutes}-minute range ${direction === "long" ? "high" : "low"}`,
          value: level,
          unit: "price",
        },
        { label: "Range in average ranges", value: (high - low) / at(this.atr, index), unit: "ratio" },
      ],
    };
  }

  /** The middle of the range, or one average true range away when that is nearer to no sound distance. */
  #stop(direction: Direction, { high, low }: Range, index: number): number {
    const entry = at(this.series.close, index);
    const sign = signOf(direction);
    const middle = (high + low) / 2;
    const distance = Math.max(sign * (entry - middle), at(this.atr, index));
    return entry - sign * distance;
  }

  /** High and low of the opening range: of the bars that ended within its minutes. */
  #range(index: number): Range {
    const { high, low, endMs } = this.series;
    const first = this.series.dayStart(index);
    const untilMs = this.#openMs(index) + PARAMETERS.rangeMinutes * MINUTE_MS;
    let top = Number.NEGATIVE_INFINITY;
    let bottom = Number.POSITIVE_INFINITY;
    for (let bar = first; bar < index && at(endMs, bar) <= untilMs; bar += 1) {
      top = Math.max(top, at(high, bar));
      bottom = Math.min(bottom, at(low, bar));
    }
    return { high: top, low: bottom };
  }

  #openMs(index: number): number {
    return this.series.dayOf(index).openMs;
  }
}

/**
 * Opening-range breakout: the first close clearly beyond the high or low of the first minutes of the regular session, on
 * more volume than usual. Primed once the range is complete and the price is inside it; a break that closes inside again
 * primes it anew. Source: Toby Crabel, "Day Trading with Short Term Price Patterns and Opening Range Breakout" (1990).
 */
export const openingRangeBreakout = setupOf(
  "opening-range-breakout",
  "Opening-range breakout",
  PARAMETERS,
  BoundBreakout,
);
