import { expect, it } from "vitest";
import { testBar } from "../testing/bars.ts";
import { indicatorContract } from "../testing/indicator-contract.ts";
import { Sma } from "./sma.ts";

indicatorContract("SMA 1", () => new Sma(1));
indicatorContract("SMA 5", () => new Sma(5));

it("is the mean of the last closes", () => {
  const sma = new Sma(3);
  const values = [1, 2, 3, 4, 8].map((close, minute) => sma.next(testBar(minute, { close })));
  expect(values).toEqual([null, null, 2, 3, 5]);
  expect(sma.revise(testBar(4, { close: 5 }))).toBe(4);
});

it("does not depend on what lies before its window", () => {
  const [fresh, old] = [new Sma(3), new Sma(3)];
  for (let minute = 0; minute < 500; minute += 1) old.next(testBar(minute, { close: 0.1 * minute }));
  for (const close of [0.1, 0.2, 0.3]) {
    fresh.next(testBar(0, { close }));
    old.next(testBar(0, { close }));
  }
  expect(old.value).toBe(fresh.value);
});
