import { expect, it } from "vitest";
import { seededRandom } from "./random.ts";

it("repeats itself for a seed and is even over its range", () => {
  const numbers = Array.from({ length: 40_000 }, seededRandom(42));
  expect(numbers).toEqual(Array.from({ length: 40_000 }, seededRandom(42)));
  const bins = Array.from({ length: 20 }, () => 0);
  for (const each of numbers) bins[Math.floor(each * 20)] = (bins[Math.floor(each * 20)] ?? 0) + 1;
  const chiSquare = bins.reduce((sum, have) => sum + (have - 2_000) ** 2 / 2_000, 0);
  expect(chiSquare).toBeLessThan(43.8);
});

it("begins elsewhere for neighbouring and for large seeds", () => {
  const firsts = [0, 1, 2, 3, -1, 2 ** 40, 2 ** 40 + 1].map((seed) => seededRandom(seed)());
  expect(new Set(firsts).size).toBe(firsts.length);
});
