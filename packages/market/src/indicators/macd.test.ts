import { expect, it } from "vitest";
import { testBar } from "../testing/bars.ts";
import { indicatorContract } from "../testing/indicator-contract.ts";
import { Ema } from "./ema.ts";
import { Macd } from "./macd.ts";

indicatorContract("MACD 3 5 2", () => new Macd(3, 5, 2));

it("is the distance of two EMAs", () => {
  const [macd, fast, slow] = [new Macd(), new Ema(12), new Ema(26)];
  for (let minute = 0; minute < 60; minute += 1) {
    const bar = testBar(minute, { close: 100 + Math.sin(minute / 5) });
    macd.next(bar);
    fast.next(bar);
    slow.next(bar);
  }
  expect(macd.value?.macd).toBe((fast.value ?? 0) - (slow.value ?? 0));
  expect(macd.value?.histogram).toBe((macd.value?.macd ?? 0) - (macd.value?.signal ?? 0));
});

it("refuses a fast period that is not the shorter one", () => {
  expect(() => new Macd(26, 12)).toThrow(/fast/);
});
