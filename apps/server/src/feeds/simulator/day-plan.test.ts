import { expect, it } from "vitest";
import { type DayPlan, planDay } from "./day-plan.ts";
import { PROFILES } from "./profile.ts";
import { Universe } from "./universe.ts";

/** 2026-11-20, a Friday of 960 minutes. */
const DAY = new Universe(1).days.numberEndingAfter(Date.UTC(2026, 10, 20, 15));
const OPEN = 330;
const CLOSE = 720;

function plans(symbol: string, count: number, seed = 1): DayPlan[] {
  const source = new Universe(seed).source(symbol);
  return Array.from({ length: count }, (_, offset) => planDay(source, DAY - offset));
}

function closes(plan: DayPlan): number[] {
  return plan.minutes.slice(OPEN, CLOSE).flatMap((planned) => (planned === null ? [] : [planned.bar.close]));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function covariance(xs: readonly number[], ys: readonly number[]): number {
  const [meanX, meanY] = [mean(xs), mean(ys)];
  return mean(xs.map((value, index) => (value - meanX) * ((ys[index] ?? meanY) - meanY)));
}

function correlation(xs: readonly number[], ys: readonly number[]): number {
  return covariance(xs, ys) / Math.sqrt(covariance(xs, xs) * covariance(ys, ys));
}

function returns(prices: readonly number[]): number[] {
  return prices.slice(1).map((price, index) => Math.log(price / (prices[index] ?? price)));
}

/** Shares of a stretch of minutes, the auctions left out. */
function volume(plan: DayPlan, from: number, until: number): number {
  return plan.minutes
    .slice(from, until)
    .reduce((sum, planned) => sum + (planned?.bar.volume ?? 0) - (planned?.auctionShares ?? 0), 0);
}

it("is the same from any universe of its seed, whatever was asked before", () => {
  const fresh = planDay(new Universe(5).source("NVDA"), DAY);
  const used = new Universe(5);
  planDay(used.source("SPY"), DAY + 3);
  planDay(used.source("NVDA"), DAY - 40);
  expect(planDay(used.source("NVDA"), DAY)).toEqual(fresh);
  expect(planDay(new Universe(6).source("NVDA"), DAY)).not.toEqual(fresh);
});

it.each(["SPY", "COIN", "ZZTOP"])(
  "%s: every bar holds its prices, its volume and its count together",
  (symbol) => {
    const bad = plans(symbol, 5)
      .flatMap((plan) => plan.minutes)
      .filter((planned) => planned !== null)
      .filter(({ bar, priced }) => {
        const { open, high, low, close, volume, vwap, tradeCount } = bar;
        const inside = [open, close, vwap ?? open].every((price) => price >= low && price <= high);
        const inCents = [open, high, low, close].every((price) => Math.round(price * 100) / 100 === price);
        return !(inside && inCents && volume >= tradeCount && priced >= 1 && priced <= tradeCount);
      });
    expect(bad).toEqual([]);
  },
);

it("moves symbols together", () => {
  const [spy, qqq, nvda] = ["SPY", "QQQ", "NVDA"].map((symbol) =>
    plans(symbol, 5).flatMap((plan) => returns(closes(plan))),
  );
  expect(correlation(spy ?? [], qqq ?? [])).toBeGreaterThan(0.6);
  expect(correlation(spy ?? [], nvda ?? [])).toBeGreaterThan(0.3);
  expect(correlation(spy ?? [], nvda ?? [])).toBeLessThan(0.95);
});

it("trades in a U over the regular session and thinly around it", () => {
  for (const plan of plans("AAPL", 5)) {
    const noon = volume(plan, 500, 530);
    expect(volume(plan, 330, 360)).toBeGreaterThan(1.4 * noon);
    expect(volume(plan, 690, 720)).toBeGreaterThan(1.1 * noon);
    expect(volume(plan, 0, OPEN) + volume(plan, CLOSE, 960)).toBeLessThan(0.12 * volume(plan, OPEN, CLOSE));
  }
});

it("leaves minutes of the pre-market empty in thin symbols", () => {
  const empty = plans("DIS", 5)
    .flatMap((plan) => plan.minutes.slice(0, OPEN))
    .filter((planned) => planned === null);
  expect(empty.length).toBeGreaterThan(20);
});

it("goes on from day to day, with a gap in the night", () => {
  const [today, before] = plans("MSFT", 2);
  const lastBar = before?.minutes.findLast((planned) => planned !== null)?.bar;
  const firstBar = today?.minutes.find((planned) => planned !== null)?.bar;
  const gap = Math.abs(Math.log((firstBar?.open ?? 0) / (lastBar?.close ?? 1)));
  expect(gap).toBeGreaterThan(0);
  expect(gap).toBeLessThan(0.08);
});

it("never runs away: half a year stays within bounds for every listing", () => {
  for (const symbol of PROFILES.keys()) {
    const { levels } = new Universe(3).source(symbol);
    const half = Array.from({ length: 126 }, (_, offset) => levels.day(DAY - offset).end);
    expect(Math.max(...half) - Math.min(...half)).toBeLessThan(1.6);
    expect(Math.max(...half.map(Math.abs))).toBeLessThan(1.5);
  }
});

it("has fat tails: minute returns far out are more common than a normal law allows", () => {
  const minuteReturns = plans("TSLA", 10).flatMap((plan) => returns(closes(plan)));
  const deviation = Math.sqrt(
    minuteReturns.reduce((sum, value) => sum + value * value, 0) / minuteReturns.length,
  );
  const kurtosis =
    minuteReturns.reduce((sum, value) => sum + (value / deviation) ** 4, 0) / minuteReturns.length;
  expect(kurtosis).toBeGreaterThan(4);
});

it("ends half days at 17:00", () => {
  const universe = new Universe(1);
  const number = universe.days.numberEndingAfter(Date.UTC(2026, 10, 27, 15));
  expect(planDay(universe.source("SPY"), number).minutes.length).toBe(780);
});
