import { DEFAULT_RISK_PROFILE, PATTERN_DAY_TRADER_RULE, riskProfileSchema } from "@spotlight/contracts";
import fc from "fast-check";
import { expect, it } from "vitest";
import { profileArbitrary } from "../testing/profiles.ts";
import { normalProfile, riskPerTrade, tightest } from "./tightest.ts";

it("is the same in any order and grouping, and of itself", () => {
  fc.assert(
    fc.property(profileArbitrary, profileArbitrary, profileArbitrary, (a, b, c) => {
      expect(tightest(a, b)).toEqual(tightest(b, a));
      expect(tightest(tightest(a, b), c)).toEqual(tightest(a, tightest(b, c)));
      expect(tightest(normalProfile(a), a)).toEqual(normalProfile(a));
      expect(riskProfileSchema.parse(tightest(a, b))).toEqual(tightest(a, b));
    }),
    { verbose: true },
  );
});

const limit = (value: number | null): number => value ?? Number.POSITIVE_INFINITY;

it("never allows more than either", () => {
  fc.assert(
    fc.property(profileArbitrary, profileArbitrary, (a, b) => {
      const both = tightest(a, b);
      for (const each of [a, b]) {
        expect(limit(both.dailyLossR)).toBeLessThanOrEqual(limit(each.dailyLossR));
        expect(limit(both.tradesPerDay)).toBeLessThanOrEqual(limit(each.tradesPerDay));
        expect(limit(riskPerTrade(both))).toBeLessThanOrEqual(limit(riskPerTrade(each)));
        expect(both.coolDownMinutes).toBeGreaterThanOrEqual(each.coolDownMinutes);
        for (const window of each.windows)
          expect(
            both.windows.some(
              ({ anchor, from, to }) => anchor === window.anchor && from <= window.from && to >= window.to,
            ),
          ).toBe(true);
      }
    }),
    { verbose: true },
  );
});

it("joins windows that overlap or touch, and keeps each rule once", () => {
  const a = {
    ...DEFAULT_RISK_PROFILE,
    windows: [{ anchor: "clock" as const, from: 720, to: 780 }],
    rules: [PATTERN_DAY_TRADER_RULE],
  };
  const b = {
    ...a,
    windows: [
      { anchor: "clock" as const, from: 780, to: 800 },
      { anchor: "clock" as const, from: 750, to: 760 },
    ],
  };
  expect(tightest(a, b)).toMatchObject({
    windows: [{ anchor: "clock", from: 720, to: 800 }],
    rules: [PATTERN_DAY_TRADER_RULE],
  });
});

it("takes the smaller of a share of equity and dollars as 1 R, and says when it knows neither", () => {
  const profile = { ...DEFAULT_RISK_PROFILE, equityDollars: 40_000, riskPerTradePercent: 0.5 };
  expect(riskPerTrade(profile)).toBe(200);
  expect(riskPerTrade({ ...profile, riskPerTradeDollars: 150 })).toBe(150);
  expect(riskPerTrade(DEFAULT_RISK_PROFILE)).toBeNull();
});
