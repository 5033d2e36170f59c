import { SESSION_KINDS, TIMEFRAMES } from "@spotlight/contracts";
import { barNumber } from "@spotlight/market";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BarBook } from "./bar-book.ts";
import { BarSeries, type SeriesKey } from "./bar-series.ts";
import { makeBar, makeHistory } from "./testing/fixtures.ts";

const KEY: SeriesKey = { symbol: "SPY", timeframe: "1m", session: "rth" };

/** A log of closes and revisions over a handful of minutes: entry i is true at cursor i + 1. */
const logArbitrary = fc
  .array(fc.record({ index: fc.nat(7), close: fc.integer({ min: 1, max: 999 }) }), {
    minLength: 1,
    maxLength: 40,
  })
  .map((wishes) => {
    const revs = new Map<number, number>();
    return wishes.map(({ index, close }) => {
      const rev = (revs.get(index) ?? -1) + 1;
      revs.set(index, rev);
      return makeBar({ index, close, rev });
    });
  });

function truthAt(log: readonly ReturnType<typeof makeBar>[], cursor: number) {
  const bySeq = new Map(log.slice(0, cursor).map((bar) => [bar.seq, bar]));
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}

describe("BarSeries", () => {
  it("P9 a revision replaces its bar, never adds one", () => {
    const series = new BarSeries(KEY);
    series.load(makeHistory([makeBar({ index: 0 }), makeBar({ index: 1, volume: 27 })], 5));
    const change = series.close(makeBar({ index: 1, rev: 1, volume: 27, state: "official" }), 6);
    expect(change?.kind).toBe("revised");
    expect(series.bars.map((bar) => bar.ohlcv.v)).toEqual([100, 27]);
    expect(series.close(makeBar({ index: 1, rev: 1, volume: 27, state: "official" }), 6)).toBeNull();
    expect(series.bars).toHaveLength(2);
  });

  it("S2 history at any cursor and the stream after it equal later history, in any mix of pages", () => {
    fc.assert(
      fc.property(logArbitrary, fc.infiniteStream(fc.nat(1_000)), (log, chances) => {
        const draw = (below: number) => (chances.next().value ?? 0) % Math.max(1, below);
        const start = draw(log.length + 1);
        const series = new BarSeries(KEY);
        series.load(makeHistory(truthAt(log, start), start));
        for (let cursor = start + 1; cursor <= log.length; cursor += 1) {
          const bar = log[cursor - 1];
          if (bar !== undefined) series.close(bar, cursor);
          if (draw(3) === 0) {
            const at = draw(cursor + 1);
            const whole = truthAt(log, at);
            series.merge(makeHistory(whole.slice(draw(whole.length)), at));
          }
          if (draw(3) === 0) {
            const again = 1 + draw(cursor);
            const old = log[again - 1];
            if (old !== undefined) series.close(old, again);
          }
        }
        expect(series.bars).toEqual(truthAt(log, log.length));
      }),
      { numRuns: 300 },
    );
  });

  it("an older page never overwrites a newer revision", () => {
    const series = new BarSeries(KEY);
    series.load(makeHistory([makeBar({ index: 5 })], 10));
    series.close(makeBar({ index: 5, rev: 1, close: 50 }), 12);
    series.merge(makeHistory([makeBar({ index: 4 }), makeBar({ index: 5 })], 11));
    expect(series.bars.map((bar) => bar.ohlcv.c)).toEqual([100.04, 50]);
  });

  it("drops the forming bar once it is closed and takes no late one", () => {
    const series = new BarSeries(KEY);
    series.load(makeHistory([makeBar({ index: 0 })], 1));
    expect(series.form(makeBar({ index: 1, state: "forming" }))?.kind).toBe("forming");
    series.close(makeBar({ index: 1 }), 2);
    expect(series.forming).toBeNull();
    expect(series.form(makeBar({ index: 1, state: "forming" }))).toBeNull();
    expect(series.lastPrice).toBe(100.01);
  });

  it("after a gap the answer replaces everything but what the stream brought since", () => {
    const series = new BarSeries(KEY);
    series.load(makeHistory([makeBar({ index: 0 }), makeBar({ index: 1 })], 900));
    series.distrust();
    series.close(makeBar({ index: 3 }), 8);
    series.load(makeHistory([makeBar({ index: 1, close: 7 })], 6));
    expect(series.bars.map((bar) => bar.ohlcv.c)).toEqual([7, 100.03]);
  });
});

describe("BarBook", () => {
  it("P15 switching the timeframe twice leaves volumes single", () => {
    const book = new BarBook();
    const answer = makeHistory([makeBar({ index: 0 }), makeBar({ index: 1 })], 3);
    const five: SeriesKey = { ...KEY, timeframe: "5m" };
    for (const key of [KEY, five, KEY]) {
      book.retain([key]);
      if (key === KEY) book.load(key, answer);
      else book.load(key, makeHistory([makeBar({ index: 0, timeframe: "5m", volume: 200 })], 3));
      book.close("rth", makeBar({ index: 1 }), 3);
    }
    const volume = book.series(KEY).bars.reduce((sum, bar) => sum + bar.ohlcv.v, 0);
    expect(volume).toBe(200);
    expect(book.find(five)).toBeUndefined();
  });

  it("P16 a bar's number here is the server's: one function, every timeframe and session", () => {
    for (const timeframe of TIMEFRAMES) {
      for (const session of SESSION_KINDS) {
        const book = new BarBook();
        const key: SeriesKey = { symbol: "SPY", timeframe, session };
        const bars = [0, 1, 2].map((index) => makeBar({ index, timeframe }));
        book.load(key, makeHistory(bars, 1, session));
        for (const bar of bars) {
          expect(book.series(key).at(barNumber(bar.bar_start, timeframe))).toEqual(bar);
        }
      }
    }
  });

  it("tells what changed, once, and stays silent about what is not followed", () => {
    const book = new BarBook();
    const kinds: string[] = [];
    book.changes.on(({ change }) => kinds.push(change.kind));
    book.load(KEY, makeHistory([makeBar({ index: 2 })], 1));
    book.merge(KEY, makeHistory([makeBar({ index: 0 }), makeBar({ index: 1 })], 1));
    book.close("rth", makeBar({ index: 3 }), 2);
    book.close("rth", makeBar({ index: 3 }), 2);
    book.close("rth", makeBar({ index: 3, symbol: "QQQ" }), 3);
    book.close("rth_ext", makeBar({ index: 4 }), 4);
    expect(kinds).toEqual(["reset", "older", "closed"]);
  });
});
