import { type BacktestAssumptions, DEFAULT_ASSUMPTIONS } from "@spotlight/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BarColumns } from "../columns.ts";
import { type Prices, testColumns } from "../testing/columns.ts";
import { OPEN_MS } from "../testing/fills.ts";
import { naiveTrade, type PlainEntry } from "../testing/naive-backtest.ts";
import { type EntryColumns, entryColumns } from "./entry-columns.ts";
import { type Simulation, simulate } from "./simulate.ts";
import { tradeList } from "./trade-columns.ts";

const PLAIN: BacktestAssumptions = { ...DEFAULT_ASSUMPTIONS, slippage: { unit: "ticks", amount: 0 } };
const FLAT: Prices = [100, 100, 100, 100];

function columnsOf(entries: readonly PlainEntry[]): EntryColumns & { leaveBar: Int32Array } {
  const columns = entryColumns(entries.length);
  entries.forEach((each, index) => {
    columns.bar[index] = each.bar;
    columns.direction[index] = each.long ? 1 : -1;
    columns.entry[index] = each.entry;
    columns.stop[index] = each.stop;
    columns.target1[index] = each.targets[0] ?? Number.NaN;
    columns.target2[index] = each.targets[1] ?? Number.NaN;
    columns.holdMinutes[index] = each.holdMinutes;
  });
  columns.length = entries.length;
  return columns;
}

/** A long at 100 from bar 0 with the stop at 99 and targets at 101 and 102, unless told otherwise. */
function plan(values: Partial<PlainEntry> = {}): PlainEntry {
  return { bar: 0, long: true, entry: 100, stop: 99, targets: [101, 102], holdMinutes: Infinity, ...values };
}

function run(
  bars: BarColumns,
  entries: readonly PlainEntry[],
  more: Partial<BacktestAssumptions> = {},
): Simulation {
  return simulate(bars, columnsOf(entries), { ...PLAIN, ...more });
}

/** The one trade of a plan over a flat bar and these. */
function one(
  prices: readonly Prices[],
  values: Partial<PlainEntry> = {},
  more: Partial<BacktestAssumptions> = {},
) {
  return tradeList(run(testColumns([FLAT, ...prices], OPEN_MS), [plan(values)], more).trades)[0];
}

describe("inside of a bar", () => {
  it("takes the stop before the target when one bar touches both", () => {
    expect(one([[100, 103, 98.5, 102]])).toMatchObject({
      how: "stop",
      resultR: -1,
      exitPrice: 99,
      maeR: 1,
      mfeR: 0,
    });
  });

  it("fills a gap over the stop at the open", () => {
    expect(one([FLAT, [97, 98, 96, 98]])).toMatchObject({
      how: "stop",
      resultR: -3,
      maeR: 3,
      minutesToMinusOneR: 1,
    });
  });

  it("fills a gap over both targets at the open", () => {
    expect(one([FLAT, [103, 104, 103, 104]])).toMatchObject({ how: "target", resultR: 3, exitPrice: 103 });
  });

  it("takes half at the first target and the rest at the second", () => {
    const trade = one([
      [100, 101, 99.5, 101],
      [101, 102, 100, 102],
    ]);
    expect(trade).toMatchObject({
      how: "target",
      resultR: 1.5,
      exitPrice: 101.5,
      maeR: 0.5,
      mfeR: 2,
      minutesToPlusOneR: 1,
    });
  });

  it("loses half after the first target, or nothing with the stop at the entry", () => {
    const prices: Prices[] = [
      [100, 101, 99.5, 101],
      [101, 101, 99, 99],
    ];
    expect(one(prices)).toMatchObject({ how: "stop", resultR: 0 });
    expect(one(prices, {}, { stopAfterFirstTarget: "entry" })).toMatchObject({ how: "stop", resultR: 0.5 });
    expect(one(prices, {}, { scaleOut: false })).toMatchObject({ how: "target", resultR: 1 });
  });

  it("mirrors all of it for a short", () => {
    const short = { long: false, stop: 101, targets: [99, 98] };
    expect(one([[100, 101, 97, 99]], short)).toMatchObject({ how: "stop", resultR: -1, direction: "short" });
    expect(one([[100, 100.5, 98, 98]], short)).toMatchObject({
      how: "target",
      resultR: 1.5,
      maeR: 0.5,
      mfeR: 2,
    });
  });
});

