import { setTimeout as delay } from "node:timers/promises";
import type { Bar, HistoryAnswer, MarketStatus, SessionKind, Timeframe } from "@spotlight/contracts";
import { describe, expect, test } from "vitest";
import {
  type TestDatabase,
  embeddedTestDatabase,
  postgresAnswers,
  postgresTestDatabase,
} from "../testing/databases.ts";
import { RawReader } from "../testing/raw-reader.ts";
import { seededRandom } from "../testing/seeded-random.ts";
import { ServerProcess } from "../testing/server-process.ts";

const long = process.env["SPOTLIGHT_LONG"] === "1";
const CUTS = long ? 1_000 : 40;
const KILLS = long ? 20 : 2;
const MOST_BYTES = 6_000;
/** How far back the compared histories go. */
const HISTORY_MS = 5 * 86_400_000;
const seed = Number(process.env["SPOTLIGHT_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

const VIEWS: readonly { symbols: string; timeframe: Timeframe; session: SessionKind }[] = [
  { symbols: "SPY,QQQ,NVDA", timeframe: "1m", session: "rth_ext" },
  { symbols: "NVDA,SPY", timeframe: "2m", session: "rth" },
  { symbols: "QQQ,SPY", timeframe: "5m", session: "rth_ext" },
  { symbols: "SPY", timeframe: "10m", session: "rth" },
  { symbols: "SPY,QQQ,NVDA", timeframe: "15m", session: "rth_ext" },
  { symbols: "QQQ", timeframe: "30m", session: "rth" },
  { symbols: "NVDA,QQQ", timeframe: "1h", session: "rth" },
  { symbols: "SPY,NVDA", timeframe: "1d", session: "rth" },
];

const places: readonly [string, () => Promise<TestDatabase>][] = [
  ["embedded PostgreSQL", embeddedTestDatabase],
  ["PostgreSQL server", postgresTestDatabase],
];
const postgres = await postgresAnswers();

describe.each(places)("S1 and S2 on %s", (name, create) => {
  test(
    `${CUTS} cuts at arbitrary bytes and kills of the server lose and repeat nothing (seed ${seed})`,
    async ({ skip }) => {
      if (name === "PostgreSQL server" && !postgres)
        skip("no PostgreSQL server answers at TEST_POSTGRES_URL");
      await torture(await create(), name === "PostgreSQL server" && !long ? 1 : KILLS);
    },
    long ? 1_200_000 : 180_000,
  );
});

async function torture(place: TestDatabase, kills: number): Promise<void> {
  const random = seededRandom(seed);
  const { target } = place;
  const server = await ServerProcess.prepare({
    FEED: "sim",
    SIM_SEED: String(seed % 1_000),
    SIM_SPEED: "900",
    HISTORY_DAYS: "4",
    ...(target.kind === "embedded" ? { DATA_DIR: target.dataDir } : { DATABASE_URL: target.url }),
  });
  await server.start();
  const path = (view: (typeof VIEWS)[number]): string => {
    const { symbols, timeframe, session } = view;
    return `${server.url}/stream/market?symbols=${symbols}&timeframe=${timeframe}&session=${session}`;
  };
  const { nowMs } = await server.get<MarketStatus>("/api/market/status");
  const fromMs = nowMs - HISTORY_MS;
  const histories = await Promise.all(VIEWS.flatMap((view) => historiesOf(server, view, fromMs)));
  const start = Math.min(...histories.map(({ cursor }) => cursor));

  const cutsMade = (): number => readers.reduce((sum, { cuts }) => sum + cuts, 0);
  const readers: readonly RawReader[] = VIEWS.map(
    (view) =>
      new RawReader(path(view), start, () =>
        cutsMade() < CUTS ? 1 + Math.floor(random() ** 2 * MOST_BYTES) : Infinity,
      ),
  );
  const running = readers.map((reader) => reader.run());
  await killAgainAndAgain(server, kills, random, cutsMade);

  const { cursor: end } = await server.get<HistoryAnswer>("/api/history?symbol=SPY");
  const later = await Promise.all(VIEWS.flatMap((view) => historiesOf(server, view, fromMs)));
  const furthest = Math.max(end, ...later.map(({ cursor }) => cursor));
  const steady = VIEWS.map((view) => new RawReader(path(view), start, () => Infinity));
  const steadyRunning = steady.map((reader) => reader.run());
  for (const reader of [...readers, ...steady]) await reader.reached(furthest, 60_000);
  for (const reader of [...readers, ...steady]) reader.stop();
  await Promise.all([...running, ...steadyRunning]);

  expect(cutsMade()).toBeGreaterThanOrEqual(CUTS);
  for (const [index, view] of VIEWS.entries()) {
    const upTo = ({ cursor }: { cursor: number }): boolean => cursor <= furthest;
    const whole = (steady[index]?.bars ?? []).filter(upTo);
    expect(readers[index]?.gaps, JSON.stringify(view)).toEqual([]);
    expect((readers[index]?.bars ?? []).filter(upTo), JSON.stringify(view)).toEqual(whole);
    for (const symbol of view.symbols.split(",")) {
      const find = (answers: readonly HistoryAnswer[]) =>
        answers.find((answer) => sameView(answer, symbol, view)) as HistoryAnswer;
      expect(advanced(find(histories), whole, find(later).cursor)).toEqual(find(later).bars);
    }
  }
  expect(steady[0]?.bars.length ?? 0).toBeGreaterThan(20);
  expect(await server.stop()).toBe(0);
  await place.remove();
}

/** Kills the server at random moments, its start included, until both promises of the test are kept. */
async function killAgainAndAgain(
  server: ServerProcess,
  times: number,
  random: () => number,
  cuts: () => number,
): Promise<void> {
  for (let kills = 0; kills < times; kills += 1) {
    await delay(300 + random() * 3_000);
    await server.kill();
    server.spawn();
    if (random() < 0.3) {
      await delay(random() * 2_000);
      await server.kill();
      server.spawn();
    }
    await server.ready();
  }
  while (cuts() < CUTS) await delay(100);
}

function historiesOf(
  server: ServerProcess,
  view: (typeof VIEWS)[number],
  fromMs: number,
): Promise<HistoryAnswer>[] {
  const { timeframe, session } = view;
  const rest = `timeframe=${timeframe}&session=${session}&from=${fromMs}&limit=50000`;
  return view.symbols
    .split(",")
    .map((symbol) => server.get<HistoryAnswer>(`/api/history?symbol=${symbol}&${rest}`));
}

function sameView(answer: HistoryAnswer, symbol: string, view: (typeof VIEWS)[number]): boolean {
  return answer.symbol === symbol && answer.timeframe === view.timeframe && answer.session === view.session;
}

/** S2: a history answer with the stream after its cursor worked in. */
function advanced(
  history: HistoryAnswer,
  stream: readonly { cursor: number; data: string }[],
  until: number,
): Bar[] {
  const bars = new Map(history.bars.map((bar) => [bar.seq, bar]));
  for (const { cursor, data } of stream) {
    if (cursor <= history.cursor || cursor > until) continue;
    const bar = JSON.parse(data) as Bar;
    if (bar.symbol === history.symbol) bars.set(bar.seq, bar);
  }
  return [...bars.values()].sort((a, b) => a.seq - b.seq);
}
