import { expect, it } from "vitest";
import { testBar } from "../testing/bars.ts";
import { indicatorContract } from "../testing/indicator-contract.ts";
import { Ema } from "./ema.ts";

indicatorContract("EMA 1", () => new Ema(1));
indicatorContract("EMA 9", () => new Ema(9));

/** The worked example of StockCharts ChartSchool, "Moving Averages": ten-day EMA of Intel. */
const CLOSES = [
  22.27, 22.19, 22.08, 22.17, 22.18, 22.13, 22.23, 22.43, 22.24, 22.29, 22.15, 22.39, 22.38, 22.61, 23.36,
];

it("matches the worked example of its source", () => {
  const ema = new Ema(10);
  const values = CLOSES.map((close, minute) => ema.next(testBar(minute, { close })));
  expect(values.slice(0, 9)).toEqual(Array.from({ length: 9 }, () => null));
  const expected = [22.22, 22.21, 22.24, 22.27, 22.33, 22.52];
  values.slice(9).forEach((value, index) => expect(value).toBeCloseTo(expected[index] ?? 0, 2));
});

it.each([0, -1, 1.5, Number.NaN])("refuses the period %s", (period) => {
  expect(() => new Ema(period)).toThrow(RangeError);
});
