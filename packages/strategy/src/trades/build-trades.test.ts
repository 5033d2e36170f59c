import type { Fill } from "@spotlight/contracts";
import fc from "fast-check";
import { expect, it } from "vitest";
import { fillArbitrary, OPEN_MS, testFill } from "../testing/fills.ts";
import { buildTrades, type SymbolTrades } from "./build-trades.ts";
import { FillBook } from "./fill-book.ts";

const MINUTE_MS = 60_000;

/** Trades of fills `[side and shares, price, more]`, a minute apart. */
function trade(...fills: readonly (readonly [number, number, Partial<Fill>?])[]): SymbolTrades {
  return buildTrades(
    fills.map(([shares, price, more], index) =>
      testFill(`f${index}`, {
        side: shares > 0 ? "buy" : "sell",
        quantity: Math.abs(shares),
        price,
        atMs: OPEN_MS + index * MINUTE_MS,
        ...more,
      }),
    ),
  );
}

it("measures a trade in dollars and in planned R, net of commissions", () => {
  const { trades } = trade([100, 50, { stop: 49, commission: 1 }], [-100, 52, { commission: 1 }]);
  expect(trades).toEqual([
    {
      id: "f0",
      symbol: "SPY",
      direction: "long",
      openedMs: OPEN_MS,
      closedMs: OPEN_MS + MINUTE_MS,
      entryPrice: 50,
      exitPrice: 52,
      quantity: 100,
      openQuantity: 0,
      averageCost: 50,
      grossDollars: 200,
      commissionDollars: 2,
      netDollars: 198,
      stop: 49,
      riskDollars: 100,
      resultR: 1.98,
      scaleIns: 0,
      fills: 2,
      calloutId: null,
    },
  ]);
});

it("adds entries to the risk, each at its own stop or at the one before", () => {
  const { trades } = trade([100, 50, { stop: 49 }], [100, 51], [100, 52, { stop: 51 }], [-300, 51]);
  expect(trades).toMatchObject([
    { scaleIns: 2, riskDollars: 100 + 200 + 100, stop: 49, netDollars: 0, resultR: 0 },
  ]);
});

it("splits a fill that closes one side and opens the other", () => {
  const { trades, realisations } = trade([100, 50], [-150, 51, { commission: 3, stop: 52 }], [50, 50]);
  expect(trades).toMatchObject([
    { id: "f0", direction: "long", netDollars: 98, commissionDollars: 2 },
    {
      id: "f1+",
      direction: "short",
      quantity: 50,
      netDollars: 49,
      commissionDollars: 1,
      riskDollars: 50,
      resultR: 0.98,
    },
  ]);
  expect(realisations.reduce((sum, each) => sum + each.netDollars, 0)).toBe(147);
});

it("realises each exit against the average cost", () => {
  const { trades, realisations } = trade([100, 50], [100, 52], [-50, 53], [-50, 50]);
  expect(realisations.map((each) => each.netDollars + 0)).toEqual([0, 0, 100, -50]);
  expect(trades).toMatchObject([
    { closedMs: null, openQuantity: 100, grossDollars: 50, resultR: null, exitPrice: 51.5 },
  ]);
});

it("knows no R without a stop, or with one on the wrong side", () => {
  expect(trade([100, 50], [-100, 49]).trades).toMatchObject([{ riskDollars: null, resultR: null }]);
  expect(trade([100, 50, { stop: 51 }], [-100, 49]).trades).toMatchObject([
    { riskDollars: null, resultR: null },
  ]);
});

it("is flat again after fractions that do not add up", () => {
  expect(trade([0.1, 10], [0.2, 10], [-0.3, 11]).trades).toMatchObject([
    { openQuantity: 0, netDollars: expect.closeTo(0.3) },
  ]);
  expect(trade([0.3, 10], [-0.1, 10], [-0.2, 11]).trades).toHaveLength(1);
});

/** What a cash box says: money in and out, and what the shares that are left would bring. */
function cashBox(fills: readonly Fill[], markPrice: number): { shares: number; worth: number } {
  let [shares, cash] = [0, 0];
  for (const { side, quantity, price, commission } of fills) {
    shares += side === "buy" ? quantity : -quantity;
    cash -= (side === "buy" ? quantity : -quantity) * price + commission;
  }
  return { shares, worth: cash + shares * markPrice };
}

it("conserves shares and money to the cent, whatever comes in whatever order", () => {
  fc.assert(
    fc.property(fc.array(fillArbitrary, { maxLength: 60 }), fc.nat(), (fills, turn) => {
      const book = new FillBook();
      for (const fill of fills) book.put(fill);
      const other = new FillBook();
      const last = fills.filter(
        (fill, index) => fills.findLastIndex((each) => each.id === fill.id) === index,
      );
      for (const fill of [
        ...last.slice(turn % (last.length + 1)),
        ...last.slice(0, turn % (last.length + 1)),
      ])
        other.put(fill);
      for (const symbol of ["SPY", "QQQ"]) {
        const held = book.fills(symbol);
        expect(other.fills(symbol)).toEqual(held);
        const { trades, realisations } = buildTrades(held);
        const net = trades.reduce((sum, each) => sum + each.netDollars, 0);
        const open = trades.find((each) => each.closedMs === null);
        const sign = open?.direction === "short" ? -1 : 1;
        const wanted = cashBox(held, 100);
        expect((open?.openQuantity ?? 0) * sign).toBeCloseTo(wanted.shares, 6);
        expect(realisations.reduce((sum, each) => sum + each.netDollars, 0)).toBeCloseTo(net, 6);
        if (open === undefined) expect(Math.abs(net - wanted.worth)).toBeLessThan(0.005);
        expect(trades.filter((each) => each.closedMs === null).length).toBeLessThanOrEqual(1);
        expect(new Set(trades.map((each) => each.id)).size).toBe(trades.length);
      }
    }),
    { numRuns: 200, verbose: true },
  );
});

it("holds every open position at its average cost", () => {
  fc.assert(
    fc.property(fc.array(fillArbitrary, { maxLength: 30 }), (fills) => {
      const book = new FillBook();
      for (const fill of fills) book.put({ ...fill, symbol: "SPY" });
      const held = book.fills("SPY");
      const last = buildTrades(held).trades.at(-1);
      fc.pre(last !== undefined && last.closedMs === null);
      const closing = testFill("zz", {
        side: last?.direction === "long" ? "sell" : "buy",
        quantity: last?.openQuantity ?? 0,
        price: 123.45,
        atMs: OPEN_MS + 30 * MINUTE_MS,
      });
      const closed = buildTrades([...held, closing]).trades;
      const net = closed.reduce((sum, each) => sum + each.netDollars, 0);
      expect(closed.at(-1)?.closedMs).toBe(closing.atMs);
      expect(Math.abs(net - cashBox(held, 123.45).worth)).toBeLessThan(0.005);
    }),
    { verbose: true },
  );
});

it("says what became of each fact", () => {
  const book = new FillBook();
  const fill = testFill("a");
  expect(book.put(fill)).toBe("added");
  expect(book.put({ ...fill })).toBe("same");
  expect(book.put({ ...fill, symbol: "QQQ" })).toBe("amended");
  expect(book.fills("SPY")).toEqual([]);
  expect(book.get("a")?.symbol).toBe("QQQ");
  expect(book.remove("a")).toBe("removed");
  expect(book.remove("a")).toBe("unknown");
});
