import { MINUTE_MS, type MarketBar, type MinuteFact, tradingDay } from "@spotlight/market";
import { describe, expect, test } from "vitest";
import { MemoryMarketLog } from "../log/memory-log.ts";
import { Exclusive } from "../log/exclusive.ts";
import { SymbolBook } from "./symbol-book.ts";

const DAYS = ["2013-08-12", "2013-09-10", "2013-10-07", "2013-10-08"];
const MINUTES_A_DAY = 390;

function bar(startMs: number, close: number): MarketBar {
  const prices = { open: close, high: close, low: close, close, volume: 10, vwap: close, tradeCount: 1 };
  return { startMs, endMs: startMs + MINUTE_MS, ...prices, state: "official", rev: 0 };
}

function openMs(day: string): number {
  return tradingDay(day)?.openMs ?? Number.NaN;
}

/** A book over some months: one bar in every minute of a few regular sessions. */
async function filledBook(): Promise<{ book: SymbolBook; log: MemoryMarketLog }> {
  const log = new MemoryMarketLog("test");
  for (const day of DAYS) {
    const minutes: MinuteFact[] = Array.from({ length: MINUTES_A_DAY }, (_, at) => {
      const startMs = openMs(day) + at * MINUTE_MS;
      return { kind: "bar", startMs, bar: bar(startMs, at + 1) };
    });
    await log.backfill("SPY", minutes, 0);
  }
  const book = new SymbolBook("SPY", log, new Exclusive(), new Map());
  await book.open();
  return { book, log };
}

const minuteView = { timeframe: "1m", session: "rth" } as const;
const everything = { fromMs: 0, untilMs: Number.MAX_SAFE_INTEGER, oldestFirst: false };

describe("a symbol's book", () => {
  test("P17 the bars before a time are answered however many newer ones are in memory, months back too", async () => {
    const { book } = await filledBook();
    const untilMs = openMs("2013-10-08") + 5 * MINUTE_MS;
    const page = await book.bars(minuteView, { ...everything, untilMs, limit: 10 });
    expect(page.map(({ close }) => close)).toEqual([386, 387, 388, 389, 390, 1, 2, 3, 4, 5]);
    const oldest = await book.bars(minuteView, {
      ...everything,
      untilMs: openMs("2013-09-10"),
      limit: 1_000,
    });
    expect(oldest).toHaveLength(MINUTES_A_DAY);
    expect(await book.bars(minuteView, { ...everything, untilMs: openMs("2013-08-12"), limit: 10 })).toEqual(
      [],
    );
  });

  test("pages backwards give every bar once, in order", async () => {
    const { book } = await filledBook();
    const starts: number[] = [];
    for (let untilMs = Number.MAX_SAFE_INTEGER; ;) {
      const page = await book.bars(minuteView, { ...everything, untilMs, limit: 97 });
      if (page.length === 0) break;
      starts.unshift(...page.map(({ startMs }) => startMs));
      untilMs = page[0]?.startMs ?? 0;
    }
    expect(starts).toHaveLength(DAYS.length * MINUTES_A_DAY);
    expect(starts).toEqual([...new Set(starts)].toSorted((a, b) => a - b));
  });

  test("S2 a view that nobody streams is as current as one that somebody does", async () => {
    const { book, log } = await filledBook();
    const view = { timeframe: "5m", session: "rth_ext" } as const;
    const range = { ...everything, limit: 1 };
    await book.bars(view, range);
    const closeMs = tradingDay("2013-10-08")?.closeMs ?? Number.NaN;
    for (let at = 0; at < 5; at += 1) {
      const startMs = closeMs + at * MINUTE_MS;
      const body = { bar: bar(startMs, 500 + at), before: null };
      const facts = await log.append(
        [{ kind: "bar", symbol: "SPY", startMs, learnedMs: 1, cause: null, body }],
        null,
      );
      for (const fact of facts) book.apply(fact);
    }
    expect(await book.bars(view, range)).toMatchObject([
      { startMs: closeMs, open: 500, close: 504, volume: 50 },
    ]);
  });
});
