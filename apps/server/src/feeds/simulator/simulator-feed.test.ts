import { createHash } from "node:crypto";
import type { MarketEvent, OfficialAggregate, Trade } from "@spotlight/contracts";
import { newYorkDate, newYorkTimeMs, sessionAt, tradingDay } from "@spotlight/market";
import { describe, expect, it } from "vitest";
import type { Feed, FeedPosition, HistoricalMinute } from "../feed.ts";
import { planDay } from "./day-plan.ts";
import { createSimulatorFeed } from "./simulator-feed.ts";
import { Universe } from "./universe.ts";

const HOUR_MS = 3_600_000;
const at = (day: string, hour: number) => newYorkTimeMs(day, hour * HOUR_MS);

const pacer = { nowMs: () => 0, sleep: async () => {} };

function simulator(seed = 1): Feed {
  return createSimulatorFeed({ seed, speed: null, pacer });
}

/** Runs a feed until an event is received at or after `untilMs`; that event and later ones are left out. */
async function collect(
  feed: Feed,
  symbols: readonly string[],
  position: FeedPosition,
  untilMs: number,
  onBatch: () => void = () => {},
): Promise<MarketEvent[]> {
  const controller = new AbortController();
  const all: MarketEvent[] = [];
  await feed.run({
    symbols,
    position,
    signal: controller.signal,
    deliver: async (events) => {
      for (const event of events) {
        if (event.receivedMs >= untilMs) controller.abort();
        else all.push(event);
      }
      onBatch();
    },
  });
  return all;
}

const from = (ms: number): FeedPosition => ({ startMs: ms, positionMs: ms });

function digest(events: readonly MarketEvent[]): string {
  const hash = createHash("sha256");
  for (const event of events) hash.update(JSON.stringify(event));
  return hash.digest("hex");
}

async function historyOf(
  feed: Feed,
  symbol: string,
  fromMs: number | null,
  untilMs: number,
): Promise<HistoricalMinute[]> {
  const minutes: HistoricalMinute[] = [];
  for await (const batch of feed.history(symbol, fromMs, untilMs)) minutes.push(...batch);
  return minutes;
}

const isTrade = (event: MarketEvent): event is Trade => event.type === "trade";

describe("determinism", () => {
  const start = at("2026-11-20", 4);
  const [cut, end] = [start + 5.4 * HOUR_MS, start + 6.2 * HOUR_MS];

  it("the same seed gives the same bytes, another seed gives others", async () => {
    const [first, second, other] = await Promise.all(
      [1, 1, 2].map((seed) => collect(simulator(seed), ["DIA", "ABCD"], from(start), end)),
    );
    expect(digest(first ?? [])).toBe(digest(second ?? []));
    expect(digest(first ?? [])).not.toBe(digest(other ?? []));
  });

  it("a restart at any position gives the same events", async () => {
    const whole = await collect(simulator(), ["DIA", "BA"], from(start), end);
    const again = await collect(
      simulator(),
      ["BA", "DIA"],
      { startMs: start - 30 * HOUR_MS, positionMs: cut },
      end,
    );
    expect(digest(again)).toBe(digest(whole));
  });

  it("a symbol's events do not depend on when it is picked up or what else is watched", async () => {
    const early = await collect(simulator(), ["DIA", "BA"], from(start), end);
    const late = await collect(simulator(), ["BA"], from(start + 5.5 * HOUR_MS), end);
    const ofDay = (events: readonly MarketEvent[]) =>
      events.filter((event) => {
        if (event.type === "clock" || event.type === "coverage" || event.symbol !== "BA") return false;
        return (event.type === "aggregate" ? event.startMs : event.eventMs) >= start + 5.5 * HOUR_MS;
      });
    expect(ofDay(late).length).toBeGreaterThan(1_000);
    expect(ofDay(early)).toEqual(ofDay(late));
  });
});

