import type { MinuteNews } from "../desk/moments.ts";
import {
  MINUTE_MS,
  type MarketBar,
  type MinuteFact,
  type TradingDay,
  nextTradingDay,
} from "@spotlight/market";

/** Numbers in [0, 1) from a seed: mulberry32, good enough for shapes of prices. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Trading days from the first one after a date on. */
export function tradingDays(afterDay: string, count: number): readonly TradingDay[] {
  const days: TradingDay[] = [];
  for (let day = afterDay; days.length < count;) {
    const next = nextTradingDay(day);
    days.push(next);
    day = next.day;
  }
  return days;
}

/** The minutes of one regular session: trends, ranges, bursts of volume, some minutes without a trade. */
export function sessionMinutes(
  day: TradingDay,
  random: () => number,
  openPrice: number,
): readonly MinuteFact[] {
  const facts: MinuteFact[] = [];
  let price = openPrice;
  let drift = 0;
  let pace = 1;
  for (let startMs = day.openMs; startMs < day.closeMs; startMs += MINUTE_MS) {
    if (random() < 0.03) drift = (random() - 0.5) * 0.0006;
    if (random() < 0.05) pace = 0.5 + 3 * random() ** 3;
    if (random() < 0.004) {
      facts.push({ kind: "empty", startMs });
      continue;
    }
    const bar = minuteBar(startMs, price, drift, pace, random);
    price = bar.close;
    facts.push({ kind: "bar", startMs, bar });
  }
  return facts;
}

function minuteBar(
  startMs: number,
  price: number,
  drift: number,
  pace: number,
  random: () => number,
): MarketBar {
  const step = (): number => price * (drift + (random() - 0.5) * 0.0012 * Math.sqrt(pace));
  const open = cents(price + step() * 0.2);
  const close = cents(price + step());
  const high = cents(Math.max(open, close) + Math.abs(step()) * 0.5);
  const low = cents(Math.min(open, close) - Math.abs(step()) * 0.5);
  const volume = Math.round(1_000 * pace * (0.6 + random()));
  const endMs = startMs + MINUTE_MS;
  const vwap = (high + low + close) / 3;
  return { startMs, endMs, open, high, low, close, volume, vwap, tradeCount: 50, state: "closed", rev: 0 };
}

function cents(price: number): number {
  return Math.round(price * 100) / 100;
}

/** Days of minutes of one symbol, each beginning where the one before ended. */
export function randomMarket(
  seed: number,
  days: readonly TradingDay[],
  firstPrice = 100,
): readonly MinuteFact[][] {
  const random = seeded(seed);
  let price = firstPrice;
  return days.map((day) => {
    const facts = [...sessionMinutes(day, random, price)];
    const last = facts.findLast((fact) => fact.kind === "bar");
    if (last?.kind === "bar") price = last.bar.close * (1 + (random() - 0.5) * 0.01);
    return facts;
  });
}

/**
 * The same minutes as a feed tells them: first words in order, some of them wrong at first and put right a little later,
 * some gaps that are healed later or never.
 */
export function disturbedDay(
  symbol: string,
  minutes: readonly MinuteFact[],
  seed: number,
): readonly MinuteNews[] {
  const random = seeded(seed ^ 0x5eed);
  const queue: { readonly atMs: number; readonly news: MinuteNews }[] = [];
  for (const minute of minutes) {
    const endMs = minute.startMs + MINUTE_MS;
    const say = (told: MinuteFact, cause: MinuteNews["cause"], learnedMs: number): void => {
      queue.push({ atMs: learnedMs, news: { symbol, minute: told, cause, learnedMs } });
    };
    const chance = random();
    if (minute.kind !== "bar" || chance < 0.5) say(minute, null, endMs);
    else if (chance < 0.97) {
      say({ ...minute, bar: bent(minute.bar, random) }, null, endMs);
      const lateMs = chance < 0.9 ? 1_500 : Math.floor(random() * 900_000);
      say({ ...minute, bar: { ...minute.bar, state: "official" } }, "official", endMs + 1 + lateMs);
    } else {
      say({ kind: "gap", startMs: minute.startMs, reason: "connection lost" }, null, endMs);
      if (chance < 0.99) say(minute, "backfill", endMs + 1 + Math.floor(random() * 600_000));
    }
  }
  return queue.sort((a, b) => a.atMs - b.atMs).map(({ news }) => news);
}

/** A bar that a late print or two will put right. */
function bent(bar: MarketBar, random: () => number): MarketBar {
  const close = cents(bar.close * (1 + (random() - 0.5) * 0.001));
  const volume = Math.round(bar.volume * (0.9 + random() * 0.1));
  return { ...bar, close, high: Math.max(bar.high, close), low: Math.min(bar.low, close), volume };
}
