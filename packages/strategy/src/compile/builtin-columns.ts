import {
  Atr,
  AverageVolume,
  Bollinger,
  Ema,
  Macd,
  MINUTE_MS,
  RelativeVolume,
  Rsi,
  SessionVwap,
  Sma,
  VolumeZScore,
} from "@spotlight/market";
import type { BuiltinName } from "../language/builtins.ts";
import {
  type BarSeries,
  type Column,
  ExpressionColumn,
  indicatorColumn,
  IndicatorColumns,
  OPEN_MINUTE,
  openingRange,
  priorDay,
  sessionSoFar,
} from "../series/index.ts";

/** Built-in words whose inputs are numbers: each is a column of a series. */
export type ColumnName = Exclude<
  BuiltinName,
  "highest" | "lowest" | "avg" | "sum" | "count" | "abs" | "min" | "max"
>;

/** The column of a built-in word; `inputs` are all that it takes. Conditions are 1 and 0. Made once for each series. */
export function builtinColumn(series: BarSeries, name: ColumnName, inputs: readonly number[]): Column {
  return COLUMNS[name](series, `${name}(${inputs.join(", ")})`, inputs);
}

type Make = (series: BarSeries, key: string, inputs: readonly number[]) => Column;

const LEAST_DAYS = 5;

const COLUMNS: Readonly<Record<ColumnName, Make>> = {
  open: (series) => series.open,
  high: (series) => series.high,
  low: (series) => series.low,
  close: (series) => series.close,
  volume: (series) => series.volume,
  trades: (series) => series.tradeCount,
  bar_vwap: (series) => series.vwap,
  range: (series, key) => each(series, key, (index) => at(series.high, index) - at(series.low, index)),
  ema: (series, key, [bars]) => indicatorColumn(series, key, () => new Ema(given(bars))),
  sma: (series, key, [bars]) => indicatorColumn(series, key, () => new Sma(given(bars))),
  rsi: (series, key, [bars]) => indicatorColumn(series, key, () => new Rsi(given(bars))),
  atr: (series, key, [bars]) => indicatorColumn(series, key, () => new Atr(given(bars))),
  macd: (series, _, inputs) => macd(series, inputs, 0),
  macd_signal: (series, _, inputs) => macd(series, inputs, 1),
  macd_histogram: (series, _, inputs) => macd(series, inputs, 2),
  bollinger_lower: (series, _, inputs) => bollinger(series, inputs, 0),
  bollinger_middle: (series, _, inputs) => bollinger(series, inputs, 1),
  bollinger_upper: (series, _, inputs) => bollinger(series, inputs, 2),
  vwap: (series, key) => indicatorColumn(series, key, () => new SessionVwap(series.session)),
  average_volume: (series, key, [bars]) => indicatorColumn(series, key, () => new AverageVolume(given(bars))),
  relative_volume: (series, key, [days]) =>
    indicatorColumn(series, key, () => new RelativeVolume(given(days), LEAST_DAYS)),
  volume_zscore: (series, key, [days]) =>
    indicatorColumn(series, key, () => new VolumeZScore(given(days), LEAST_DAYS)),
  prior_open: (series) => priorDay(series).open,
  prior_high: (series) => priorDay(series).high,
  prior_low: (series) => priorDay(series).low,
  prior_close: (series) => priorDay(series).close,
  session_open: (series) => sessionSoFar(series).open,
  session_high: (series) => sessionSoFar(series).high,
  session_low: (series) => sessionSoFar(series).low,
  opening_range_high: (series, _, [minutes]) => openingRange(series, given(minutes)).high,
  opening_range_low: (series, _, [minutes]) => openingRange(series, given(minutes)).low,
  bars_today: (series) => sessionSoFar(series).bars,
  time: (series, key) => each(series, key, (index) => OPEN_MINUTE + sinceOpen(series, index)),
  minutes_since_open: (series, key) => each(series, key, (index) => sinceOpen(series, index)),
  minutes_to_close: (series, key) =>
    each(series, key, (index) => (series.dayOf(index).closeMs - at(series.endMs, index)) / MINUTE_MS),
  premarket: (series, key) => each(series, key, (index) => Number(partOf(series, index) < 0)),
  regular_hours: (series, key) => each(series, key, (index) => Number(partOf(series, index) === 0)),
  after_hours: (series, key) => each(series, key, (index) => Number(partOf(series, index) > 0)),
};

function each(series: BarSeries, key: string, value: (index: number) => number): Column {
  return series.derive(key, () => new ExpressionColumn(value)).column;
}

function at(column: Column, index: number): number {
  return column.values[index] as number;
}

/** An input that the checker made sure of. */
function given(input: number | undefined): number {
  return input ?? Number.NaN;
}

function macd(series: BarSeries, inputs: readonly number[], part: number): Column {
  const [fast, slow, signal] = inputs;
  const create = () => new Macd(given(fast), given(slow), given(signal));
  const { columns } = series.derive(
    `all of macd(${inputs.join(", ")})`,
    () =>
      new IndicatorColumns(series, create, [
        (each) => each.macd,
        (each) => each.signal,
        (each) => each.histogram,
      ]),
  );
  return columns[part] as Column;
}

function bollinger(series: BarSeries, inputs: readonly number[], part: number): Column {
  const [bars, width] = inputs;
  const create = () => new Bollinger(given(bars), given(width));
  const { columns } = series.derive(
    `all of bollinger(${inputs.join(", ")})`,
    () =>
      new IndicatorColumns(series, create, [
        (each) => each.lower,
        (each) => each.middle,
        (each) => each.upper,
      ]),
  );
  return columns[part] as Column;
}

/** Minutes from the regular open to the end of a bar. */
function sinceOpen(series: BarSeries, index: number): number {
  return (at(series.endMs, index) - series.dayOf(index).openMs) / MINUTE_MS;
}

/** Whether a bar starts before (-1), within (0) or after (1) regular hours. */
function partOf(series: BarSeries, index: number): number {
  const startMs = at(series.startMs, index);
  const { openMs, closeMs } = series.dayOf(index);
  if (startMs < openMs) return -1;
  return startMs < closeMs ? 0 : 1;
}
