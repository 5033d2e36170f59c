import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutBlocks } from "./blocks.ts";
import { bootstrapDrawdown, bootstrapMean, bootstrapSums } from "./bootstrap.ts";
import { deepestFall } from "./drawdown.ts";
import { type Random, seededRandom } from "./random.ts";

const LONG = process.env["SPOTLIGHT_LONG"] === "1";
const ROUNDS = LONG ? 6_000 : 500;
/** Three standard errors of a share of 95 % over the rounds, and one point for small samples. */
const TOLERANCE = 3 * Math.sqrt((0.95 * 0.05) / ROUNDS) + 0.01;

/** Results as traders have them: four of ten win 0.5 to 3.5 R, the rest loses 0.8 to 1.2 R. */
function someResults(count: number, random: Random): Float64Array {
  return Float64Array.from({ length: count }, () =>
    random() < 0.4 ? 0.5 + 3 * random() : -0.8 - 0.4 * random(),
  );
}
const TRUE_MEAN = 0.4 * 2 - 0.6;
const TRUE_FACTOR = 0.8 / 0.6;

describe("intervals cover the truth as often as they say", () => {
  it.each([25, 60])("expectancy and profit factor of %i trades", (count) => {
    const random = seededRandom(count);
    let [means, factors] = [0, 0];
    for (let round = 0; round < ROUNDS; round += 1) {
      const { mean, profitFactor } = bootstrapSums(cutBlocks(someResults(count, random)), random);
      if (mean.low <= TRUE_MEAN && TRUE_MEAN <= mean.high) means += 1;
      if (profitFactor.low <= TRUE_FACTOR && TRUE_FACTOR <= profitFactor.high) factors += 1;
    }
    expect(Math.abs(means / ROUNDS - 0.95)).toBeLessThan(TOLERANCE);
    expect(Math.abs(factors / ROUNDS - 0.95)).toBeLessThan(TOLERANCE + 0.01);
  });

  it("a long series drawn in blocks", () => {
    const random = seededRandom(5);
    const rounds = LONG ? 1_000 : 60;
    let covered = 0;
    for (let round = 0; round < rounds; round += 1) {
      const { mean } = bootstrapSums(cutBlocks(someResults(3_500, random)), random);
      if (mean.low <= TRUE_MEAN && TRUE_MEAN <= mean.high) covered += 1;
    }
    expect(Math.abs(covered / rounds - 0.95)).toBeLessThan(3 * Math.sqrt((0.95 * 0.05) / rounds) + 0.005);
  });
});

it("is as wide as Student's interval for the mean of a bell-shaped sample", () => {
  const values = Float64Array.from({ length: 20 }, (_, index) => index);
  const { low, high } = bootstrapMean(values, seededRandom(1));
  const student = 2.093 * Math.sqrt(35 / 20);
  expect(9.5 - low).toBeCloseTo(student, 0);
  expect(high - 9.5).toBeCloseTo(student, 0);
});

it("gives the same figures for the same seed, and others for another", () => {
  const values = someResults(40, seededRandom(3));
  expect(bootstrapMean(values, seededRandom(7))).toEqual(bootstrapMean(values, seededRandom(7)));
  expect(bootstrapMean(values, seededRandom(7))).not.toEqual(bootstrapMean(values, seededRandom(8)));
});

const total = (column: Float64Array): number => column.reduce((sum, each) => sum + each, 0);

it("keeps the sums of blocks, whatever the length", () => {
  fc.assert(
    fc.property(fc.nat(4_000), fc.nat(), (count, seed) => {
      const results = someResults(count, seededRandom(seed));
      const blocks = cutBlocks(results);
      expect(blocks.length).toBe(count <= 500 ? count : 100);
      expect(total(blocks.counts)).toBe(count);
      expect(total(blocks.gains) - total(blocks.losses)).toBeCloseTo(total(blocks.sums), 6);
    }),
    { numRuns: 30, verbose: true },
  );
});

it("draws drawdowns around that of the series, and none without losses", () => {
  const results = someResults(200, seededRandom(2));
  const { low, high, median } = bootstrapDrawdown(cutBlocks(results), seededRandom(1));
  expect(low).toBeLessThan(deepestFall(results));
  expect(high).toBeGreaterThan(deepestFall(results));
  expect(median).toBeGreaterThan(low);
  const wins = bootstrapDrawdown(cutBlocks(Float64Array.of(1, 2, 3)), seededRandom(1));
  expect(wins).toEqual({ low: 0, high: 0, median: 0 });
});

it("measures the fall of joined blocks as of the whole", () => {
  const results = someResults(5_000, seededRandom(9));
  const blocks = cutBlocks(results);
  let [sum, peak, fall] = [0, 0, 0];
  for (let block = 0; block < blocks.length; block += 1) {
    fall = Math.max(fall, blocks.falls[block] ?? 0, peak - sum - (blocks.troughs[block] ?? 0));
    peak = Math.max(peak, sum + (blocks.peaks[block] ?? 0));
    sum += blocks.sums[block] ?? 0;
  }
  expect(fall).toBeCloseTo(deepestFall(results), 8);
});