describe("a whole day", () => {
  const day = tradingDay("2026-11-19");
  const [start, end] = [day?.preOpenMs ?? 0, (day?.postCloseMs ?? 0) + HOUR_MS / 12];
  const events = collect(simulator(), ["BA", "IWM"], from(start), end);

  it("comes in the order of receipt, with a clock every second that nothing undercuts", async () => {
    const times = (await events).map((event) => event.receivedMs);
    expect(times.filter((ms, index) => ms < (times[index - 1] ?? 0))).toEqual([]);
    const clocks = (await events).filter((event) => event.type === "clock").map((event) => event.receivedMs);
    expect(clocks.filter((ms, index) => index > 0 && ms - (clocks[index - 1] ?? 0) > 1_000)).toEqual([]);
    expect(times.at(-1)).toBeGreaterThanOrEqual((day?.postCloseMs ?? 0) + 90_000);
  });

  it("numbers each symbol's trades upwards in tape order", async () => {
    for (const symbol of ["BA", "IWM"]) {
      const numbers = (await events)
        .filter((event) => isTrade(event) && event.symbol === symbol)
        .map((event) => (isTrade(event) ? event.sequence : 0));
      expect(numbers.length).toBeGreaterThan(50_000);
      expect(numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0))).toBe(true);
    }
  });

  it("ends in the official bars that history has, bit for bit", async () => {
    const final = new Map<number, HistoricalMinute>();
    let restated = 0;
    for (const event of await events) {
      if (event.type !== "aggregate" || event.symbol !== "BA") continue;
      if (final.has(event.startMs)) restated += 1;
      final.set(event.startMs, withoutEnvelope(event));
    }
    expect([...final.values()].sort((a, b) => a.startMs - b.startMs)).toEqual(
      await historyOf(simulator(), "BA", start, end),
    );
    expect(restated).toBeGreaterThan(5);
  });

  it("sends each official bar a second or two after its minute", async () => {
    const seen = new Set<string>();
    for (const event of await events) {
      if (event.type !== "aggregate" || seen.has(`${event.symbol}${event.startMs}`)) continue;
      seen.add(`${event.symbol}${event.startMs}`);
      const delay = event.receivedMs - event.startMs - 60_000;
      expect(delay >= 1_000 && delay < 2_000).toBe(true);
    }
  });

  it("has a tape whose simple fold mostly, but not always, equals the official bar", async () => {
    const share = equalShare((await events).filter((event) => "symbol" in event && event.symbol === "IWM"));
    expect(share).toBeGreaterThan(0.6);
    expect(share).toBeLessThan(0.95);
  });

  it("has late prints, out-of-order prints and records that are no trades", async () => {
    const trades = (await events).filter(isTrade);
    const lateMs = trades.map((trade) => trade.receivedMs - trade.eventMs);
    expect(lateMs.filter((ms) => ms > 4_000).length).toBeGreaterThan(20);
    expect(lateMs.filter((ms) => ms > 90_000)).toEqual([]);
    expect(
      trades.filter((trade, index) => trade.eventMs < (trades[index - 1]?.eventMs ?? 0)).length,
    ).toBeGreaterThan(500);
    for (const id of [2, 8, 12, 14, 15, 16, 22, 25, 37, 41]) {
      expect(trades.some((trade) => trade.conditions.includes(id))).toBe(true);
    }
  });

  it("covers each symbol from 04:00 to 20:00", async () => {
    const coverage = (await events).filter((event) => event.type === "coverage");
    expect(coverage.map(({ symbol, covered, eventMs }) => [symbol, covered, eventMs])).toEqual([
      ["BA", true, start],
      ["IWM", true, start],
      ["BA", false, day?.postCloseMs],
      ["IWM", false, day?.postCloseMs],
    ]);
  });
});

function withoutEnvelope(event: OfficialAggregate): HistoricalMinute {
  const { startMs, open, high, low, close, volume, vwap, tradeCount } = event;
  return { startMs, open, high, low, close, volume, vwap: vwap ?? null, tradeCount: tradeCount ?? 0 };
}

