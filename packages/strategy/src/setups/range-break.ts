import type { Direction } from "@spotlight/contracts";
import { IDLE, type StrategyState } from "../decide/strategy.ts";
import type { BarSeries } from "../series/bar-series.ts";
import { BoundSetup, type SetupIdea, setupOf, waiting } from "./bound-setup.ts";
import { at } from "./columns.ts";
import { DIRECTIONS, begun, signOf } from "./frame.ts";
import { SETUP_PARAMETERS } from "./parameters.ts";

const PARAMETERS = SETUP_PARAMETERS.rangeBreak;

class BoundRangeBreak extends BoundSetup {
  constructor(series: BarSeries) {
    super(series, PARAMETERS);
  }

  protected move(index: number, endMs: number, before: StrategyState): StrategyState {
    if (index - PARAMETERS.rangeBars < this.series.dayStart(index)) return IDLE;
    // Measured by the bar before, so that the break itself does not widen what it breaks.
    const range = at(this.atr, index - 1);
    const { high, low } = this.#range(index);
    if (!(high - low <= PARAMETERS.narrowAtr * range)) return IDLE;
    const isPrimed = before.phase === "primed";
    const price = at(this.series.close, index);
    for (const direction of DIRECTIONS) {
      const edge = direction === "long" ? high : low;
      if (signOf(direction) * (price - edge) < PARAMETERS.beyondAtr * range) continue;
      const breaks = isPrimed && this.volume.ratio(index) >= PARAMETERS.leastRelativeVolume;
      return breaks ? begun("fired", direction, endMs, edge) : IDLE;
    }
    return isPrimed ? before : waiting(endMs);
  }

  protected idea(index: number, direction: Direction, level: number): SetupIdea {
    const { high, low } = this.#range(index);
    return {
      stop: (high + low) / 2,
      favoured: this.isBeyondVwap(index, direction),
      reasons: [
        {
          label: `${PARAMETERS.rangeBars}-bar ${direction === "long" ? "high" : "low"}`,
          value: level,
          unit: "price",
        },
        { label: "Range in average ranges", value: (high - low) / at(this.atr, index - 1), unit: "ratio" },
      ],
    };
  }

  /** High and low of the bars before an index. */
  #range(index: number): { readonly high: number; readonly low: number } {
    let high = Number.NEGATIVE_INFINITY;
    let low = Number.POSITIVE_INFINITY;
    for (let bar = index - PARAMETERS.rangeBars; bar < index; bar += 1) {
      high = Math.max(high, at(this.series.high, bar));
      low = Math.min(low, at(this.series.low, bar));
    }
    return { high, low };
  }
}

/**
 * Range break: the bars before stayed within a narrow range, and this one closes clearly beyond it on volume. Primed while
 * the range is narrow; the range itself never holds the bar that breaks it.
 */
export const rangeBreak = setupOf("range-break", "Range break", PARAMETERS, BoundRangeBreak);
