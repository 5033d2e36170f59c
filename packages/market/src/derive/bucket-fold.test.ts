import { createHash } from "node:crypto";
import { SESSION_KINDS, TIMEFRAMES } from "@spotlight/contracts";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { MINUTE_MS, type MarketBar, sameBar, toWireBar } from "../bar.ts";
import { type TradingDay, newYorkTimeMs } from "../calendar.ts";
import { ODD_DAYS, finalBars, knownDay, print } from "../testing/tape-arbitrary.ts";
import { TIMEFRAME_MS, barNumber, bucketWithin, sessionSpan } from "../timeframe.ts";
import { BucketFold } from "./bucket-fold.ts";
import { combineBars } from "./combine.ts";
import { DayMinutes, type MinuteFact } from "./day-minutes.ts";

const day = knownDay("2013-10-08");
const HALF_HOUR = 30 * MINUTE_MS;

function minute(startMs: number, close: number, more: Partial<MarketBar> = {}): MarketBar {
  return {
    startMs,
    endMs: startMs + MINUTE_MS,
    open: close - 0.1,
    high: close + 0.2,
    low: close - 0.3,
    close,
    volume: 100,
    vwap: close,
    tradeCount: 3,
    state: "closed",
    rev: 0,
    ...more,
  };
}

const fact = (bar: MarketBar): MinuteFact => ({ kind: "bar", startMs: bar.startMs, bar });

/** The bars of a view computed from nothing but the current minutes. */
function fromScratch(
  of: TradingDay,
  minutes: DayMinutes,
  fold: BucketFold,
  session: "rth" | "rth_ext",
): MarketBar[] {
  const span = sessionSpan(of, session);
  const bars: MarketBar[] = [];
  for (let startMs = span.startMs; startMs < span.endMs;) {
    const bucket = bucketWithin(span, startMs, fold.timeframe);
    if (bucket === null || bucket.endMs > minutes.finishedMs) break;
    const bar = combineBars(bucket.startMs, bucket.endMs, minutes.bars(bucket.startMs, bucket.endMs));
    if (bar !== null) bars.push(bar);
    startMs = bucket.endMs;
  }
  return bars;
}

describe("derived bars", () => {
  test("incremental equals from scratch for every timeframe and session, revisions in any order included", () => {
    const step = fc.record({
      at: fc.integer({ min: 0, max: 389 }),
      cents: fc.integer({ min: 9_000, max: 11_000 }),
      kind: fc.constantFrom("bar", "bar", "bar", "official", "empty", "gap"),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), fc.constantFrom(...ODD_DAYS), (steps, name) => {
        const odd = knownDay(name);
        const minutes = new DayMinutes(odd);
        const folds = TIMEFRAMES.flatMap((timeframe) =>
          SESSION_KINDS.map((session) => ({ session, fold: new BucketFold(minutes, timeframe, session) })),
        );
        for (const { at, cents, kind } of steps) {
          const startMs = odd.openMs + at * MINUTE_MS;
          if (startMs >= odd.postCloseMs) continue;
          const state = kind === "official" ? "official" : "closed";
          const next: MinuteFact =
            kind === "gap" || kind === "empty"
              ? { kind, startMs, reason: "test" }
              : fact(minute(startMs, cents / 100, { state, volume: cents }));
          minutes.set(next);
          for (const { fold } of folds) fold.advance(next);
        }
        for (const { fold, session } of folds) {
          if (fold.timeframe === "1m") continue;
          const now = [...fold.closed(0, Infinity)];
          const scratch = fromScratch(odd, minutes, fold, session);
          // A bucket whose every bar turned into a gap keeps what was shown.
          const shown = now.filter((bar) => scratch.some(({ startMs }) => startMs === bar.startMs));
          expect(shown.map((bar) => ({ ...bar, rev: 0 }))).toEqual(scratch);
        }
      }),
      { numRuns: 100, verbose: true },
    );
  });

  test("P18 hours of the regular session run from 09:30, those of the extended session from 04:00", () => {
    const nine45 = newYorkTimeMs("2013-10-08", (9 * 60 + 45) * MINUTE_MS);
    expect(bucketWithin(sessionSpan(day, "rth"), nine45, "1h")).toEqual({
      startMs: day.openMs,
      endMs: day.openMs + TIMEFRAME_MS["1h"],
    });
    expect(bucketWithin(sessionSpan(day, "rth_ext"), nine45, "1h")?.startMs).toBe(day.openMs - HALF_HOUR);
    expect(bucketWithin(sessionSpan(day, "rth"), day.closeMs - MINUTE_MS, "1h")).toEqual({
      startMs: day.closeMs - HALF_HOUR,
      endMs: day.closeMs,
    });
  });

  test("P15 a 5m bar holds its first minute and closes with its last one", () => {
    const minutes = new DayMinutes(day);
    const fold = new BucketFold(minutes, "5m", "rth");
    const closed = [0, 1, 2, 3, 4].map((at) => {
      const next = fact(minute(day.openMs + at * MINUTE_MS, 100 + at));
      minutes.set(next);
      return fold.advance(next);
    });
    expect(closed.slice(0, 4)).toEqual([[], [], [], []]);
    expect(closed[4]).toMatchObject([{ startMs: day.openMs, open: 99.9, close: 104, volume: 500, rev: 0 }]);
  });

  test("a bucket closes when its last minute is empty, and counts its changes from then on only", () => {
    const minutes = new DayMinutes(day);
    const fold = new BucketFold(minutes, "2m", "rth");
    const say = (next: MinuteFact): readonly MarketBar[] => {
      minutes.set(next);
      return fold.advance(next);
    };
    const first = minute(day.openMs, 100);
    expect(say(fact(first))).toEqual([]);
    expect(say(fact({ ...first, close: 100.1, rev: 1 }))).toEqual([]);
    expect(say({ kind: "empty", startMs: day.openMs + MINUTE_MS })).toMatchObject([{ close: 100.1, rev: 0 }]);
    expect(say(fact({ ...first, close: 100.2, rev: 2 }))).toMatchObject([{ close: 100.2, rev: 1 }]);
    expect(say(fact({ ...first, close: 100.2, rev: 2 }))).toEqual([]);
    expect(say(fact({ ...first, close: 100.2, rev: 3, state: "official" }))).toMatchObject([
      { rev: 2, state: "official" },
    ]);
  });

  test("P16 a bar's number is one function of its start and timeframe", () => {
    for (const timeframe of TIMEFRAMES) {
      const bar = minute(day.openMs, 100);
      expect(toWireBar("SPY", timeframe, bar).seq).toBe(barNumber(day.openMs, timeframe));
      expect(barNumber(day.openMs, timeframe)).toBe(Math.floor(day.openMs / TIMEFRAME_MS[timeframe]));
    }
  });

  test("the average price is weighted by volume, and unknown when a minute with volume has none", () => {
    const bars = [minute(0, 10, { volume: 300 }), minute(MINUTE_MS, 20, { volume: 100 })];
    expect(combineBars(0, 2 * MINUTE_MS, bars)?.vwap).toBe(12.5);
    expect(
      combineBars(0, 2 * MINUTE_MS, [...bars, minute(2 * MINUTE_MS, 30, { vwap: null })])?.vwap,
    ).toBeNull();
  });

  test("two bars that differ in any value are not the same", () => {
    const bar = minute(0, 10);
    expect(sameBar(bar, { ...bar, rev: 9 })).toBe(true);
    for (const change of [{ volume: 1 }, { vwap: null }, { state: "official" as const }, { tradeCount: 4 }]) {
      expect(sameBar(bar, { ...bar, ...change })).toBe(false);
    }
  });
});

