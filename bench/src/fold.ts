import type { Trade } from "@spotlight/contracts";
import { TIMEFRAMES } from "@spotlight/contracts";
import {
  Atr,
  BucketFold,
  DayMinutes,
  Ema,
  MarketFold,
  type MarketBar,
  Rsi,
  type TradingDay,
  tradingDay,
} from "@spotlight/market";
import type { Measurement } from "./measurement.ts";
import { median } from "./statistics.ts";

const TRADES = 450_000;
const ROUNDS = 7;

/** A day's trades of one symbol, like SPY's on a calm day; the same every time. */
export function makeTrades(day: TradingDay, count = TRADES): Trade[] {
  let seed = 7;
  let cents = 16_700;
  const span = day.closeMs - day.openMs;
  return Array.from({ length: count }, (_, index) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    cents += (seed >>> 28) - 7 > 5 ? 1 : seed >>> 28 < 3 ? -1 : 0;
    const eventMs = day.openMs + Math.floor((index * span) / count);
    return {
      type: "trade",
      symbol: "SPY",
      price: cents / 100,
      size: 100 + (seed % 900),
      conditions: seed % 3 === 0 ? [14, 41] : [],
      eventMs,
      receivedMs: eventMs,
      sequence: index + 1,
    };
  });
}

/** Folds the trades into 1m bars, every longer timeframe and the chart's indicators; answers a sum of it all. */
export function foldAll(day: TradingDay, trades: readonly Trade[]): number {
  const fold = new MarketFold();
  const minutes = new DayMinutes(day);
  const longer = TIMEFRAMES.filter((timeframe) => timeframe !== "1m").map(
    (each) => new BucketFold(minutes, each, "rth"),
  );
  const indicators = [new Ema(9), new Ema(20), new Ema(50), new Rsi(14), new Atr(14)];
  let sum = 0;
  const close = (bar: MarketBar): void => {
    minutes.set({ kind: "bar", startMs: bar.startMs, bar });
    for (const view of longer) sum += view.advance({ kind: "bar", startMs: bar.startMs, bar }).length;
    for (const indicator of indicators) indicator.next(bar);
    sum += bar.volume;
  };
  fold.step({ type: "coverage", symbol: "SPY", covered: true, eventMs: day.openMs, receivedMs: day.openMs });
  for (const trade of trades)
    for (const change of fold.step(trade)) if (change.kind === "closed") close(change.bar);
  return sum;
}

/** Trades → 1m bars with seven timeframes and the chart's indicators, against `JSON.parse` of the same trades. */
export async function run(): Promise<Measurement[]> {
  const day = tradingDay("2013-10-08") as TradingDay;
  const trades = makeTrades(day);
  const texts: string[] = [];
  for (let at = 0; at < trades.length; at += 100) texts.push(JSON.stringify(trades.slice(at, at + 100)));
  const ours: number[] = [];
  const peer: number[] = [];
  let kept = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    ours.push(rate(trades.length, () => (kept += foldAll(day, trades))));
    peer.push(
      rate(trades.length, () => texts.forEach((text) => (kept += (JSON.parse(text) as Trade[]).length))),
    );
  }
  if (kept === 0) throw new Error("nothing was folded");
  const measured = { ours: median(ours), peer: median(peer) };
  return [
    {
      name: "trades to 1m bars, seven timeframes and indicators, against JSON.parse",
      ...measured,
      ratio: measured.ours / measured.peer,
      unit: "trades/s",
      target: 5,
    },
  ];
}

function rate(count: number, work: () => void): number {
  const began = performance.now();
  work();
  return (count / (performance.now() - began)) * 1_000;
}
