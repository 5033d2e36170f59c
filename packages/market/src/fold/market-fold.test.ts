import type { MarketEvent, Trade } from "@spotlight/contracts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isVoid } from "../bar.ts";
import { ODD_DAYS, finalBars, knownDay, print, tapeArbitrary } from "../testing/tape-arbitrary.ts";
import type { MarketChange } from "./change.ts";
import { MarketFold } from "./market-fold.ts";

const day = knownDay("2013-10-08");
const MINUTE = 60_000;
const OPEN = day.openMs - day.preOpenMs;

function fold(...events: readonly MarketEvent[]): { fold: MarketFold; changes: MarketChange[] } {
  const market = new MarketFold();
  const covered: MarketEvent = {
    type: "coverage",
    symbol: "SPY",
    covered: true,
    eventMs: day.openMs,
    receivedMs: day.openMs,
  };
  const changes = [covered, ...events].flatMap((event) => market.step(event));
  return { fold: market, changes };
}

const clock = (offsetMs: number): MarketEvent => ({ type: "clock", receivedMs: day.openMs + offsetMs });
const trade = (sequence: number, offsetMs: number, more: Partial<Trade> = {}): Trade =>
  print(day, sequence, OPEN + offsetMs, more);

/** The same trades in another order, some repeated, each received when its turn comes. */
function disturbed(trades: readonly Trade[]): fc.Arbitrary<readonly Trade[]> {
  return fc
    .tuple(
      fc.shuffledSubarray([...trades], { minLength: trades.length, maxLength: trades.length }),
      fc.subarray([...trades]),
      fc.array(fc.integer({ min: 0, max: 90_000 }), { minLength: trades.length, maxLength: trades.length }),
    )
    .map(([shuffled, repeated, delays]) => {
      let receivedMs = 0;
      return [...shuffled, ...repeated].map((one, index) => {
        receivedMs = Math.max(receivedMs, one.eventMs + (delays[index] ?? 0));
        return { ...one, receivedMs };
      });
    });
}

