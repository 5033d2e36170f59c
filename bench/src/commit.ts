import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MarketEvent } from "@spotlight/contracts";
import {
  BucketFold,
  DayMinutes,
  MINUTE_MS,
  MarketFold,
  type TradingDay,
  toWireBar,
  tradingDay,
} from "@spotlight/market";
import { PostgresMarketLog } from "../../apps/server/src/log/postgres-log.ts";
import type { BarFact } from "../../apps/server/src/log/market-log.ts";
import { openDatabase } from "../../apps/server/src/store/database.ts";
import { chunkOf, frameText } from "../../apps/server/src/stream/sse.ts";
import { makeTrades } from "./fold.ts";
import type { Measurement } from "./measurement.ts";
import { quantile } from "./statistics.ts";

const COMMITS = 400;
const FACTS_IN_A_COMMIT = 10;
/** What a trader may wait for a closed bar to be durable, ms, and for a forming one to be prepared. */
const COMMIT_WANTED_MS = 50;
const FORMING_WANTED_MS = 1;

/** The two paths to a reader: a closed bar through its commit, a forming bar through its frame. Peers are wanted p99s. */
export async function run(): Promise<Measurement[]> {
  return [formingPath(), await commitPath()];
}

function formingPath(): Measurement {
  const day = tradingDay("2013-10-08") as TradingDay;
  const fold = new MarketFold();
  const view = new BucketFold(new DayMinutes(day), "5m", "rth");
  const start: MarketEvent = {
    type: "coverage",
    symbol: "SPY",
    covered: true,
    eventMs: day.openMs,
    receivedMs: day.openMs,
  };
  fold.step(start);
  const times: number[] = [];
  for (const [index, trade] of makeTrades(day, 100_000).entries()) {
    fold.step(trade);
    if (index % 20 !== 0) continue;
    const began = performance.now();
    const bar = view.forming(trade.eventMs - (trade.eventMs % MINUTE_MS), fold.forming("SPY"));
    const hops = { eventMs: trade.eventMs, receivedMs: trade.receivedMs, ingestedMs: 0, sentMs: 0 };
    if (bar !== null) chunkOf(frameText("microbar", { bars: [toWireBar("SPY", "5m", bar)], hops }));
    times.push(performance.now() - began);
  }
  return timed("forming bar of 5m, from the fold to the prepared frame", times, FORMING_WANTED_MS);
}

async function commitPath(): Promise<Measurement> {
  const dataDir = await mkdtemp(join(tmpdir(), "spotlight-bench-"));
  const database = await openDatabase({ kind: "embedded", dataDir }, () => undefined);
  const log = await PostgresMarketLog.open(database.pool, "bench");
  const times: number[] = [];
  for (let commit = 0; commit < COMMITS; commit += 1) {
    const facts = Array.from({ length: FACTS_IN_A_COMMIT }, (_, index) => closed(`S${index}`, commit));
    const began = performance.now();
    await log.append(facts, null);
    times.push(performance.now() - began);
  }
  await database.close();
  await rm(dataDir, { recursive: true });
  return timed(`commit of ${FACTS_IN_A_COMMIT} closed bars, embedded database`, times, COMMIT_WANTED_MS);
}

function closed(symbol: string, minute: number): BarFact {
  const startMs = minute * MINUTE_MS;
  const endMs = startMs + MINUTE_MS;
  const prices = {
    open: 100,
    high: 101,
    low: 99,
    close: 100.5,
    volume: 12_345,
    vwap: 100.2,
    tradeCount: 321,
  };
  const bar = { startMs, endMs, ...prices, state: "closed" as const, rev: 0 };
  return { kind: "bar", symbol, startMs, learnedMs: endMs, cause: null, body: { bar, before: null } };
}

function timed(name: string, times: readonly number[], wantedP99Ms: number): Measurement {
  const p50Ms = quantile(times, 0.5);
  const p99Ms = quantile(times, 0.99);
  return {
    name,
    ours: p99Ms,
    peer: wantedP99Ms,
    ratio: wantedP99Ms / p99Ms,
    unit: "ms at p99",
    target: 1,
    p50Ms,
    p99Ms,
  };
}
