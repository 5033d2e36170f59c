import { expect, it } from "vitest";
import { testBar } from "../testing/bars.ts";
import { indicatorContract } from "../testing/indicator-contract.ts";
import { AnchoredVwap } from "./anchored-vwap.ts";

indicatorContract("anchored VWAP", () => new AnchoredVwap(0));
indicatorContract("anchored VWAP on its first bar", () => new AnchoredVwap(testBar(0).startMs));

it("counts bars from the anchor on, across days", () => {
  const vwap = new AnchoredVwap(testBar(1).startMs);
  expect(vwap.next(testBar(0, { vwap: 7, volume: 900 }))).toBeNull();
  expect(vwap.next(testBar(1, { vwap: 10, volume: 100 }))).toBe(10);
  expect(vwap.next(testBar(2_000, { vwap: 20, volume: 300 }))).toBe(17.5);
});
