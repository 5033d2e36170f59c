import { expect, it } from "vitest";
import { hashText, Random } from "./random.ts";

const COUNT = 200_000;

function moments(draw: () => number): { mean: number; variance: number } {
  const values = Array.from({ length: COUNT }, draw);
  const mean = values.reduce((sum, value) => sum + value, 0) / COUNT;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / COUNT };
}

function draw(...keys: number[]): number[] {
  const random = new Random(...keys);
  return Array.from({ length: 20 }, () => random.uniform());
}

it("gives the same numbers for the same keys, and others for others", () => {
  expect(draw(1, 2, 3)).toEqual(draw(1, 2, 3));
  const others = [draw(1, 2, 3), draw(1, 3, 2), draw(1, 2), draw(2, 2, 3), draw(1, 2, 3, 0)];
  expect(new Set(others.map(String)).size).toBe(5);
});

it("is uniform in [0, 1)", () => {
  const random = new Random(7);
  const { mean, variance } = moments(() => random.uniform());
  expect(mean).toBeCloseTo(0.5, 2);
  expect(variance).toBeCloseTo(1 / 12, 2);
  expect(Array.from({ length: COUNT }, () => random.below(6)).every((face) => face >= 0 && face < 6)).toBe(
    true,
  );
});

it("draws normal and fat-tailed numbers of mean 0 and variance 1, and exponential ones of mean 1", () => {
  const random = new Random(8);
  const draws = [() => random.normal(), () => random.fatNormal()].map((draw) => moments(draw));
  for (const { mean, variance } of draws) {
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(Math.abs(variance - 1)).toBeLessThan(0.04);
  }
  expect(moments(() => random.exponential()).mean).toBeCloseTo(1, 1);
});

it("hashes texts apart", () => {
  expect(new Set(["SPY", "SPX", "YPS", "", "S", "BRK.A", "BRK.B"].map(hashText)).size).toBe(7);
});