describe("the market fold", () => {
  test("any shuffle, duplication and delay of a day's trades ends in the bars of the sorted day", () => {
    for (const name of ODD_DAYS) {
      const odd = knownDay(name);
      const cases = tapeArbitrary(odd).chain((trades) => fc.tuple(fc.constant(trades), disturbed(trades)));
      fc.assert(
        fc.property(cases, ([sorted, messy]) => {
          expect(finalBars(odd, messy)).toEqual(finalBars(odd, sorted));
        }),
        { numRuns: 150, verbose: true },
      );
    }
  });

  test("cancels and corrections give the bars of the amended tape, whenever they arrive", () => {
    const amended = tapeArbitrary(day).chain((trades) =>
      fc.tuple(fc.constant(trades), fc.subarray([...trades]), fc.integer({ min: 0, max: 300_000 })),
    );
    fc.assert(
      fc.property(amended, ([trades, taken, delayMs]) => {
        const gone = new Set(taken.map(({ sequence }) => sequence));
        const cancels = taken.map(({ symbol, eventMs, sequence }) => ({
          type: "cancel" as const,
          symbol,
          eventMs,
          sequence,
          receivedMs: eventMs + delayMs,
        }));
        const events = [...trades, ...cancels].sort((a, b) => a.receivedMs - b.receivedMs);
        const left = finalBars(day, events).filter((bar) => !isVoid(bar));
        expect(left).toEqual(
          finalBars(
            day,
            trades.filter(({ sequence }) => !gone.has(sequence)),
          ),
        );
      }),
      { numRuns: 200, verbose: true },
    );
  });

  test("P12 a late trade goes into its own minute as a revision, never into the next bar", () => {
    const late = trade(2, 30_000, { price: 101, receivedMs: day.openMs + 70_000 });
    const { changes, fold: market } = fold(trade(1, 1_000), clock(MINUTE), late);
    expect(changes.at(-1)).toMatchObject({
      kind: "revised",
      cause: "late_trade",
      before: { startMs: day.openMs, high: 100, close: 100, volume: 100, rev: 0 },
      after: { startMs: day.openMs, high: 101, close: 101, volume: 200, rev: 1 },
    });
    expect(market.forming("SPY")).toBeNull();
  });

  test("P12 an out-of-order trade never sets the close", () => {
    const { changes } = fold(
      trade(2, 20_000, { price: 102 }),
      trade(1, 10_000, { price: 99 }),
      clock(MINUTE),
    );
    expect(changes).toMatchObject([{ kind: "closed", bar: { open: 99, close: 102, low: 99, high: 102 } }]);
  });

  test("P13 the first, partial minute after a start is a gap, not a bar", () => {
    const market = new MarketFold();
    const eventMs = day.openMs + 20_000;
    const changes = [
      { type: "coverage" as const, symbol: "SPY", covered: true, eventMs, receivedMs: eventMs },
      trade(1, 30_000),
      clock(MINUTE),
      trade(2, 70_000),
      clock(2 * MINUTE),
    ].flatMap((event) => market.step(event));
    expect(changes).toMatchObject([
      { kind: "gap", startMs: day.openMs },
      { kind: "closed", bar: { startMs: day.openMs + MINUTE, volume: 100 } },
    ]);
  });

  test("P13 empty minutes and lost minutes are marked, each as what it is", () => {
    const lost: MarketEvent = {
      type: "coverage",
      symbol: "SPY",
      covered: false,
      eventMs: day.openMs + 90_000,
      receivedMs: day.openMs + 90_000,
      reason: "connection lost",
    };
    const back = { ...lost, covered: true, eventMs: day.openMs + 200_000, receivedMs: day.openMs + 200_000 };
    const { changes } = fold(clock(MINUTE), lost, back, clock(5 * MINUTE));
    expect(
      changes.map((change) => [change.kind, "startMs" in change ? change.startMs - day.openMs : null]),
    ).toEqual([
      ["empty", 0],
      ["gap", MINUTE],
      ["gap", 2 * MINUTE],
      ["gap", 3 * MINUTE],
      ["empty", 4 * MINUTE],
    ]);
    expect(changes[1]).toMatchObject({ reason: "connection lost" });
  });

  test("P9 an official bar replaces; the same official bar again changes nothing", () => {
    const official: MarketEvent = {
      type: "aggregate",
      symbol: "SPY",
      startMs: day.openMs,
      open: 100,
      high: 100.5,
      low: 100,
      close: 100.25,
      volume: 27,
      receivedMs: day.openMs + MINUTE + 1_500,
    };
    const { changes } = fold(trade(1, 0, { size: 30 }), official, {
      ...official,
      receivedMs: official.receivedMs + 1,
    });
    expect(changes).toMatchObject([
      { kind: "closed", bar: { volume: 30, state: "closed", rev: 0 } },
      { kind: "revised", cause: "official", after: { volume: 27, state: "official", rev: 1 } },
      { kind: "ignored", reason: "no_effect" },
    ]);
  });

  test("P21 a print that counts for nothing makes no volume; one that counts for volume moves no price", () => {
    const record = trade(2, 2_000, { conditions: [16], size: 500_000, price: 120 });
    const averagePrice = trade(3, 3_000, { conditions: [2], size: 1_000, price: 90 });
    const { changes } = fold(trade(1, 1_000), record, averagePrice, clock(MINUTE));
    expect(changes).toMatchObject([
      { kind: "closed", bar: { volume: 1_100, high: 100, low: 100, tradeCount: 2 } },
    ]);
  });

  test("a bar whose every trade is cancelled says so with volume 0, and keeps its revisions", () => {
    const cancel: MarketEvent = {
      type: "cancel",
      symbol: "SPY",
      eventMs: day.openMs + 1_000,
      sequence: 1,
      receivedMs: day.openMs + 90_000,
    };
    const { changes } = fold(trade(1, 1_000), clock(MINUTE), cancel);
    expect(changes.at(-1)).toMatchObject({
      kind: "revised",
      cause: "correction",
      after: { volume: 0, rev: 1 },
    });
  });

  test.each([
    ["a price of zero", { price: 0 }, "invalid"],
    ["a price that is no number", { price: Number.NaN }, "invalid"],
    ["a size below zero", { size: -1 }, "invalid"],
    ["an endless price", { price: Infinity }, "invalid"],
    ["a time at night", { eventMs: day.postCloseMs + 3_600_000 }, "outside_session"],
  ])("%s is refused with its reason and changes nothing", (_name, more, reason) => {
    const { changes, fold: market } = fold(trade(1, 1_000, more));
    expect(changes).toMatchObject([{ kind: "ignored", reason }]);
    expect(market.forming("SPY")).toBeNull();
  });

  test("a clock that jumps a week ahead closes the session's minutes once and invents none in between", () => {
    const { changes } = fold(trade(1, 1_000), { type: "clock", receivedMs: knownDay("2013-10-15").openMs });
    const minutes = changes.filter(({ kind }) => kind === "empty" || kind === "closed");
    const perDay = 960;
    expect(minutes).toHaveLength(perDay - 330 + 4 * perDay + 330);
  });

  test("after a silence minutes close one after the other, each for every symbol, also over a night", () => {
    const market = new MarketFold();
    const covered = ["SPY", "QQQ"].map((symbol): MarketEvent => {
      const eventMs = day.postCloseMs - 2 * MINUTE;
      return { type: "coverage", symbol, covered: true, eventMs, receivedMs: eventMs };
    });
    for (const event of covered) market.step(event);
    const next = knownDay("2013-10-09");
    const changes = market.step({ type: "clock", receivedMs: next.preOpenMs + 2 * MINUTE });
    const closed = changes.map((change) => [change.symbol, "startMs" in change ? change.startMs : null]);
    const minutes = [
      day.postCloseMs - 2 * MINUTE,
      day.postCloseMs - MINUTE,
      next.preOpenMs,
      next.preOpenMs + MINUTE,
    ];
    expect(closed).toEqual(
      minutes.flatMap((startMs) => [
        ["SPY", startMs],
        ["QQQ", startMs],
      ]),
    );
  });
});
