import { type MarketBar, isVoid } from "../bar.ts";

/**
 * One bar of the minutes of a bucket, ascending; null when none of them has a bar. Open of the first, close of the
 * last, highest high, lowest low, sums of volume and count. The average price is volume-weighted, null when a minute
 * with volume has none. `official` only when every minute is; `forming` when any is.
 */
export function combineBars(
  startMs: number,
  endMs: number,
  minutes: Iterable<MarketBar | null | undefined>,
): MarketBar | null {
  let open = 0;
  let high = -Infinity;
  let low = Infinity;
  let close = 0;
  let volume = 0;
  let notional = 0;
  let priced = true;
  let tradeCount = 0;
  let official = true;
  let forming = false;
  for (const bar of minutes) {
    if (bar === null || bar === undefined || isVoid(bar)) continue;
    if (high === -Infinity) open = bar.open;
    if (bar.high > high) high = bar.high;
    if (bar.low < low) low = bar.low;
    close = bar.close;
    volume += bar.volume;
    tradeCount += bar.tradeCount;
    if (bar.vwap !== null) notional += bar.vwap * bar.volume;
    else if (bar.volume > 0) priced = false;
    if (bar.state !== "official") official = false;
    if (bar.state === "forming") forming = true;
  }
  if (high === -Infinity) return null;
  const state = forming ? "forming" : official ? "official" : "closed";
  const vwap = priced && volume > 0 ? notional / volume : null;
  return { startMs, endMs, open, high, low, close, volume, vwap, tradeCount, state, rev: 0 };
}
