import { DEFAULT_ASSUMPTIONS, type Signal } from "@spotlight/contracts";
import { describe, expect, test } from "vitest";
import { Rerun } from "../desk/rerun.ts";
import { SETUPS } from "../setups/index.ts";
import { disturbedDay, randomMarket, tradingDays } from "../testing/random-market.ts";
import { scoreOutcome } from "./score-outcome.ts";
import { tradeBooks } from "./books.ts";
import { mergeBooks } from "./merge-books.ts";
import { reportDailyR, reportParts, reportTrades } from "./report-books.ts";
import { SignalRun } from "./signal-run.ts";
import { chooseForward } from "./choose-forward.ts";

// Twenty sessions of March as warm-up, and so many in April that a month ends within the run.
const DAYS = tradingDays("2026-03-02", 34);
const FROM_MS = DAYS[20]?.preOpenMs ?? 0;
const UNTIL_MS = DAYS.at(-1)?.postCloseMs ?? 0;
const SYMBOLS = ["IBM", "SPY"];

function newsOf(seed: number) {
  return SYMBOLS.flatMap((symbol, place) =>
    disturbedDay(symbol, randomMarket(seed + place, DAYS).flat(), seed + place),
  ).sort((a, b) => a.learnedMs - b.learnedMs);
}

const NEWS = newsOf(5);
const PLAN = { strategies: SETUPS, symbols: SYMBOLS, fromMs: FROM_MS };

function ran(pieces: number): SignalRun {
  const run = new SignalRun({ ...PLAN, untilMs: UNTIL_MS });
  const size = Math.ceil(DAYS.length / pieces);
  for (let from = 0; from < DAYS.length; from += size) {
    const fromMs = from === 0 ? 0 : (DAYS[from]?.preOpenMs ?? 0);
    const untilMs = DAYS[from + size]?.preOpenMs ?? Infinity;
    run.take(NEWS.filter(({ learnedMs }) => learnedMs >= fromMs && learnedMs < untilMs));
  }
  return run;
}

const RUN = ran(1);
const BOOKS = tradeBooks(RUN.told, RUN.tape, DEFAULT_ASSUMPTIONS);

describe("a backtest's signals", () => {
  test("P25 are those of a rerun, byte for byte, in one piece or in many", () => {
    const rerun = JSON.stringify([...new Rerun(PLAN).advance(NEWS)]);
    expect(RUN.told.length).toBeGreaterThan(100);
    expect(JSON.stringify(RUN.told)).toBe(rerun);
    expect(JSON.stringify(ran(9).told)).toBe(rerun);
  });

  test("P17 find the bars of past days, over the end of a month", () => {
    const { days, bars } = RUN.tape.extent(SYMBOLS, FROM_MS, UNTIL_MS);
    expect(days).toEqual(DAYS.slice(20).map(({ day }) => day));
    expect(bars).toBeGreaterThan(2 * 14 * 370);
  });
});

