import { Atr, Ema, SessionVwap } from "@spotlight/market";
import type { BarSeries } from "../series/bar-series.ts";
import type { Column } from "../series/column.ts";
import { indicatorColumn } from "../series/indicator-column.ts";
import { ATR_BARS } from "./parameters.ts";

/** Average true range of a series, dollars. */
export function atr(series: BarSeries): Column {
  return indicatorColumn(series, `atr(${ATR_BARS})`, () => new Atr(ATR_BARS));
}

/** Exponential average of the closes, dollars. */
export function ema(series: BarSeries, bars: number): Column {
  return indicatorColumn(series, `ema(${bars})`, () => new Ema(bars));
}

/** Volume-weighted average price of the session, dollars. */
export function sessionVwap(series: BarSeries): Column {
  return indicatorColumn(series, "vwap", () => new SessionVwap(series.session));
}

/** The value of a column at an index; NaN before the first. */
export function at(column: Column, index: number): number {
  return column.values[index] ?? Number.NaN;
}