describe("the end of a trade", () => {
  it("comes at the close of the bar in which the hold is over", () => {
    expect(one([FLAT, [100, 100.6, 100, 100.5], FLAT], { holdMinutes: 2 })).toMatchObject({
      how: "time",
      resultR: 0.5,
      exitMs: OPEN_MS + 180_000,
    });
  });

  it("comes with the session's last bar, or with the last before a hole over its end", () => {
    const late = OPEN_MS + 387 * 60_000;
    const bars = testColumns([FLAT, FLAT, [100, 100.5, 100, 100.5], FLAT], late, { 3: 3_600_000 });
    expect(tradeList(run(bars, [plan()]).trades)).toMatchObject([
      { how: "session", resultR: 0.5, exitMs: late + 180_000 },
    ]);
    const holed = testColumns([FLAT, FLAT, FLAT], late, { 2: 18 * 3_600_000 });
    expect(tradeList(run(holed, [plan()]).trades)).toMatchObject([
      { how: "session", exitMs: late + 120_000 },
    ]);
    expect(run(holed, [plan()], { sessionEnd: null }).skipped.unfinished).toBe(1);
  });

  it("comes at the next open where the strategy leaves, and an entry of the same bar turns there", () => {
    const bars = testColumns(
      [FLAT, FLAT, [100, 101, 100, 100.8], [100.5, 100.5, 100.5, 100.5], FLAT, FLAT],
      OPEN_MS,
    );
    const entries = columnsOf([
      plan({ targets: [] }),
      plan({ bar: 2, long: false, stop: 101.5, entry: 100.5, targets: [], holdMinutes: 1 }),
    ]);
    entries.leaveBar[0] = 2;
    expect(tradeList(simulate(bars, entries, PLAIN).trades)).toMatchObject([
      { how: "time", resultR: 0.5, exitMs: OPEN_MS + 180_000 },
      { direction: "short", entryMs: OPEN_MS + 180_000, entryPrice: 100.5 },
    ]);
  });
});

describe("entries", () => {
  it("are missed beyond the stop, beyond the target, after the session and without a risk", () => {
    const gap = (open: number): BarColumns => testColumns([FLAT, [open, open, open, open], FLAT], OPEN_MS);
    expect(run(gap(98.9), [plan()]).skipped.missed).toBe(1);
    expect(run(gap(101.1), [plan()]).skipped.missed).toBe(1);
    expect(run(gap(100), [plan({ stop: 100 })]).skipped.missed).toBe(1);
    expect(run(testColumns([FLAT, FLAT], OPEN_MS + 389 * 60_000), [plan()]).skipped.missed).toBe(1);
    expect(run(testColumns([FLAT], OPEN_MS), [plan()]).skipped.missed).toBe(1);
  });

  it("wait for the position before: one at a time", () => {
    const bars = testColumns([FLAT, FLAT, FLAT, [100, 100, 99, 99.5], FLAT, FLAT], OPEN_MS);
    const { trades, skipped } = run(bars, [plan(), plan({ bar: 1 }), plan({ bar: 3, holdMinutes: 1 })]);
    expect(skipped).toEqual({ busy: 1, missed: 0, unsized: 0, unfinished: 0 });
    expect(tradeList(trades).map(({ how }) => how)).toEqual(["stop", "time"]);
  });

  it("may fill at the close of their own bar", () => {
    const bars = testColumns(
      [
        [100, 100, 100, 99.5],
        [100.5, 100.5, 99, 99],
      ],
      OPEN_MS,
    );
    const [trade] = tradeList(run(bars, [plan()], { fill: "signal_close" }).trades);
    expect(trade).toMatchObject({ entryPrice: 99.5, entryMs: OPEN_MS + 60_000, resultR: -0.5 });
  });
});

describe("costs and sizes", () => {
  it("slips entries and stops against the trade, targets not at all", () => {
    const slippage = { slippage: { unit: "ticks", amount: 2 } } as const;
    expect(one([[100, 100, 99, 99]], {}, slippage)).toMatchObject({
      entryPrice: 100.02,
      exitPrice: 98.98,
      resultR: expect.closeTo(-1.04),
    });
    expect(one([[100, 102, 100, 102]], {}, slippage)).toMatchObject({
      exitPrice: 101.5,
      resultR: expect.closeTo(1.48),
    });
    const bps = { slippage: { unit: "bps", amount: 10 } } as const;
    expect(one([[100, 100, 99, 99]], { long: false, stop: 101, targets: [99] }, bps)).toMatchObject({
      entryPrice: expect.closeTo(99.9),
      exitPrice: 99,
    });
  });

  it("risks a share of the equity that there is, and charges at least the least commission", () => {
    const bars = testColumns([FLAT, [100, 100, 99, 99], FLAT, [100, 101, 100, 101], FLAT], OPEN_MS);
    const entries = [plan({ targets: [101] }), plan({ bar: 2, targets: [101] })];
    const { trades } = run(bars, entries, {
      sizing: { equityDollars: 10_000, riskPercent: 1 },
      commission: { perShareDollars: 0.01, minimumDollars: 5 },
    });
    expect(tradeList(trades)).toMatchObject([
      { shares: 100, resultDollars: -110, resultR: -1.1, equityDollars: 9_890, drawdownDollars: 110 },
      { shares: 98, resultDollars: 88, equityDollars: 9_978, drawdownDollars: 22 },
    ]);
    const small = run(bars, entries, { sizing: { equityDollars: 50, riskPercent: 1 } });
    expect(small).toMatchObject({ trades: { length: 0 }, skipped: { unsized: 2 } });
  });

  it("reckons commissions a share in R too", () => {
    expect(
      one([[100, 100, 99, 99]], {}, { commission: { perShareDollars: 0.01, minimumDollars: 5 } }),
    ).toMatchObject({ resultR: expect.closeTo(-1.02), shares: null, resultDollars: null });
  });
});

