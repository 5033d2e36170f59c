import type { MarketBar } from "@spotlight/market";

/** The same with every property writable. */
export type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** A bar to be written over; see `BarSeries.read`. */
export const BLANK: MarketBar = {
  startMs: 0,
  endMs: 0,
  open: 0,
  high: 0,
  low: 0,
  close: 0,
  volume: 0,
  vwap: null,
  tradeCount: 0,
  state: "closed",
  rev: 0,
};
