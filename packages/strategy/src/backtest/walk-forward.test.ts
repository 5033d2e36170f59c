import fc from "fast-check";
import { expect, it } from "vitest";
import { gridPoint, gridSize } from "./grid.ts";
import { walkForwardSplits } from "./walk-forward.ts";

it("tries every day after the first stretch once, always later than it was chosen on", () => {
  const plans = fc.record({
    trainDays: fc.integer({ min: 1, max: 30 }),
    testDays: fc.integer({ min: 1, max: 12 }),
    gapDays: fc.nat(4),
    anchored: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.nat(120), plans, (days, plan) => {
      const splits = walkForwardSplits(days, plan);
      const tried = splits.flatMap(({ testFrom, testTo }) =>
        Array.from({ length: testTo - testFrom }, (_, index) => testFrom + index),
      );
      const first = plan.trainDays + plan.gapDays;
      expect(tried).toEqual(Array.from({ length: Math.max(0, days - first) }, (_, index) => first + index));
      for (const { trainFrom, trainTo, testFrom } of splits) {
        expect(testFrom - trainTo).toBe(plan.gapDays);
        expect(trainTo - trainFrom).toBeGreaterThanOrEqual(plan.trainDays);
        if (!plan.anchored) expect(trainTo - trainFrom).toBe(plan.trainDays);
      }
    }),
    { verbose: true },
  );
});

it("wants whole stretches of at least a day", () => {
  expect(() => walkForwardSplits(10, { trainDays: 0, testDays: 1, gapDays: 0, anchored: false })).toThrow(
    RangeError,
  );
  expect(() => walkForwardSplits(10, { trainDays: 2, testDays: 1.5, gapDays: 0, anchored: false })).toThrow(
    "whole numbers of days",
  );
});

it("numbers a grid so that a sweep can go on where it stopped", () => {
  const axes = [
    { name: "fast", values: [5, 9] },
    { name: "slow", values: [20, 50, 100] },
  ];
  expect(gridSize(axes)).toBe(6);
  expect(Array.from({ length: 6 }, (_, index) => Object.values(gridPoint(axes, index)))).toEqual([
    [5, 20],
    [5, 50],
    [5, 100],
    [9, 20],
    [9, 50],
    [9, 100],
  ]);
  expect(() => gridPoint(axes, 6)).toThrow("The grid has 6 combinations, 0 to 5; there is no 6.");
  expect([gridSize([]), gridPoint([], 0), gridSize([{ name: "none", values: [] }])]).toEqual([1, {}, 0]);
});
