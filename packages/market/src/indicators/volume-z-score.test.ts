import { expect, it } from "vitest";
import { testBar } from "../testing/bars.ts";
import { indicatorContract } from "../testing/indicator-contract.ts";
import { VolumeZScore } from "./volume-z-score.ts";

const DAY = 24 * 60;

indicatorContract("volume z-score", () => new VolumeZScore(10, 3), { stepMs: DAY * 60_000 });

it("counts sample standard deviations from the mean of earlier days", () => {
  const score = new VolumeZScore(20, 3);
  for (const [day, volume] of [100, 200, 300].entries()) score.next(testBar(day * DAY, { volume }));
  expect(score.next(testBar(3 * DAY, { volume: 350 }))).toBe(1.5);
  expect(score.revise(testBar(3 * DAY, { volume: 100 }))).toBe(-1);
});

it("has no value when earlier days do not differ", () => {
  const score = new VolumeZScore(20, 2);
  for (let day = 0; day < 3; day += 1) score.next(testBar(day * DAY));
  expect(score.value).toBeNull();
});
