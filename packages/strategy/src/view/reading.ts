import type { Regime } from "@spotlight/contracts";
import { Ema, type TradingDay } from "@spotlight/market";
import { regimeAt } from "../patterns/regime.ts";
import type { BarSeries } from "../series/bar-series.ts";
import { priorDay, sessionSoFar } from "../series/day-columns.ts";
import { at, atr, sessionVwap } from "../setups/columns.ts";
import { VolumeGauge } from "../setups/volume-gauge.ts";

/** What the closed bars of a series say at its end. Prices in dollars; null where a value is not known. */
export interface Reading {
  /** Start and end of the newest closed bar, epoch ms. */
  readonly barStartMs: number;
  readonly atMs: number;
  readonly day: TradingDay;
  readonly close: number;
  /** Volume-weighted average price of the session so far. */
  readonly vwap: number | null;
  /** Average true range of 14 bars, dollars. */
  readonly atr: number | null;
  /** The last bar's volume by the usual one of its minute. */
  readonly relativeVolume: number | null;
  /** Highest and lowest price of the session so far. */
  readonly sessionHigh: number | null;
  readonly sessionLow: number | null;
  /** Regular session of the trading day before. */
  readonly priorHigh: number | null;
  readonly priorLow: number | null;
  readonly priorClose: number | null;
  readonly regime: Regime | null;
}

/** Reads a series at its newest closed bar; null while there is none. */
export function readingOf(series: BarSeries): Reading | null {
  return readingAt(series, series.closedLength - 1);
}

/** Reads a series at a closed bar, as if it were the newest; null when there is no such bar. */
export function readingAt(series: BarSeries, index: number): Reading | null {
  if (index < 0 || index >= series.closedLength) return null;
  const columns = {
    vwap: sessionVwap(series),
    range: atr(series),
    volume: new VolumeGauge(series),
    session: sessionSoFar(series),
    prior: priorDay(series),
  };
  series.settle();
  const { vwap, range, volume, session, prior } = columns;
  const { startMs, endMs, close } = series.bar(index);
  return {
    barStartMs: startMs,
    atMs: endMs,
    day: series.dayOf(index),
    close,
    vwap: known(at(vwap, index)),
    atr: known(at(range, index)),
    relativeVolume: known(volume.ratio(index)),
    sessionHigh: known(at(session.high, index)),
    sessionLow: known(at(session.low, index)),
    priorHigh: known(at(prior.high, index)),
    priorLow: known(at(prior.low, index)),
    priorClose: known(at(prior.close, index)),
    regime: regimeAt(series, index),
  };
}

/** Exponential average of the closes at the newest closed bar, dollars; null while there are too few bars. */
export function emaOf(series: BarSeries, bars: number): number | null {
  const average = new Ema(bars);
  for (let index = 0; index < series.closedLength; index += 1) average.next(series.bar(index));
  return average.value;
}

function known(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
