import { expect, it } from "vitest";
import { PROFILES, profileOf } from "./profile.ts";

it("knows two dozen listings", () => {
  expect(PROFILES.size).toBe(24);
  for (const symbol of ["SPY", "QQQ", "NVDA"]) expect(profileOf(symbol)).toBe(PROFILES.get(symbol));
});

it("makes every other ticker a plausible one, always the same", () => {
  const tickers = Array.from({ length: 300 }, (_, index) => `T${index.toString(36).toUpperCase()}`);
  for (const profile of tickers.map(profileOf)) {
    expect(profile).toEqual(profileOf(profile.symbol));
    expect(profile.price).toBeGreaterThan(5);
    expect(profile.price).toBeLessThan(300);
    expect(profile.beta).toBeGreaterThan(0.4);
    expect(profile.dailyVolume / profile.dailyTrades).toBeGreaterThan(50);
    expect(profile.oddLots).toBeLessThan(0.8);
  }
  expect(new Set(tickers.map((ticker) => profileOf(ticker).price)).size).toBeGreaterThan(250);
});