describe("books", () => {
  const fired = RUN.told.filter(({ status }) => status === "fired");

  test("hold every signal that fired, as it fired, the retracted ones too", () => {
    const retracted = new Set(RUN.told.filter(({ status }) => status === "retracted").map(({ id }) => id));
    expect(retracted.size).toBeGreaterThan(0);
    const held = BOOKS.flatMap(({ signals }) => signals);
    expect(held.map(({ id }) => id).sort()).toEqual(fired.map(({ id }) => id).sort());
    expect(held.some(({ id }) => retracted.has(id))).toBe(true);
    expect(BOOKS.reduce((sum, book) => sum + book.retracted, 0)).toBeGreaterThan(0);
  });

  test("enter at the first bar that starts when the signal is known", () => {
    let late = 0;
    for (const { signals, simulation } of BOOKS) {
      for (let at = 0; at < simulation.trades.length; at += 1) {
        const signal = signals[simulation.trades.entry[at] ?? 0];
        expect(simulation.trades.entryMs[at]).toBeGreaterThanOrEqual(signal?.atMs ?? Infinity);
        if ((signal?.atMs ?? 0) % 60_000 !== 0) late += 1;
      }
    }
    expect(late).toBeGreaterThan(0);
  });

  test("score the first trade of a book as its signal alone is scored", () => {
    for (const { signals, simulation, symbol } of BOOKS) {
      const [signal] = signals;
      if (signal === undefined || simulation.trades.entry[0] !== 0) continue;
      const series = RUN.tape.series(symbol, "rth");
      const bar = series.indexOfStart(Math.ceil(signal.atMs / 60_000) * 60_000) - 1;
      if (bar < 0) continue;
      const score = scoreOutcome(series, bar, signal, DEFAULT_ASSUMPTIONS);
      expect(score.kind === "outcome" ? score.outcome.resultR : null).toBe(simulation.trades.resultR[0]);
    }
  });

  test("add up: strategies and symbols each make the whole", () => {
    const parts = reportParts(BOOKS);
    const whole = parts.find(({ strategy, symbol }) => strategy === null && symbol === null);
    const count = whole?.result.statistics.count ?? 0;
    const sum = (of: (part: (typeof parts)[number]) => boolean): number =>
      parts.filter(of).reduce((total, { result }) => total + result.statistics.count, 0);
    expect(count).toBeGreaterThan(50);
    expect(sum(({ strategy }) => strategy !== null)).toBe(count);
    expect(sum(({ symbol }) => symbol !== null)).toBe(count);
    expect(whole?.result.byRegime.reduce((total, group) => total + group.count, 0)).toBe(count);
    expect(whole?.result.byRegime.length).toBeGreaterThan(1);
    const trades = reportTrades(BOOKS);
    expect(trades.length).toBe(count);
    expect(trades.at(-1)?.equityR).toBeCloseTo(whole?.result.statistics.totalR ?? 0, 9);
    const days = DAYS.map(({ day }) => day);
    const daily = reportDailyR(BOOKS, days).reduce((total, each) => total + each, 0);
    expect(daily).toBeCloseTo(whole?.result.statistics.totalR ?? 0, 9);
  });

  test("keep dollars of each account apart and add them up", () => {
    const sizing = { equityDollars: 50_000, riskPercent: 1 };
    const books = tradeBooks(RUN.told, RUN.tape, { ...DEFAULT_ASSUMPTIONS, sizing });
    const { trades } = mergeBooks(books).simulation;
    expect(trades.startDollars).toBe(50_000 * books.length);
    const [last] = reportTrades(books).slice(-1);
    const own = books.map(({ simulation }) => sumOf(simulation.trades.resultDollars));
    expect(last?.equityDollars).toBeCloseTo(50_000 * books.length + own.reduce((a, b) => a + b, 0), 4);
  });

  test("follow what a sweep chooses", () => {
    const best = tradeBooks(RUN.told, RUN.tape, DEFAULT_ASSUMPTIONS, { leastGrade: 3 });
    const grades = (books: typeof BOOKS): Set<Signal["grade"]> =>
      new Set(books.flatMap(({ signals }) => signals.map(({ grade }) => grade)));
    expect([...grades(best)]).toEqual(["A"]);
    expect(grades(BOOKS).size).toBe(3);
    const one = tradeBooks(RUN.told, RUN.tape, DEFAULT_ASSUMPTIONS, { strategy: SETUPS[1]?.id ?? "" });
    expect(new Set(one.map(({ strategy }) => strategy))).toEqual(new Set([SETUPS[1]?.id]));
    const near = tradeBooks(RUN.told, RUN.tape, DEFAULT_ASSUMPTIONS, { targetR: 0.5, holdMinutes: 9 });
    const trades = reportTrades(near);
    expect(Math.max(...trades.map(({ exitMs, entryMs }) => exitMs - entryMs))).toBeLessThanOrEqual(600_000);
    expect(Math.max(...trades.map(({ resultR }) => resultR))).toBeLessThan(2);
  });
});

describe("walk-forward", () => {
  const plan = { trainDays: 2, testDays: 1, gapDays: 0, anchored: false };

  test("chooses on the days before and never on the days that it tries", () => {
    const days = ["1", "2", "3", "4", "5"];
    const { steps, testR } = chooseForward(
      [
        [1, 1, -9, 0, 0],
        [0, 0, 5, 5, -7],
      ],
      days,
      plan,
    );
    expect(steps.map(({ chosen, trainR, testR: r }) => [chosen, trainR, r])).toEqual([
      [0, 2, -9],
      [1, 5, 5],
      [1, 10, -7],
    ]);
    expect(testR).toEqual({ enough: false, have: 3, need: 20 });
  });

  test("has no step where the days do not suffice", () => {
    expect(chooseForward([[1, 2]], ["1", "2"], plan).steps).toEqual([]);
  });
});

function sumOf(values: Float64Array | null): number {
  return values?.reduce((sum, each) => sum + each, 0) ?? 0;
}
