import type { Regime } from "@spotlight/contracts";
import type { BarSeries } from "../series/bar-series.ts";
import { at, atr } from "../setups/columns.ts";

/** Bars over which the way gone is compared with the way travelled. */
const WAY_BARS = 30;
/** From this efficiency ratio on the price goes somewhere. */
const TRENDING = 0.3;
/** Bars whose average true range is the usual one: about a session. */
const USUAL_BARS = 390;
/** From this multiple of the usual on the market is wild. */
const WILD = 1.2;

/**
 * What the market was like at a bar, by the bars up to it; null while there are too few. Source of the efficiency ratio:
 * Perry Kaufman, "Smarter Trading" (1995), chapter 7.
 */
export function regimeAt(series: BarSeries, index: number): Regime | null {
  if (index < USUAL_BARS + WAY_BARS) return null;
  const { close } = series;
  let travelled = 0;
  for (let bar = index - WAY_BARS + 1; bar <= index; bar += 1)
    travelled += Math.abs(at(close, bar) - at(close, bar - 1));
  const gone = Math.abs(at(close, index) - at(close, index - WAY_BARS));
  const range = atr(series);
  let usual = 0;
  for (let bar = index - USUAL_BARS; bar < index; bar += 1) usual += at(range, bar) / USUAL_BARS;
  if (!(travelled > 0 && usual > 0)) return null;
  const way = gone / travelled >= TRENDING ? "trending" : "ranging";
  return `${way}, ${at(range, index) / usual >= WILD ? "wild" : "calm"}`;
}
