import { expect, it } from "vitest";
import { testBar } from "../testing/bars.ts";
import { indicatorContract } from "../testing/indicator-contract.ts";
import { Bollinger } from "./bollinger.ts";

indicatorContract("Bollinger 6", () => new Bollinger(6, 2));

it("lies two population deviations around the mean", () => {
  const bands = new Bollinger(8, 2);
  for (const close of [2, 4, 4, 4, 5, 5, 7, 9]) bands.next(testBar(0, { close }));
  expect(bands.value).toEqual({ lower: 1, middle: 5, upper: 9 });
});

it("closes up when nothing moves", () => {
  const bands = new Bollinger();
  for (let minute = 0; minute < 20; minute += 1) bands.next(testBar(minute));
  expect(bands.value).toEqual({ lower: 100, middle: 100, upper: 100 });
});

it("refuses settings without a meaning", () => {
  expect(() => new Bollinger(1)).toThrow(/period/);
  expect(() => new Bollinger(20, 0)).toThrow(/width/);
});
