/**
 * One number for each bar of a series. NaN stands for unknown. `values` may be longer than the series, and is replaced
 * when it grows: read it through the column, at indexes below the length of the series.
 */
export interface Column {
  readonly values: Float64Array;
}

/**
 * Bars of one symbol and timeframe in columns, ascending: times in epoch ms (`endMs` exclusive), prices in dollars,
 * volume in shares. Columns may be longer than `length`; what lies beyond is not read.
 */
export interface BarColumns {
  readonly length: number;
  readonly startMs: Column;
  readonly endMs: Column;
  readonly open: Column;
  readonly high: Column;
  readonly low: Column;
  readonly close: Column;
  readonly volume: Column;
}

/** The value at an index; NaN outside of the column. */
export function valueAt(column: Column, index: number): number {
  return column.values[index] ?? Number.NaN;
}
