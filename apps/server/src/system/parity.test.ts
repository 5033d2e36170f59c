import { setTimeout as delay } from "node:timers/promises";
import type { MarketStatus, Signal } from "@spotlight/contracts";
import { tradingDay } from "@spotlight/market";
import { Rerun, SETUPS, SHIPPED_RULES } from "@spotlight/strategy";
import { expect, test } from "vitest";
import { readNews } from "../desk/ledger-reader.ts";
import { RuleStore } from "../desk/rule-store.ts";
import { strategiesOf } from "../desk/strategies.ts";
import type { MarketLog } from "../log/market-log.ts";
import { openDatabase } from "../store/database.ts";
import { type TestDatabase, embeddedTestDatabase } from "../testing/databases.ts";
import { MARKET_DATA, hasMarketData } from "../testing/market-data.ts";
import { ServerProcess } from "../testing/server-process.ts";
import { allFacts, canonical, digestOf, signalsOf, withStoredLog } from "../testing/stored-facts.ts";

const DAY_MS = 86_400_000;
const LONG = process.env["SPOTLIGHT_LONG"] === "1";

interface Days {
  readonly symbols: readonly string[];
  readonly from: string;
  readonly to: string;
}

/** Every recorded day: with trades and official bars, and with official bars alone. */
const RECORDED: readonly Days[] = [
  { symbols: ["SPY", "IBM", "BAC"], from: "2013-10-08", to: "2013-10-10" },
  { symbols: ["AAPL"], from: "2014-06-05", to: "2014-06-09" },
];

async function replayServer(place: TestDatabase, days: Days): Promise<ServerProcess> {
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

/** An empty place with every shipped rule switched on. */
async function placeWithRules(): Promise<TestDatabase> {
  const place = await embeddedTestDatabase();
  const database = await openDatabase(place.target, () => undefined);
  await database.pool.query("INSERT INTO owner VALUES ('me', 0)");
  const rules = new RuleStore(database.pool, "me");
  for (const { id, source } of SHIPPED_RULES) await rules.add({ id, name: id, enabled: true, source }, 0);
  await database.close();
  return place;
}

/** Lets a server live through the days; `kills` times it is killed on the way. Answers what it left. */
async function lived(days: Days, kills: number): Promise<Left> {
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
  const left = await withStoredLog(place.target, "replay", (log) => told(log, days));
  await place.remove();
  return left;
}

interface Left {
  readonly digest: string;
  readonly live: string;
  readonly again: string;
  readonly strategies: ReadonlySet<string>;
}

/** What a log says, and what a rerun of it says. */
async function told(log: MarketLog, days: Days): Promise<Left> {
  const facts = await allFacts(log);
  const fromMs = tradingDay(days.from)?.preOpenMs ?? 0;
  const untilMs = (tradingDay(days.to)?.postCloseMs ?? 0) + DAY_MS;
  const strategies = strategiesOf(
    facts.flatMap((fact) =>
      fact.kind === "input" && fact.body.type === "strategies" ? [fact.body.strategies] : [],
    )[0] ?? [],
  );
  expect(strategies).toHaveLength(SETUPS.length + SHIPPED_RULES.length);
  const rerun = new Rerun({ strategies, symbols: days.symbols, fromMs });
  const again: Signal[] = [];
  for await (const news of readNews(log, days.symbols, fromMs - 60 * DAY_MS, untilMs))
    again.push(...rerun.advance(news));
  const live = signalsOf(facts);
  return {
    digest: digestOf(facts),
    live: canonical(live),
    again: canonical(again),
    strategies: new Set(live.map(({ strategy }) => strategy)),
  };
}

test.for(LONG ? RECORDED : RECORDED.slice(1))(
  "P25 $symbols: what fired live fires in a rerun of the log, byte for byte, and a life with kills tells the same log",
  { timeout: 120_000 },
  async (days, { skip }) => {
    if (!hasMarketData()) skip("there are no recorded days at SPOTLIGHT_MARKET_DATA");
    const [whole, killed] = await Promise.all([lived(days, 0), lived(days, LONG ? 4 : 1)]);
    expect(whole.strategies.size).toBeGreaterThan(4);
    expect(whole.again).toBe(whole.live);
    expect(killed.live).toBe(whole.live);
    expect(killed.digest).toBe(whole.digest);
  },
);
