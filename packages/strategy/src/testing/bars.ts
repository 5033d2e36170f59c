import { MINUTE_MS, type MarketBar, nextTradingDay, tradingDay, type TradingDay } from "@spotlight/market";

/** A source of numbers from 0 to 1 (exclusive) that is the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** So many trading days in a row, from a day that is one. */
export function tradingDays(first: string, count: number): TradingDay[] {
  const days: TradingDay[] = [];
  let day = tradingDay(first) ?? nextTradingDay(first);
  for (; days.length < count; day = nextTradingDay(day.day)) days.push(day);
  return days;
}

/** What shapes the bars of {@link walkDays}. */
export interface WalkOptions {
  readonly days: readonly TradingDay[];
  readonly random: () => number;
  /** Length of a bar; a minute when absent. */
  readonly stepMs?: number;
  readonly price?: number;
  /** Share of bars that are left out, 0 to 1. */
  readonly missing?: number;
  /** Widest step of the price over night, dollars; none when absent. */
  readonly gapDollars?: number;
  /** Most bars of a day. */
  readonly barsPerDay?: number;
}

/** A random walk through the regular sessions of some days, in cents. */
export function walkDays(options: WalkOptions): MarketBar[] {
  const {
    days,
    random,
    stepMs = MINUTE_MS,
    price = 100,
    missing = 0,
    gapDollars = 0,
    barsPerDay = 1_000,
  } = options;
  const bars: MarketBar[] = [];
  let close = price;
  for (const { openMs, closeMs } of days) {
    if (gapDollars > 0) close = Math.max(1, cents(close + (random() * 2 - 1) * gapDollars));
    for (let count = 0; count < barsPerDay && openMs + count * stepMs < closeMs; count += 1) {
      const startMs = openMs + count * stepMs;
      const bar = walkBar(startMs, Math.min(startMs + stepMs, closeMs), close, random);
      close = bar.close;
      if (random() >= missing) bars.push(bar);
    }
  }
  return bars;
}

/** A bar that opens at a price and moves from there at random. */
export function walkBar(startMs: number, endMs: number, open: number, random: () => number): MarketBar {
  const close = Math.max(1, cents(open + (random() - 0.5) * 0.6));
  return {
    startMs,
    endMs,
    open,
    high: cents(Math.max(open, close) + random() * 0.2),
    low: cents(Math.min(open, close) - random() * 0.2),
    close,
    volume: Math.floor(random() ** 4 * 20_000),
    vwap: random() < 0.2 ? null : (open + close) / 2,
    tradeCount: Math.floor(random() * 100),
    state: "closed",
    rev: 0,
  };
}

function cents(dollars: number): number {
  return Math.round(dollars * 100) / 100;
}
