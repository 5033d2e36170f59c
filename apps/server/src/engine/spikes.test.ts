import { type MarketBar, minuteOfDay, newYorkTimeMs } from "@spotlight/market";
import { expect, test } from "vitest";
import type { BarFact } from "../log/market-log.ts";
import { volumeSpike } from "./spikes.ts";

const START_MS = newYorkTimeMs("2013-10-08", 10 * 3_600_000);

function bar(volume: number): MarketBar {
  return {
    startMs: START_MS,
    endMs: START_MS + 60_000,
    open: 1,
    high: 1,
    low: 1,
    close: 1,
    volume,
    vwap: 1,
    tradeCount: 1,
    state: "closed",
    rev: 0,
  };
}

function fact(after: MarketBar, before: MarketBar | null): BarFact {
  const cause = before === null ? null : "official";
  const body = { bar: after, before };
  return { kind: "bar", symbol: "SPY", startMs: START_MS, learnedMs: START_MS, cause, body };
}

const days = (count: number, volume: number) => (): readonly MarketBar[] =>
  Array.from({ length: count }, () => bar(volume));

test("a first volume above ten times its minute's average is reported with all that was known", () => {
  const after = bar(1_001);
  expect(volumeSpike(fact(after, null), days(5, 100))).toEqual({
    kind: "first_volume",
    symbol: "SPY",
    after,
    before: null,
    averageVolume: 100,
  });
  expect(volumeSpike(fact(bar(1_000), null), days(5, 100))).toBeNull();
});

test("four earlier days make no average, five do; only the newest twenty count", () => {
  expect(volumeSpike(fact(bar(1e9), null), days(4, 1))).toBeNull();
  expect(volumeSpike(fact(bar(1e9), null), days(5, 1))).not.toBeNull();
  const tail = [...days(20, 100)(), ...days(100, 1e9)()];
  expect(volumeSpike(fact(bar(1_001), null), () => tail)?.averageVolume).toBe(100);
});

test("the same minute of the day is asked for", () => {
  const asked: number[] = [];
  volumeSpike(fact(bar(1), null), (minute) => {
    asked.push(minute);
    return [];
  });
  expect(asked).toEqual([minuteOfDay(START_MS)]);
});

test.each([
  [1_101, true],
  [1_100, false],
  [900, false],
  [899, true],
  [1_000, false],
])("a revision of 1,000 shares to %i is reported: %s", (volume, reported) => {
  const before = bar(1_000);
  const after = bar(volume);
  const spike = volumeSpike(fact(after, before), days(20, 1));
  expect(spike).toEqual(
    reported ? { kind: "revised_volume", symbol: "SPY", after, before, averageVolume: null } : null,
  );
});
