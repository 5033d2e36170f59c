import { setTimeout as delay } from "node:timers/promises";
import type { MarketStatus } from "@spotlight/contracts";
import { expect, test } from "vitest";
import type { Fact, MarketLog } from "../log/market-log.ts";
import type { Pool } from "../store/database.ts";
import { placeWithRules } from "../testing/rerun-of-log.ts";
import { expectSame, factsOf, retold, spanOf } from "../testing/retold.ts";
import { seededRandom } from "../testing/seeded-random.ts";
import { ServerProcess } from "../testing/server-process.ts";
import { type SimulatedDays, simulatedDays } from "../testing/simulated-days.ts";
import { canonical, withStoredLog } from "../testing/stored-facts.ts";

const LONG = process.env["SPOTLIGHT_LONG"] === "1";
const SEED = Number(process.env["SPOTLIGHT_SEED"] ?? Math.floor(Math.random() * 2 ** 30));
/** Thirty days in markets of their own, each with its halts; in the short run one market of one day. */
const MARKETS = LONG ? [1, 2, 3, 4, 5, 6] : [1];
const DAYS = LONG ? 5 : 1;
const SYMBOLS = LONG ? ["SPY", "BA", "DIS"] : ["BA"];
const KILLS = LONG ? 6 : 1;
/** Fewer would prove little: one symbol may have a quiet day. */
const [LEAST_SIGNALS, LEAST_STRATEGIES] = LONG ? [200, 7] : [2, 1];

/** Lets a server live through the days at full speed and answers what `use` makes of its log; killed at these times of the market. */
async function lived<Result>(
  simulated: SimulatedDays,
  killsAtMs: readonly number[],
  use: (log: MarketLog, pool: Pool) => Promise<Result>,
): Promise<Result> {
  const place = await placeWithRules();
  const server = await ServerProcess.prepare({
    DATA_DIR: place.target.kind === "embedded" ? place.target.dataDir : "",
    FEED: "sim",
    SIM_SEED: String(simulated.seed),
    SIM_SPEED: "max",
    SYMBOLS: simulated.symbols.join(","),
    HISTORY_DAYS: "70",
  });
  await server.start();
  for (const killMs of killsAtMs) {
    await passed(server, killMs);
    await server.kill();
    await server.start();
  }
  await passed(server, spanOf(simulated).untilMs + 4 * 3_600_000);
  expect(await server.stop()).toBe(0);
  const result = await withStoredLog(place.target, `sim:${simulated.seed}`, use);
  await place.remove();
  return result;
}

async function passed(server: ServerProcess, ms: number): Promise<void> {
  while ((await server.get<MarketStatus>("/api/market/status")).nowMs < ms) await delay(20);
}

/** Everything but the states of the feed, which depend on the speed of the machine, as text. */
function marketAndDecisions(facts: readonly Fact[]): readonly string[] {
  return facts.flatMap((fact) => (fact.kind === "status" ? [] : [canonical({ ...fact, cursor: 0 })]));
}

test.for(MARKETS)(
  `P25 simulated market %i: late trades, halts, revisions and restarts, and live, replay and backtest say the same (seed ${SEED})`,
  { timeout: LONG ? 1_200_000 : 150_000 },
  async (market) => {
    const random = seededRandom(SEED + market);
    const simulated = simulatedDays(SYMBOLS, DAYS, SEED + 1_000 * market);
    const { fromMs, untilMs } = spanOf(simulated);
    const killsAtMs = Array.from({ length: KILLS }, () => fromMs + random() * (untilMs - fromMs)).sort(
      (a, b) => a - b,
    );
    const [whole, killed] = await Promise.all([
      lived(simulated, [], (log, pool) => retold(log, pool, simulated)),
      lived(simulated, killsAtMs, (log) => factsOf(log, simulated)),
    ]);
    const causes = new Set(whole.facts.map(({ cause }) => cause));
    expect([...causes]).toEqual(expect.arrayContaining(["late_trade", "official"]));
    expect(whole.facts.some((fact) => fact.kind === "halt" && fact.body.halted)).toBe(true);
    expectSame(simulated, whole);
    expect(whole.tested.length).toBeGreaterThan(LEAST_SIGNALS);
    expect(new Set(whole.tested.map(({ strategy }) => strategy)).size).toBeGreaterThan(LEAST_STRATEGIES);
    expect(marketAndDecisions(killed)).toEqual(marketAndDecisions(whole.facts));
  },
);