/** Every bar of a day that trades once a minute, in every view, as one digest. */
function digestOf(name: string): string {
  const odd = knownDay(name);
  const count = (odd.postCloseMs - odd.preOpenMs) / MINUTE_MS;
  const trades = Array.from({ length: count }, (_, at) =>
    print(odd, at + 1, at * MINUTE_MS + 500, { price: 100 + (at % 17) / 100, size: at + 1 }),
  );
  const minutes = new DayMinutes(odd);
  for (const bar of finalBars(odd, trades)) minutes.set(fact(bar));
  const hash = createHash("sha256");
  for (const timeframe of TIMEFRAMES) {
    for (const session of SESSION_KINDS) {
      const bars = [...new BucketFold(minutes, timeframe, session).closed(0, Infinity)];
      hash.update(JSON.stringify(bars.map((bar) => toWireBar("SPY", timeframe, bar))));
    }
  }
  return hash.digest("hex");
}

describe("P14 time zones and DST", () => {
  const zone = process.env["TZ"];
  afterEach(() => {
    if (zone === undefined) delete process.env["TZ"];
    else process.env["TZ"] = zone;
  });

  test("every host time zone gives identical bytes, on the days after both DST changes too", () => {
    for (const name of ODD_DAYS) {
      const digests = ["Asia/Kolkata", "Europe/London", "America/New_York", "UTC"].map((host) => {
        process.env["TZ"] = host;
        return digestOf(name);
      });
      expect(new Set(digests).size, name).toBe(1);
    }
  });

  test("a full session has its 390 minutes with 390 numbers whatever the season", () => {
    for (const name of ["2024-03-08", "2024-03-11", "2024-11-01", "2024-11-04"]) {
      const odd = knownDay(name);
      const numbers = new Set<number>();
      for (let ms = odd.openMs; ms < odd.closeMs; ms += MINUTE_MS) numbers.add(barNumber(ms, "1m"));
      expect(numbers.size).toBe(390);
    }
    expect(knownDay("2024-03-11").openMs - knownDay("2024-03-08").openMs).toBe(3 * 86_400_000 - 3_600_000);
    expect(knownDay("2024-11-04").openMs - knownDay("2024-11-01").openMs).toBe(3 * 86_400_000 + 3_600_000);
  });
});
