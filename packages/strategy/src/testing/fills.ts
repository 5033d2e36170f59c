import type { Fill } from "@spotlight/contracts";
import fc from "fast-check";

/** 2026-06-01 09:30 New York. */
export const OPEN_MS = Date.UTC(2026, 5, 1, 13, 30);

/** A buy of 100 SPY at 100 dollars at the open of 2026-06-01, without costs, unless told otherwise. */
export function testFill(id: string, values: Partial<Fill> = {}): Fill {
  return {
    id,
    symbol: "SPY",
    side: "buy",
    quantity: 100,
    price: 100,
    commission: 0,
    atMs: OPEN_MS,
    calloutId: null,
    stop: null,
    ...values,
  };
}

/** Fills as they come: few symbols, whole and fractional shares, prices in cents, crowded times, any order. */
export const fillArbitrary: fc.Arbitrary<Fill> = fc
  .record({
    id: fc.nat(40).map((each) => `f${each}`),
    symbol: fc.constantFrom("SPY", "QQQ"),
    side: fc.constantFrom("buy" as const, "sell" as const),
    quantity: fc.oneof(fc.integer({ min: 1, max: 400 }), fc.constantFrom(0.1, 0.2, 0.3, 12.5)),
    price: fc.integer({ min: 9_000, max: 11_000 }).map((cents) => cents / 100),
    commission: fc.integer({ min: 0, max: 300 }).map((cents) => cents / 100),
    minute: fc.nat(20),
    stop: fc.option(fc.integer({ min: 9_000, max: 11_000 }).map((cents) => cents / 100)),
  })
  .map(({ minute, ...fill }) => ({ ...fill, atMs: OPEN_MS + minute * 60_000, calloutId: null }));
