import fc from "fast-check";
import { expect, it } from "vitest";
import { seededRandom } from "./random.ts";
import { tooFewWords } from "./sample.ts";
import { tradeStatistics, winRateFigure } from "./trade-statistics.ts";

const sum = (values: readonly number[]): number => values.reduce((total, each) => total + each, 0);

/** The figures by their definitions, in the plainest way. */
function plainly(results: readonly number[]): Record<string, number> {
  const equity = [0, ...results.map((_, index) => sum(results.slice(0, index + 1)))];
  const falls = equity.flatMap((high, from) => equity.slice(from).map((later) => high - later));
  const streak = (sign: number): number =>
    Math.max(
      ...results
        .map((result) => (Math.sign(result) === sign ? "x" : " "))
        .join("")
        .split(" ")
        .map((run) => run.length),
    );
  const mean = sum(results) / results.length;
  const deviation = Math.sqrt(sum(results.map((each) => (each - mean) ** 2)) / (results.length - 1));
  return {
    wins: results.filter((each) => each > 0).length,
    losses: results.filter((each) => each < 0).length,
    totalR: sum(results),
    fall: Math.max(...falls),
    mean,
    factor: sum(results.filter((each) => each > 0)) / -sum(results.filter((each) => each < 0)),
    winStreak: streak(1),
    lossStreak: streak(-1),
    sqn: (mean / deviation) * Math.sqrt(Math.min(100, results.length)),
  };
}

it("agrees with the definitions", () => {
  const result = fc.constantFrom(-1, -0.5, 0, 0.25, 1, 2.5);
  fc.assert(
    fc.property(fc.array(result, { minLength: 30, maxLength: 130 }), (results) => {
      fc.pre(results.includes(-1) && results.includes(1));
      const wanted = plainly(results);
      const resultsR = Float64Array.from(results);
      const found = tradeStatistics(
        { resultsR, resultsDollars: resultsR.map((r) => r * 100) },
        seededRandom(1),
      );
      expect(found).toMatchObject({
        wins: wanted["wins"],
        losses: wanted["losses"],
        longestWinStreak: wanted["winStreak"],
        longestLossStreak: wanted["lossStreak"],
      });
      expect(found.totalR).toBeCloseTo(wanted["totalR"] ?? Number.NaN, 9);
      expect(found.drawdownR.deepest).toBeCloseTo(wanted["fall"] ?? Number.NaN, 9);
      expect(found.drawdownDollars?.deepest).toBeCloseTo(100 * (wanted["fall"] ?? Number.NaN), 6);
      expect(found.expectancyR).toMatchObject({ value: expect.closeTo(wanted["mean"] ?? Number.NaN, 9) });
      expect(found.profitFactor).toMatchObject({ value: expect.closeTo(wanted["factor"] ?? Number.NaN, 9) });
      expect(found.sqn).toMatchObject({ value: expect.closeTo(wanted["sqn"] ?? Number.NaN, 9) });
    }),
    { numRuns: 25, verbose: true },
  );
});

it("works by hand: ten wins of 2 R, twenty losses of 1 R", () => {
  const resultsR = Float64Array.from({ length: 30 }, (_, index) => (index % 3 === 0 ? 2 : -1));
  const found = tradeStatistics({ resultsR, resultsDollars: null }, seededRandom(1));
  expect(found).toMatchObject({
    count: 30,
    totalR: 0,
    averageWinR: 2,
    averageLossR: -1,
    winRate: { value: 1 / 3 },
    profitFactor: { value: 1 },
    sqn: { value: 0 },
    drawdownR: { deepest: 2 },
    longestWinStreak: 1,
    longestLossStreak: 2,
    totalDollars: null,
    drawdownDollars: null,
  });
});

it("refuses every rate, mean and interval on too few trades, and says so", () => {
  const seven = Float64Array.of(1, -1, 1, 1, -1, 2, 1);
  const found = tradeStatistics({ resultsR: seven, resultsDollars: null }, seededRandom(1));
  const refusal = { enough: false, have: 7, need: 20 } as const;
  expect(found).toMatchObject({
    count: 7,
    winRate: refusal,
    expectancyR: refusal,
    profitFactor: refusal,
    drawdownR: { deepest: 1, likely: refusal },
    sqn: { enough: false, have: 7, need: 30 },
  });
  expect(tooFewWords(refusal)).toBe("Not enough trades to say (7 of 20).");
  expect(winRateFigure(5, 19)).toEqual({ enough: false, have: 19, need: 20 });
});

it("knows no profit factor where nothing was lost", () => {
  const found = tradeStatistics(
    { resultsR: new Float64Array(20).fill(1), resultsDollars: null },
    seededRandom(1),
  );
  expect(found.profitFactor).toEqual({ enough: true, value: null, low: null, high: null });
  expect(found.expectancyR).toEqual({ enough: true, value: 1, low: 1, high: 1 });
});

it("says the same of no trades at all", () => {
  const found = tradeStatistics(
    { resultsR: new Float64Array(), resultsDollars: new Float64Array() },
    seededRandom(1),
  );
  expect(found).toMatchObject({
    count: 0,
    totalR: 0,
    averageWinR: null,
    totalDollars: 0,
    longestLossStreak: 0,
  });
});
