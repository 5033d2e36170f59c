import type { BarColumns } from "../columns.ts";

/** Open, high, low and close of a bar in dollars. */
export type Prices = readonly [open: number, high: number, low: number, close: number];

/** Minute bars of these prices from `startMs` on; `gapsMs` moves the bar of an index and those after it later. */
export function testColumns(
  prices: readonly Prices[],
  startMs: number,
  gapsMs: Readonly<Record<number, number>> = {},
): BarColumns {
  let shiftMs = 0;
  const starts = prices.map((_, index) => {
    shiftMs += gapsMs[index] ?? 0;
    return startMs + shiftMs + index * 60_000;
  });
  const column = (of: 0 | 1 | 2 | 3): { values: Float64Array } => ({
    values: Float64Array.from(prices, (each) => each[of]),
  });
  return {
    length: prices.length,
    startMs: { values: Float64Array.from(starts) },
    endMs: { values: Float64Array.from(starts, (each) => each + 60_000) },
    open: column(0),
    high: column(1),
    low: column(2),
    close: column(3),
    volume: { values: new Float64Array(prices.length).fill(1_000) },
  };
}
