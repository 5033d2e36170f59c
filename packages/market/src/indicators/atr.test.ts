import { expect, it } from "vitest";
import { testBar } from "../testing/bars.ts";
import { indicatorContract } from "../testing/indicator-contract.ts";
import { Atr } from "./atr.ts";

indicatorContract("ATR 1", () => new Atr(1));
indicatorContract("ATR 14", () => new Atr());

it("takes gaps into the range", () => {
  const atr = new Atr(1);
  expect(atr.next(testBar(0, { high: 12, low: 10, close: 11 }))).toBe(2);
  expect(atr.next(testBar(1, { high: 15, low: 14, close: 14 }))).toBe(4);
  expect(atr.revise(testBar(1, { high: 9, low: 8, close: 8 }))).toBe(3);
});

it("smooths by Wilder's rule", () => {
  const atr = new Atr(2);
  const bars = [4, 2, 5].map((range, minute) => testBar(minute, { high: 100 + range, low: 100, close: 100 }));
  expect(bars.map((bar) => atr.next(bar))).toEqual([null, 3, 4]);
});
