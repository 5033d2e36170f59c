import { expect, it } from "vitest";
import { testBar } from "../testing/bars.ts";
import { indicatorContract } from "../testing/indicator-contract.ts";
import { SessionVwap } from "./session-vwap.ts";

const DAY = 24 * 60;

indicatorContract("session VWAP", () => new SessionVwap("rth"));
indicatorContract("session VWAP over days", () => new SessionVwap("rth_ext"), {
  stepMs: 3 * 3_600_000,
});

it("weighs a bar's own VWAP, or its typical price, with its volume", () => {
  const vwap = new SessionVwap("rth");
  expect(vwap.next(testBar(0, { vwap: 10, volume: 100 }))).toBe(10);
  expect(vwap.next(testBar(1, { high: 24, low: 18, close: 18, volume: 300 }))).toBe(17.5);
  expect(vwap.next(testBar(2, { volume: 0 }))).toBe(17.5);
});

it("starts anew with each session (P19)", () => {
  const vwap = new SessionVwap("rth");
  vwap.next(testBar(0, { vwap: 10 }));
  expect(vwap.next(testBar(DAY, { vwap: 30 }))).toBe(30);
  expect(vwap.revise(testBar(DAY, { vwap: 40 }))).toBe(40);
  expect(vwap.revise(testBar(1, { vwap: 20 }))).toBe(15);
});

it("counts the pre-market in the extended session only", () => {
  const [regular, extended] = [new SessionVwap("rth"), new SessionVwap("rth_ext")];
  const preMarket = testBar(-60, { vwap: 10 });
  expect([regular.next(preMarket), extended.next(preMarket)]).toEqual([null, 10]);
  const open = testBar(0, { vwap: 20 });
  expect([regular.next(open), extended.next(open)]).toEqual([20, 15]);
  const afterHours = testBar(390, { vwap: 30 });
  expect([regular.next(afterHours), extended.next(afterHours)]).toEqual([null, 20]);
});

it("has no value in the night", () => {
  const vwap = new SessionVwap("rth_ext");
  vwap.next(testBar(0));
  expect(vwap.next(testBar(14 * 60))).toBeNull();
  expect(vwap.next(testBar(DAY, { vwap: 5 }))).toBe(5);
});
