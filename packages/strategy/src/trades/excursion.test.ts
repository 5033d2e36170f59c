import { expect, it } from "vitest";
import { testColumns } from "../testing/columns.ts";
import { OPEN_MS, testFill } from "../testing/fills.ts";
import { buildTrades } from "./build-trades.ts";
import { excursion } from "./excursion.ts";

const BARS = testColumns(
  [
    [100, 109, 91, 100],
    [100, 102, 99.5, 101],
    [101, 103, 101, 103],
    [103, 120, 80, 103],
  ],
  OPEN_MS,
);
const entry = testFill("in", { atMs: OPEN_MS + 60_000, stop: 99 });
const exit = testFill("out", { side: "sell", price: 102, atMs: OPEN_MS + 179_000 });

it("looks at the bars of the trade only", () => {
  const [trade] = buildTrades([entry, exit]).trades;
  expect(trade && excursion(trade, BARS)).toEqual({ maeR: 0.5, mfeR: 3 });
});

it("turns the sides for a short, and goes to the last bar while it is open", () => {
  const [trade] = buildTrades([{ ...entry, side: "sell", stop: 101 }]).trades;
  expect(trade && excursion(trade, BARS)).toEqual({ maeR: 20, mfeR: 20 });
  const [closed] = buildTrades([
    { ...entry, side: "sell", stop: 101 },
    { ...exit, side: "buy" },
  ]).trades;
  expect(closed && excursion(closed, BARS)).toEqual({ maeR: 3, mfeR: 0.5 });
});

it("says nothing without a stop or without bars", () => {
  const [free] = buildTrades([{ ...entry, stop: null }, exit]).trades;
  const [late] = buildTrades([{ ...entry, atMs: OPEN_MS + 999_999 }]).trades;
  expect(free && excursion(free, BARS)).toBeNull();
  expect(late && excursion(late, BARS)).toBeNull();
});