/** Folds trades by their conditions in order of time and compares with the official bars. */
function equalShare(events: readonly MarketEvent[]): number {
  const official = new Map<number, OfficialAggregate>();
  const tape = new Map<number, Trade[]>();
  for (const event of events) {
    if (event.type === "aggregate") official.set(event.startMs, event);
    if (event.type !== "trade") continue;
    const minute = Math.floor(event.eventMs / 60_000) * 60_000;
    tape.set(minute, [...(tape.get(minute) ?? []), event]);
  }
  let equal = 0;
  for (const [minute, bar] of official) {
    const trades = (tape.get(minute) ?? []).sort((a, b) => a.eventMs - b.eventMs || a.sequence - b.sequence);
    const formT = sessionAt(minute) === "regular" ? [12] : [];
    const counted = trades.filter(({ conditions }) => ![15, 16].some((id) => conditions.includes(id)));
    const priced = counted.filter(
      ({ conditions }) => ![2, 37, ...formT].some((id) => conditions.includes(id)),
    );
    const ends = priced.filter(({ conditions }) => ![22, 32].some((id) => conditions.includes(id)));
    const prices = priced.map((trade) => trade.price);
    const volume = counted.reduce((sum, trade) => sum + trade.size, 0);
    const same = ends.at(0)?.price === bar.open && ends.at(-1)?.price === bar.close && volume === bar.volume;
    if (same && Math.max(...prices) === bar.high && Math.min(...prices) === bar.low) equal += 1;
  }
  return equal / official.size;
}

describe("rare events", () => {
  it("takes back and corrects prints that it sent before", async () => {
    const start = at("2026-11-16", 9.5);
    const events = await collect(simulator(), ["DIA", "BA", "DIS", "XOM"], from(start), start + 30 * HOUR_MS);
    const trades = new Map(
      events.filter(isTrade).map((trade) => [`${trade.symbol}${trade.sequence}@${trade.eventMs}`, trade]),
    );
    const amendments = events.filter((event) => event.type === "cancel" || event.type === "correction");
    expect(new Set(amendments.map((event) => event.type)).size).toBe(2);
    for (const event of amendments) {
      const trade = trades.get(`${event.symbol}${event.sequence}@${event.eventMs}`);
      expect(trade?.receivedMs).toBeLessThan(event.receivedMs);
    }
  });

  it("halts a stock for five minutes without a trade, and reopens it with one print", async () => {
    const universe = new Universe(1);
    const source = universe.source("BA");
    const today = universe.days.numberEndingAfter(at("2026-11-20", 10));
    const days = Array.from({ length: 600 }, (_, offset) => today - offset);
    const number = days.find((candidate) => planDay(source, candidate).halt !== null) ?? today;
    const { openMs, closeMs } = universe.days.at(number);
    const events = await collect(simulator(), ["BA"], from(openMs), closeMs);
    const [halt, end] = events.filter((event) => event.type === "trading_status");
    const haltMs = halt?.eventMs ?? 0;
    expect([halt?.halted, end?.halted, (end?.eventMs ?? 0) - haltMs]).toEqual([true, false, 300_000]);
    const after = events.filter(isTrade).filter((trade) => trade.eventMs > haltMs);
    const first = after.sort((a, b) => a.eventMs - b.eventMs)[0];
    expect(first?.eventMs).toBeGreaterThanOrEqual(haltMs + 300_000);
    expect(first?.conditions).toEqual([28]);
  });
});

