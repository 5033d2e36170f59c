import { MINUTE_MS, type MarketBar } from "@spotlight/market";
import { afterEach, expect, test, vi } from "vitest";
import { SymbolView } from "../view/symbol-view.ts";
import { openingRange } from "./day-columns.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

function bar(startMs: number, high: number): MarketBar {
  const prices = { open: 100, high, low: 90, close: 100, volume: 1_000, vwap: 100, tradeCount: 10 };
  return { startMs, endMs: startMs + MINUTE_MS, ...prices, state: "closed", rev: 0 };
}

/** Sessions on both sides of both changes of the clock, each with 09:30 New York in UTC. */
const OPENS = [
  "2026-03-06T14:30:00Z",
  "2026-03-09T13:30:00Z",
  "2026-10-30T13:30:00Z",
  "2026-11-02T14:30:00Z",
];
const ZONES = ["America/New_York", "UTC", "Asia/Tokyo", "Pacific/Auckland"];

test.each(ZONES.flatMap((zone) => OPENS.map((open) => [zone, open] as const)))(
  "P28 on a host in %s the opening range of %s begins at 09:30 New York, every day anew",
  (zone, open) => {
    vi.stubEnv("TZ", zone);
    const view = new SymbolView("SPY");
    const openMs = Date.parse(open);
    for (let minute = -90; minute < 60; minute += 1) {
      const startMs = openMs + minute * MINUTE_MS;
      const high = minute < 0 ? 500 : minute < 15 ? 101 + minute / 100 : 110;
      view.set({ kind: "bar", startMs, bar: bar(startMs, high) });
    }
    const series = view.series("1m", "rth");
    const range = openingRange(series, 15);
    series.settle();
    expect(series.startMs.values[0]).toBe(openMs);
    expect(range.high.values[13]).toBeNaN();
    expect(range.high.values[20]).toBeCloseTo(101.14, 9);
    expect(range.low.values[20]).toBe(90);
  },
);
