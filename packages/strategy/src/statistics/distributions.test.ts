import { expect, it } from "vitest";
import { normalDistribution, normalQuantile, studentQuantile } from "./distributions.ts";

/** The normal distribution function by its definition, summed in small steps. */
function summed(x: number): number {
  const steps = 20_000;
  const width = x / steps;
  let sum = 0;
  for (let step = 0; step < steps; step += 1) sum += Math.exp(-(((step + 0.5) * width) ** 2) / 2);
  return 0.5 + (sum * width) / Math.sqrt(2 * Math.PI);
}

it("agrees with the area under the bell curve", () => {
  for (const x of [-4, -1.96, -0.3, 0, 0.7, 1.645, 3])
    expect(normalDistribution(x)).toBeCloseTo(summed(x), 6);
});

it("turns back into the probability", () => {
  for (const share of [0.001, 0.024, 0.025, 0.2, 0.5, 0.9, 0.999])
    expect(summed(normalQuantile(share))).toBeCloseTo(share, 8);
  expect(normalQuantile(0.975)).toBeCloseTo(1.959963985, 8);
});

it("gives the t table's figures", () => {
  const table = [
    [0.975, 5, 2.5706],
    [0.975, 10, 2.2281],
    [0.975, 19, 2.093],
    [0.95, 29, 1.6991],
    [0.025, 99, -1.9842],
  ] as const;
  for (const [share, degrees, wanted] of table)
    expect(Math.abs(studentQuantile(share, degrees) - wanted)).toBeLessThan(0.002);
});
