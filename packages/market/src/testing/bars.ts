import * as fc from "fast-check";
import type { MarketBar } from "../bar.ts";

/** A bar for tests: a minute of 2026-06-01 that begins `minute` minutes after 09:30 New York. */
export function testBar(minute: number, values: Partial<MarketBar> = {}): MarketBar {
  const startMs = Date.UTC(2026, 5, 1, 13, 30) + minute * 60_000;
  return {
    startMs,
    endMs: startMs + 60_000,
    open: 100,
    high: 100,
    low: 100,
    close: 100,
    volume: 1_000,
    vwap: null,
    tradeCount: 10,
    state: "closed",
    rev: 0,
    ...values,
  };
}

/** The shape of a bar without its time. */
export interface BarValues {
  readonly close: number;
  readonly up: number;
  readonly down: number;
  readonly volume: number;
  readonly hasVwap: boolean;
}

/** Random shapes: prices in cents, some empty of volume, some with a VWAP of their own. */
export const barValues: fc.Arbitrary<BarValues> = fc.record({
  close: fc.integer({ min: 1_000, max: 50_000 }).map((cents) => cents / 100),
  up: fc.integer({ min: 0, max: 200 }).map((cents) => cents / 100),
  down: fc.integer({ min: 0, max: 200 }).map((cents) => cents / 100),
  volume: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 100_000 }) }, fc.constant(0)),
  hasVwap: fc.boolean(),
});

/** A bar of a given shape, number `index` in a row of bars that are `stepMs` apart from 2026-06-01 09:30 New York. */
export function shapedBar(values: BarValues, index: number, stepMs: number): MarketBar {
  const { close, up, down, volume, hasVwap } = values;
  const startMs = Date.UTC(2026, 5, 1, 13, 30) + index * stepMs;
  return testBar(0, {
    startMs,
    endMs: startMs + 60_000,
    open: close - down / 2,
    high: close + up,
    low: close - down,
    close,
    volume,
    vwap: hasVwap ? close + (up - down) / 3 : null,
  });
}
