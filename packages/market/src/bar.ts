import type { Bar, BarState, Timeframe } from "@spotlight/contracts";
import { TIMEFRAME_MS, barNumber } from "./timeframe.ts";

/**
 * One minute (or, when derived, one longer bucket) of one symbol inside the process. Prices are dollars, volume is
 * shares, `startMs` and `endMs` are epoch ms with the end exclusive. `vwap` is null when no source gave one.
 */
export interface MarketBar {
  readonly startMs: number;
  readonly endMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly vwap: number | null;
  readonly tradeCount: number;
  readonly state: BarState;
  /** 0 at the first close, +1 with each later change of a value or of the state. */
  readonly rev: number;
}

/** The bar in the form that crosses boundaries. */
export function toWireBar(symbol: string, timeframe: Timeframe, bar: MarketBar): Bar {
  return {
    symbol,
    timeframe,
    seq: barNumber(bar.startMs, timeframe),
    bar_start: bar.startMs,
    bar_end: bar.endMs,
    ohlcv: { o: bar.open, h: bar.high, l: bar.low, c: bar.close, v: bar.volume },
    vw: bar.vwap,
    n: bar.tradeCount,
    rev: bar.rev,
    state: bar.state,
  };
}

/** The inverse of {@link toWireBar}; symbol and timeframe stay behind. */
export function fromWireBar(bar: Bar): MarketBar {
  return {
    startMs: bar.bar_start,
    endMs: bar.bar_end,
    open: bar.ohlcv.o,
    high: bar.ohlcv.h,
    low: bar.ohlcv.l,
    close: bar.ohlcv.c,
    volume: bar.ohlcv.v,
    vwap: bar.vw,
    tradeCount: bar.n,
    state: bar.state,
    rev: bar.rev,
  };
}

/** Whether two bars say the same: every value and the state, whatever their revision numbers. */
export function sameBar(a: MarketBar, b: MarketBar): boolean {
  return (
    a.startMs === b.startMs &&
    a.open === b.open &&
    a.high === b.high &&
    a.low === b.low &&
    a.close === b.close &&
    a.volume === b.volume &&
    a.vwap === b.vwap &&
    a.tradeCount === b.tradeCount &&
    a.state === b.state
  );
}

/** Whether nothing is left of a bar: every trade that it was folded from was cancelled. No longer bar counts it. */
export function isVoid(bar: MarketBar): boolean {
  return bar.state === "closed" && bar.tradeCount === 0 && bar.volume === 0;
}

/** The length of one minute in milliseconds. */
export const MINUTE_MS = TIMEFRAME_MS["1m"];