describe("days and places", () => {
  it("first starts at 10:00 on the trading day before the wall's date", () => {
    const feed = simulator();
    expect(feed.firstStartMs(at("2026-11-23", 18.6))).toBe(at("2026-11-20", 10));
    expect(feed.firstStartMs(at("2026-11-22", 12))).toBe(at("2026-11-20", 10));
    expect(feed.firstStartMs(at("2026-11-27", 1))).toBe(at("2026-11-25", 10));
  });

  it("skips nights, weekends and holidays", async () => {
    const start = at("2026-11-25", 19.95);
    const events = await collect(simulator(), ["ABCD"], from(start), at("2026-11-27", 4.2));
    const coverage = events
      .filter((event) => event.type === "coverage")
      .map(({ covered, eventMs }) => [covered, eventMs]);
    expect(coverage).toEqual([
      [true, start],
      [false, at("2026-11-25", 20)],
      [true, at("2026-11-27", 4)],
    ]);
    const night = events.filter(
      (event) => event.receivedMs > at("2026-11-25", 20.1) && event.receivedMs < at("2026-11-27", 4),
    );
    expect(night).toEqual([]);
  });

  it("says nothing of the time before it was started", async () => {
    const start = at("2026-11-20", 10);
    const events = await collect(simulator(), ["SPY"], from(start), start + 30_000);
    expect(events[0]).toMatchObject({ type: "coverage", covered: true, eventMs: start });
    expect(events.filter(isTrade).every((trade) => trade.eventMs >= start)).toBe(true);
    expect(events.filter((event) => event.type === "aggregate")).toEqual([]);
    expect(events.filter(isTrade).length).toBeGreaterThan(150);
  });

  it("covers a symbol that is watched later from the next whole minute, and drops one that is not wanted", async () => {
    const feed = simulator();
    const start = at("2026-11-20", 10);
    let joined: Promise<number> | null = null;
    const events = await collect(feed, ["DIA"], from(start), start + 5 * 60_000, () => {
      if (joined !== null) return;
      joined = feed.watch("BA");
      feed.unwatch("DIA");
    });
    const fromMs = await (joined ?? Promise.resolve(0));
    expect(fromMs).toBe(start + 60_000);
    const coverage = events
      .filter((event) => event.type === "coverage")
      .map(({ symbol, covered, eventMs }) => [symbol, covered, eventMs]);
    expect(coverage).toEqual([
      ["DIA", true, start],
      ["DIA", false, fromMs],
      ["BA", true, fromMs],
    ]);
    const firstTrade = events.find((event): event is Trade => isTrade(event) && event.symbol === "BA");
    expect(firstTrade?.eventMs).toBeGreaterThanOrEqual(fromMs);
    expect(
      events.filter((event) => isTrade(event) && event.symbol === "DIA" && event.receivedMs >= fromMs),
    ).toEqual([]);
  });

  it("gives six months of history, from where it is asked", async () => {
    const feed = simulator();
    const until = at("2026-11-20", 10);
    const all = await historyOf(feed, "SPY", null, until);
    expect(new Set(all.map((minute) => newYorkDate(minute.startMs))).size).toBe(127);
    expect(all.at(-1)?.startMs).toBe(until - 60_000);
    expect(all.every((minute, index) => minute.startMs > (all[index - 1]?.startMs ?? 0))).toBe(true);
    const since = at("2026-11-18", 12);
    expect(await historyOf(feed, "SPY", since, until)).toEqual(
      all.filter((minute) => minute.startMs >= since),
    );
  });

  it("refuses settings without a meaning, and to watch while it stands still", async () => {
    expect(() => createSimulatorFeed({ seed: 1.5, speed: 1, pacer })).toThrow(/seed/);
    expect(() => createSimulatorFeed({ seed: 1, speed: 0, pacer })).toThrow(/speed/);
    await expect(simulator().watch("SPY")).rejects.toThrow(/not running/);
  });
});

it("is fast enough: 300,000 events a second, 200,000 bars a second (wide margins for a busy machine)", async () => {
  const feed = simulator();
  const start = at("2026-11-20", 4);
  const startedMs = performance.now();
  const events = await collect(feed, ["SPY", "NVDA"], from(start), start + 6 * HOUR_MS);
  const eventRate = (1_000 * events.length) / (performance.now() - startedMs);
  const barsStartedMs = performance.now();
  const bars = await historyOf(feed, "SPY", null, start);
  const barRate = (1_000 * bars.length) / (performance.now() - barsStartedMs);
  expect(eventRate).toBeGreaterThan(100_000);
  expect(barRate).toBeGreaterThan(70_000);
});
