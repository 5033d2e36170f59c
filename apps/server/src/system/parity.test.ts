import { setTimeout as delay } from "node:timers/promises";
import type { MarketStatus } from "@spotlight/contracts";
import { type TradingDay, nextTradingDay, tradingDay } from "@spotlight/market";
import { SETUPS, SHIPPED_RULES } from "@spotlight/strategy";
import { expect, test } from "vitest";
import type { TestDatabase } from "../testing/databases.ts";
import { MARKET_DATA, hasMarketData } from "../testing/market-data.ts";
import { type Left, type LivedDays, placeWithRules, rerunOfLog } from "../testing/rerun-of-log.ts";
import { expectSame, retold } from "../testing/retold.ts";
import { ServerProcess } from "../testing/server-process.ts";
import { withStoredLog } from "../testing/stored-facts.ts";

const LONG = process.env["SPOTLIGHT_LONG"] === "1";

/** Every recorded day: with official bars alone, and with trades too. */
const RECORDED: readonly LivedDays[] = [
  { symbols: ["AAPL"], from: "2014-06-05", to: "2014-06-09" },
  { symbols: ["SPY", "IBM", "BAC"], from: "2013-10-08", to: "2013-10-10" },
];

async function replayServer(place: TestDatabase, days: LivedDays): Promise<ServerProcess> {
  return ServerProcess.prepare({
    DATA_DIR: place.target.kind === "embedded" ? place.target.dataDir : "",
    FEED: "replay",
    REPLAY_PATH: MARKET_DATA,
    REPLAY_SPEED: "max",
    REPLAY_SYMBOLS: days.symbols.join(","),
    REPLAY_FROM: days.from,
    REPLAY_TO: days.to,
  });
}

async function ended(server: ServerProcess): Promise<void> {
  for (;;) {
    const { state, reason } = await server.get<MarketStatus>("/api/market/status");
    if (state === "ended") return;
    if (state === "down") throw new Error(reason);
    await delay(50);
  }
}

function tradingDaysOf({ from, to }: LivedDays): readonly TradingDay[] {
  const days: TradingDay[] = [];
  for (let day = tradingDay(from); day !== null && day.day <= to; day = nextTradingDay(day.day))
    days.push(day);
  return days;
}

/** Lets a server live through the days; `kills` times it is killed on the way. Answers what it left. */
async function lived(days: LivedDays, kills: number): Promise<Left> {
  const place = await placeWithRules();
  const server = await replayServer(place, days);
  await server.start();
  for (let kill = 0; kill < kills; kill += 1) {
    await delay(300 + 450 * kill);
    await server.kill();
    await server.start();
  }
  await ended(server);
  expect(await server.stop()).toBe(0);
  const told = { symbols: days.symbols, days: tradingDaysOf(days) };
  const left = await withStoredLog(place.target, "replay", async (log, pool) => {
    if (kills === 0) expectSame(told, await retold(log, pool, told));
    return rerunOfLog(log, days);
  });
  await place.remove();
  return left;
}

test.for(LONG ? RECORDED : RECORDED.slice(0, 1))(
  "P25 $symbols: what fired live fires in replay, backtest and a rerun of the log, byte for byte, and a life with kills tells the same log",
  { timeout: 180_000 },
  async (days, { skip }) => {
    if (!hasMarketData()) skip("there are no recorded days at SPOTLIGHT_MARKET_DATA");
    const [whole, killed] = await Promise.all([lived(days, 0), lived(days, LONG ? 4 : 1)]);
    expect(whole.strategies).toHaveLength(SETUPS.length + SHIPPED_RULES.length);
    expect(whole.spoke.size).toBeGreaterThan(4);
    expect(whole.again).toBe(whole.live);
    expect(killed.live).toBe(whole.live);
    expect(killed.digest).toBe(whole.digest);
  },
);
