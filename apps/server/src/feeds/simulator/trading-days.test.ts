import { expect, it } from "vitest";
import { TradingDays } from "./trading-days.ts";

it("numbers the trading days from 2000 on", () => {
  const days = new TradingDays();
  expect([days.at(0).day, days.at(4).day, days.at(5).day]).toEqual([
    "2000-01-03",
    "2000-01-07",
    "2000-01-10",
  ]);
});

it("finds the first day that ends after a time", () => {
  const days = new TradingDays();
  const friday = days.at(4);
  expect(days.numberEndingAfter(0)).toBe(0);
  expect(days.numberEndingAfter(friday.postCloseMs - 1)).toBe(4);
  expect(days.numberEndingAfter(friday.postCloseMs)).toBe(5);
  expect(days.numberEndingAfter(friday.postCloseMs, 1)).toBe(4);
  expect(days.at(days.numberEndingAfter(Date.UTC(2026, 10, 26, 15))).day).toBe("2026-11-27");
});
