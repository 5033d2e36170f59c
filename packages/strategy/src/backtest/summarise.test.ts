import { backtestResultSchema, DEFAULT_ASSUMPTIONS } from "@spotlight/contracts";
import { expect, it } from "vitest";
import { seededRandom } from "../statistics/index.ts";
import { type Prices, testColumns } from "../testing/columns.ts";
import { OPEN_MS } from "../testing/fills.ts";
import { compareRuns } from "./compare-runs.ts";
import { type EntryColumns, entryColumns } from "./entry-columns.ts";
import { type Simulation, simulate } from "./simulate.ts";
import { summarise } from "./summarise.ts";
import { tradeList } from "./trade-columns.ts";

/** Every second bar a trade: of three, the first wins 2 R and the others lose 1; the winners are of regime 1. */
function someTrades(count: number): { entries: EntryColumns; simulation: Simulation } {
  const prices = Array.from({ length: count }, (_, trade): Prices[] => [
    [100, 100, 100, 100],
    trade % 3 === 0 ? [100, 102, 100, 102] : [100, 100, 99, 99],
  ]).flat();
  const bars = testColumns([...prices, [100, 100, 100, 100]], OPEN_MS);
  const entries = entryColumns(count);
  entries.length = count;
  for (let trade = 0; trade < count; trade += 1) {
    entries.bar[trade] = trade * 2;
    entries.direction[trade] = 1;
    entries.entry[trade] = 100;
    entries.stop[trade] = 99;
    entries.target1[trade] = 102;
    entries.holdMinutes[trade] = 10;
    entries.regime[trade] = trade % 3 === 0 ? 1 : 0;
  }
  const assumptions = { ...DEFAULT_ASSUMPTIONS, slippage: { unit: "ticks", amount: 0 } as const };
  return { entries, simulation: simulate(bars, entries, assumptions) };
}

it("sums a run up, by hour and by regime", () => {
  const { entries, simulation } = someTrades(60);
  const result = summarise(simulation, entries, seededRandom(1), ["range", "trend"]);
  expect(backtestResultSchema.parse(result)).toEqual(result);
  expect(result.statistics).toMatchObject({ count: 60, wins: 20, totalR: 0, expectancyR: { value: 0 } });
  expect(result.distribution.filter((bin) => bin.count > 0)).toEqual([
    { from: -1, to: -0.5, count: 40 },
    { from: 2, to: 2.5, count: 20 },
  ]);
  expect(result.byHour.map(({ label, count }) => [label, count])).toEqual([
    ["9", 15],
    ["10", 30],
    ["11", 15],
  ]);
  expect(result.byHour[0]?.winRate).toEqual({ enough: false, have: 15, need: 20 });
  expect(result.byRegime).toMatchObject([
    { label: "range", count: 40, expectancyR: { value: -1, low: -1, high: -1 } },
    { label: "trend", count: 20, expectancyR: { value: 2 }, winRate: { value: 1, high: 1 } },
  ]);
  expect(result).toMatchObject({
    holdMinutes: { p50: { value: 1 } },
    expectedHoldMinutes: 10,
    maeR: { p50: { value: 1 } },
  });
});

it("refuses on few trades, and says the same for the same seed", () => {
  const few = someTrades(7);
  const result = summarise(few.simulation, few.entries, seededRandom(1));
  expect(result).toMatchObject({
    statistics: { winRate: { enough: false, have: 7 } },
    mfeR: { p50: { enough: false } },
    byRegime: [],
  });
  const { entries, simulation } = someTrades(90);
  expect(summarise(simulation, entries, seededRandom(5))).toEqual(
    summarise(simulation, entries, seededRandom(5)),
  );
});

it("keeps the equity and its drawdown along the list", () => {
  const list = tradeList(someTrades(4).simulation.trades);
  expect(list.map(({ equityR }) => equityR)).toEqual([2, 1, 0, 2]);
  expect(list.map(({ drawdownR }) => drawdownR)).toEqual([0, 1, 2, 0]);
});

it("compares two runs day by day", () => {
  const { trades } = someTrades(30).simulation;
  const none = someTrades(0).simulation.trades;
  const days = Array.from({ length: 25 }, (_, index) => `2026-06-${String(index + 1).padStart(2, "0")}`);
  expect(compareRuns(trades, trades, days, seededRandom(1))).toEqual({
    days: 25,
    firstR: 0,
    secondR: 0,
    differenceR: { enough: true, value: 0, low: 0, high: 0 },
  });
  const shorter = someTrades(3).simulation.trades;
  expect(compareRuns(none, shorter, days, seededRandom(1))).toMatchObject({ firstR: 0, secondR: 0 });
  const won = someTrades(1).simulation.trades;
  expect(compareRuns(none, won, days, seededRandom(1))).toMatchObject({
    secondR: 2,
    differenceR: { value: 0.08, low: 0 },
  });
  expect(compareRuns(none, won, days.slice(0, 7), seededRandom(1)).differenceR).toEqual({
    enough: false,
    have: 7,
    need: 20,
  });
});