const cents = (min: number, max: number): fc.Arbitrary<number> =>
  fc.integer({ min, max }).map((each) => each / 100);
const bar = fc
  .tuple(cents(9_850, 10_150), cents(0, 80), cents(0, 80), cents(9_850, 10_150))
  .map(([open, up, down, close]): Prices => [
    open,
    Math.max(open, close) + up,
    Math.min(open, close) - down,
    close,
  ]);
const entry = fc
  .record({
    bar: fc.nat(38),
    long: fc.boolean(),
    entry: cents(9_900, 10_100),
    risk: cents(0, 150),
    targets: fc.array(cents(10, 300), { maxLength: 2 }),
    holdMinutes: fc.constantFrom(3, 12, Infinity),
  })
  .map(({ long, entry, risk, targets, ...rest }): PlainEntry => {
    const sign = long ? 1 : -1;
    const distances = [...new Set(targets)].toSorted((a, b) => a - b);
    return {
      ...rest,
      long,
      entry,
      stop: entry - sign * risk,
      targets: distances.map((each) => entry + sign * each),
    };
  });
const assumptions = fc.record({
  fill: fc.constantFrom("next_open" as const, "signal_close" as const),
  slippage: fc.record({
    unit: fc.constantFrom("ticks" as const, "bps" as const),
    amount: fc.constantFrom(0, 1, 3),
  }),
  scaleOut: fc.boolean(),
  stopAfterFirstTarget: fc.constantFrom("unchanged" as const, "entry" as const),
  sessionEnd: fc.constantFrom("rth" as const, null),
});

it("agrees with a naive simulator of one trade, entry by entry", () => {
  const startMs = OPEN_MS + 365 * 60_000;
  fc.assert(
    fc.property(
      fc.array(bar, { minLength: 2, maxLength: 40 }),
      fc.array(entry, { maxLength: 8 }),
      assumptions,
      (prices, unsorted, more) => {
        const bars = testColumns(prices, startMs);
        const entries = unsorted.filter(({ bar }) => bar < prices.length).toSorted((a, b) => a.bar - b.bar);
        const chosen = { ...PLAIN, ...more };
        const endMs = more.sessionEnd === null ? Infinity : startMs + 25 * 60_000;
        const wanted: { how: string; resultR: number }[] = [];
        let freeFrom = 0;
        for (const each of entries) {
          if (each.bar < freeFrom) continue;
          const trade = naiveTrade(
            bars,
            each,
            chosen,
            (bars.startMs.values[each.bar] ?? 0) >= endMs ? -Infinity : endMs,
          );
          if (trade === null && run(bars, [each], more).skipped.unfinished > 0) break;
          if (trade === null) continue;
          freeFrom = trade.exitBar;
          wanted.push({ how: trade.how, resultR: trade.resultR });
        }
        const { trades, skipped } = run(bars, entries, more);
        const found = tradeList(trades);
        expect(found.map(({ how }) => how)).toEqual(wanted.map(({ how }) => how));
        found.forEach(({ resultR }, index) =>
          expect(resultR).toBeCloseTo(wanted[index]?.resultR ?? Number.NaN, 8),
        );
        expect(found.length + skipped.busy + skipped.missed + skipped.unfinished).toBe(entries.length);
        for (const { resultR, maeR, mfeR } of found)
          expect([resultR <= mfeR + 1e-9, maeR >= 0]).toEqual([true, true]);
      },
    ),
    { numRuns: process.env["SPOTLIGHT_LONG"] === "1" ? 20_000 : 1_000, verbose: true },
  );
});
