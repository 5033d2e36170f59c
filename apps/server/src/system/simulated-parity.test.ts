import { setTimeout as delay } from "node:timers/promises";
import {
  type ActiveStrategy,
  DEFAULT_ASSUMPTIONS,
  type MarketStatus,
  type ParityReport,
  type Signal,
} from "@spotlight/contracts";
import type { TradingDay } from "@spotlight/market";
import { pino } from "pino";
import { expect, test } from "vitest";
import { heardBy, readInputs } from "../backtest/inputs.ts";
import { TestThread } from "../backtest/thread.ts";
import { systemPacer } from "../feeds/pacer.ts";
import type { Fact, MarketLog } from "../log/market-log.ts";
import { Flags } from "../ops/flags.ts";
import { ParityReports } from "../parity/reports.ts";
import { readScript } from "../replay/day-script.ts";
import { Replay } from "../replay/replay.ts";
import type { Pool } from "../store/database.ts";
import { Metrics } from "../telemetry/metrics.ts";
import { placeWithRules } from "../testing/rerun-of-log.ts";
import { seededRandom } from "../testing/seeded-random.ts";
import { ServerProcess } from "../testing/server-process.ts";
import { type SimulatedDays, simulatedDays } from "../testing/simulated-days.ts";
import { allFacts, canonical, withStoredLog } from "../testing/stored-facts.ts";

const LONG = process.env["SPOTLIGHT_LONG"] === "1";
const SEED = Number(process.env["SPOTLIGHT_SEED"] ?? Math.floor(Math.random() * 2 ** 30));
/** Thirty days in markets of their own, each with its halts; in the short run one market of one day. */
const MARKETS = LONG ? [1, 2, 3, 4, 5, 6] : [1];
const DAYS = LONG ? 5 : 1;
const SYMBOLS = LONG ? ["SPY", "BA", "DIS"] : ["BA"];
const KILLS = LONG ? 6 : 1;
/** Fewer would prove little: one symbol may have a quiet day. */
const [LEAST_SIGNALS, LEAST_STRATEGIES] = LONG ? [200, 7] : [2, 1];
const OWNER = "me";
const DECISIONS: ReadonlySet<Fact["kind"]> = new Set(["signal", "callout", "risk"]);

/** What a life left: its facts up to the end of the days, and what a replay and a backtest make of them. */
interface Left {
  readonly facts: readonly Fact[];
  readonly replayed: readonly string[];
  readonly tested: readonly Signal[];
  /** How the nightly comparison of each day came out. */
  readonly reports: readonly ParityReport[];
}

function spanOf({ days }: SimulatedDays): { readonly fromMs: number; readonly untilMs: number } {
  return { fromMs: days[0]?.preOpenMs ?? 0, untilMs: days.at(-1)?.postCloseMs ?? 0 };
}

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

/** The days of the log, and the same days by the replay and by the backtest. */
async function left(log: MarketLog, pool: Pool, simulated: SimulatedDays): Promise<Left> {
  const { fromMs, untilMs } = spanOf(simulated);
  const whole = await allFacts(log);
  const facts = whole.filter(({ learnedMs }) => learnedMs > fromMs && learnedMs <= untilMs);
  const first = whole.find((fact) => fact.kind === "input" && fact.body.type === "strategies");
  const strategies = first?.kind === "input" && first.body.type === "strategies" ? first.body.strategies : [];
  const replayed: string[] = [];
  for (const day of simulated.days) replayed.push(...(await replayedOn(log, simulated, day)));
  const nightly = new ParityReports(pool, log, OWNER);
  const reports: ParityReport[] = [];
  for (const day of simulated.days) reports.push(await nightly.compare(day, Date.now()));
  return { facts, replayed, reports, tested: await testedOn(log, simulated, strategies) };
}

async function replayedOn(
  log: MarketLog,
  { symbols }: SimulatedDays,
  day: TradingDay,
): Promise<readonly string[]> {
  const parts = {
    owner: OWNER,
    source: log.source,
    meter: new Metrics(),
    logger: pino({ level: "silent" }),
    flags: new Flags(Date.now),
    pacer: systemPacer,
    wallMs: Date.now,
  };
  const start = { day: day.day, mode: "as_it_was", speed: 1, paused: true, atMs: day.postCloseMs } as const;
  const replay = await Replay.start(parts, await readScript(log, OWNER, day, symbols), start);
  const told = decisionsOf(await allFacts(replay.telling.market.log), day);
  replay.stop();
  return told;
}

async function testedOn(
  log: MarketLog,
  simulated: SimulatedDays,
  strategies: readonly ActiveStrategy[],
): Promise<readonly Signal[]> {
  const plan = {
    kind: "run" as const,
    strategies: [...strategies],
    symbols: [...simulated.symbols],
    from: simulated.days[0]?.day ?? "",
    to: simulated.days.at(-1)?.day ?? "",
    assumptions: DEFAULT_ASSUMPTIONS,
    axes: [],
    walkForward: null,
    threads: null,
  };
  const inputs = await readInputs(log, heardBy(plan), spanOf(simulated), () => undefined);
  const thread = new TestThread({ plan, inputs });
  const { signals } = await thread.do({ kind: "signals" });
  await thread.end();
  return signals;
}

/** Signals, callouts and what the sentinel said after a day began and until it ended, as text with the times. */
function decisionsOf(facts: readonly Fact[], { preOpenMs, postCloseMs }: TradingDay): readonly string[] {
  return facts.flatMap(({ kind, learnedMs, body }) =>
    DECISIONS.has(kind) && learnedMs > preOpenMs && learnedMs <= postCloseMs
      ? [canonical({ kind, learnedMs, body })]
      : [],
  );
}

/** Signals of the facts, but for those of news that came after the end of the last day. */
function signalsOf(facts: readonly Fact[]): readonly string[] {
  return facts.flatMap((fact) => (fact.kind === "signal" ? [canonical(fact.body)] : []));
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
      lived(simulated, [], (log, pool) => left(log, pool, simulated)),
      lived(simulated, killsAtMs, async (log) =>
        (await allFacts(log)).filter(({ learnedMs }) => learnedMs > fromMs && learnedMs <= untilMs),
      ),
    ]);
    const causes = new Set(whole.facts.map(({ cause }) => cause));
    expect([...causes]).toEqual(expect.arrayContaining(["late_trade", "official"]));
    expect(whole.facts.some((fact) => fact.kind === "halt" && fact.body.halted)).toBe(true);
    const live = signalsOf(whole.facts);
    for (const report of whole.reports)
      expect(report).toMatchObject({ missing: [], extra: [], different: [] });
    expect(whole.reports.reduce((sum, { signals }) => sum + signals, 0)).toBeGreaterThan(LEAST_SIGNALS);
    expect(live.length).toBeGreaterThan(LEAST_SIGNALS);
    expect(whole.replayed).toEqual(simulated.days.flatMap((day) => decisionsOf(whole.facts, day)));
    expect(whole.tested.map(canonical).slice(0, live.length)).toEqual(live);
    expect(whole.tested.slice(live.length).filter(({ cause }) => cause === null)).toEqual([]);
    expect(new Set(whole.tested.map(({ strategy }) => strategy)).size).toBeGreaterThan(LEAST_STRATEGIES);
    expect(marketAndDecisions(killed)).toEqual(marketAndDecisions(whole.facts));
  },
);
