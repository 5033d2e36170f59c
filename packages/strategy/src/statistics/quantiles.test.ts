import { expect, it } from "vitest";
import { quantile, quantileFigure } from "./quantiles.ts";
import { seededRandom } from "./random.ts";

it("interpolates between neighbours", () => {
  const values = Float64Array.of(1, 2, 3, 4);
  expect([0, 0.25, 0.5, 1].map((share) => quantile(values, share))).toEqual([1, 1.75, 2.5, 4]);
  expect(quantile(new Float64Array(), 0.5)).toBeNaN();
});

it("takes the interval of the median from the binomial table: places 6 and 15 of 20", () => {
  const values = Float64Array.from({ length: 20 }, (_, index) => index + 1);
  expect(quantileFigure(values, 0.5)).toEqual({ enough: true, value: 10.5, low: 6, high: 15 });
});

it("refuses while the extremes do not enclose the quantile often enough", () => {
  expect(quantileFigure(new Float64Array(5), 0.5)).toEqual({ enough: false, have: 5, need: 6 });
  expect(quantileFigure(new Float64Array(35), 0.9)).toEqual({ enough: false, have: 35, need: 36 });
  expect(quantileFigure(new Float64Array(36), 0.9)).toMatchObject({ enough: true });
  expect(quantileFigure(new Float64Array(10), 0.5, 0.95, 20)).toEqual({ enough: false, have: 10, need: 20 });
});

it("covers the true quantile at least 95 times of 100", () => {
  const random = seededRandom(11);
  for (const share of [0.25, 0.5, 0.8]) {
    let covered = 0;
    for (let round = 0; round < 1_000; round += 1) {
      const figure = quantileFigure(
        Float64Array.from({ length: 30 }, () => -Math.log(1 - random())).toSorted(),
        share,
      );
      const truth = -Math.log(1 - share);
      if (figure.enough && figure.low <= truth && truth <= figure.high) covered += 1;
    }
    expect(covered / 1_000).toBeGreaterThan(0.94);
    expect(covered / 1_000).toBeLessThan(0.99);
  }
});
