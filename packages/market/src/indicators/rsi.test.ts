import { expect, it } from "vitest";
import { testBar } from "../testing/bars.ts";
import { indicatorContract } from "../testing/indicator-contract.ts";
import { Rsi } from "./rsi.ts";

indicatorContract("RSI 2", () => new Rsi(2));
indicatorContract("RSI 14", () => new Rsi());

/** The worked example of StockCharts ChartSchool, "Relative Strength Index". */
const CLOSES = [
  44.3389, 44.0902, 44.1497, 43.6124, 44.3278, 44.8264, 45.0955, 45.4245, 45.8433, 46.0826, 45.8931, 46.0328,
  45.614, 46.282, 46.282, 46.0028, 46.0328, 46.4116, 46.2222, 45.6439,
];

it("matches the worked example of its source", () => {
  const rsi = new Rsi(14);
  const values = CLOSES.map((close, minute) => rsi.next(testBar(minute, { close }))).slice(14);
  const expected = [70.53, 66.32, 66.55, 69.41, 66.36, 57.97];
  values.forEach((value, index) => expect(value).toBeCloseTo(expected[index] ?? 0, 1));
});

it.each([
  ["rising", 1, 100],
  ["falling", -1, 0],
  ["still", 0, 50],
])("is at its bound when the price is only %s", (_name, step, bound) => {
  const rsi = new Rsi(5);
  for (let minute = 0; minute < 9; minute += 1) rsi.next(testBar(minute, { close: 100 + step * minute }));
  expect(rsi.value).toBe(bound);
});
