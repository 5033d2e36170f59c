import { once } from "node:events";
import { type IncomingMessage, get } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { HistoryAnswer, MarketStatus } from "@spotlight/contracts";
import { expect, test } from "vitest";
import { embeddedTestDatabase } from "../testing/databases.ts";
import { MARKET_DATA, hasMarketData } from "../testing/market-data.ts";
import { expectOfficial } from "../testing/official-bars.ts";
import { PrivatePostgres, postgresPrograms } from "../testing/private-postgres.ts";
import { RawReader } from "../testing/raw-reader.ts";
import { seededRandom } from "../testing/seeded-random.ts";
import { ServerProcess } from "../testing/server-process.ts";

const long = process.env["SPOTLIGHT_LONG"] === "1";
const seed = Number(process.env["SPOTLIGHT_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const READERS = long ? 500 : 150;
const DRAIN_TIMEOUT_MS = 10_000;
/** How long the database is away, and how fast the day is replayed meanwhile. */
const OUTAGE_MS = long ? 180_000 : 4_000;
const REPLAY_SPEED = long ? 200 : 5_000;
const DAY = "2013-10-08";
const SYMBOLS = ["SPY", "IBM", "BAC"];
const NO_DATA = "there are no recorded days at SPOTLIGHT_MARKET_DATA";

/** Reads a stream to its end; answers when it began, and whether it was told of the shutdown. */
function farewellOf(url: string): { readonly opened: Promise<unknown>; readonly told: Promise<boolean> } {
  const request = get(url, { agent: false });
  const answered = once(request, "response") as Promise<[IncomingMessage]>;
  const opened = answered.then(([answer]) => once(answer, "data"));
  const told = answered.then(async ([answer]) => {
    let tail = "";
    answer.on("data", (chunk: Buffer) => (tail = (tail + chunk.toString()).slice(-400)));
    await once(answer, "close");
    return tail.includes("event: shutdown");
  });
  return { opened, told };
}

test(`P3 SIGTERM under load: ${READERS} readers are told, every bar that was shown is on disk, exit 0 in time`, async () => {
  const place = await embeddedTestDatabase();
  const dataDir = place.target.kind === "embedded" ? place.target.dataDir : "";
  const replay = hasMarketData();
  const server = await ServerProcess.prepare({
    DATA_DIR: dataDir,
    DRAIN_TIMEOUT_MS: String(DRAIN_TIMEOUT_MS),
    ...(replay
      ? { FEED: "replay", REPLAY_PATH: MARKET_DATA, REPLAY_SPEED: "900", REPLAY_FROM: DAY, REPLAY_TO: DAY }
      : { FEED: "sim", SIM_SPEED: "900", HISTORY_DAYS: "2" }),
  });
  await server.start();
  const { symbols } = await server.get<MarketStatus>("/api/market/status");
  const stream = `${server.url}/stream/market?symbols=${symbols.join(",")}&timeframe=1m`;
  const start = (await server.get<HistoryAnswer>(`/api/history?symbol=${symbols[0]}&limit=1`)).cursor;
  const recorders = [1, 2, 3, 4].map(() => new RawReader(stream, start, () => Infinity));
  const recording = recorders.map((reader) => reader.run());
  const watchers = Array.from({ length: READERS }, () => farewellOf(stream));
  await Promise.all(watchers.map(({ opened }) => opened));
  for (const reader of recorders) await reader.reached(start + 150, 60_000);

  const answers = new Set<number>();
  const asking = new AbortController();
  const writes = askUntil(
    asking.signal,
    `${server.url}/api/history?symbol=${symbols[0]}&limit=20000`,
    answers,
  );
  const began = performance.now();
  const code = await server.stop();
  const tookMs = performance.now() - began;
  asking.abort();
  await writes;
  expect(code, server.output).toBe(0);
  expect(tookMs).toBeLessThan(DRAIN_TIMEOUT_MS);
  expect(await Promise.all(watchers.map(({ told }) => told))).toEqual(watchers.map(() => true));
  for (const status of answers) expect([200, 503]).toContain(status);

  for (const reader of recorders) reader.stop();
  await Promise.all(recording);
  const shown = recorders.map((reader) => ({ until: reader.cursor ?? 0, bars: [...reader.bars] }));
  await server.start();
  const again = new RawReader(stream, start, () => Infinity);
  const reading = again.run();
  await again.reached(Math.max(...shown.map(({ until }) => until)), 60_000);
  again.stop();
  await reading;
  for (const { until, bars } of shown) {
    expect(bars.length).toBeGreaterThan(20);
    expect(bars).toEqual(again.bars.filter(({ cursor }) => cursor <= until));
  }
  expect(await server.stop()).toBe(0);
  await place.remove();
}, 240_000);

test(
  `P38 PostgreSQL down for ${OUTAGE_MS / 1_000} s during a replay: nobody misses a bar, and history equals the official bars (seed ${seed})`,
  async ({ skip }) => {
    if (!hasMarketData()) return skip(NO_DATA);
    const bin = postgresPrograms();
    if (bin === null) return skip("no PostgreSQL programs are installed in /usr/lib/postgresql");
    const random = seededRandom(seed);
    const postgres = await PrivatePostgres.start(bin);
    const place = await embeddedTestDatabase();
    const server = await ServerProcess.prepare({
      DATA_DIR: place.target.kind === "embedded" ? place.target.dataDir : "",
      DATABASE_URL: postgres.url,
      FEED: "replay",
      REPLAY_PATH: MARKET_DATA,
      REPLAY_SYMBOLS: SYMBOLS.join(","),
      REPLAY_SPEED: String(REPLAY_SPEED),
      REPLAY_FROM: DAY,
      REPLAY_TO: DAY,
    });
    await server.start();
    const start = (await server.get<HistoryAnswer>("/api/history?symbol=SPY&limit=1")).cursor;
    const url = (timeframe: string): string =>
      `${server.url}/stream/market?symbols=${SYMBOLS.join(",")}&timeframe=${timeframe}&session=rth_ext`;
    const views = ["1m", "5m", "1m", "15m"];
    const cutting = views.map(
      (timeframe) => new RawReader(url(timeframe), start, () => 1 + Math.floor(random() ** 2 * 20_000)),
    );
    const running = cutting.map((reader) => reader.run());

    await postgres.down();
    const before = Math.max(...cutting.map(({ cursor }) => cursor ?? 0));
    await delay(OUTAGE_MS);
    const during = Math.max(...cutting.map(({ cursor }) => cursor ?? 0));
    expect(during).toBeGreaterThan(before + 20);
    expect((await fetch(`${server.url}/api/livez`)).status).toBe(200);
    await postgres.up();
    await expect
      .poll(async () => (await server.get<MarketStatus>("/api/market/status")).state, {
        timeout: 400_000,
        interval: 250,
      })
      .toBe("ended");
    await expect
      .poll(async () => (await fetch(`${server.url}/api/readyz`)).status, { timeout: 15_000 })
      .toBe(200);
    await spooled(server);

    for (const symbol of SYMBOLS) expect(await expectOfficial(server, symbol, DAY)).toBeGreaterThan(400);
    const end = (await server.get<HistoryAnswer>("/api/history?symbol=SPY&limit=1")).cursor;
    for (const reader of cutting) await reader.reached(end, 60_000);
    await server.stop();
    await server.start();
    const steady = views.map((timeframe) => new RawReader(url(timeframe), start, () => Infinity));
    const steadyRunning = steady.map((reader) => reader.run());
    for (const reader of steady) await reader.reached(end, 60_000);
    for (const reader of [...cutting, ...steady]) reader.stop();
    await Promise.all([...running, ...steadyRunning]);
    for (const [index, reader] of cutting.entries()) {
      expect(reader.gaps).toEqual([]);
      const upTo = (each: RawReader | undefined) => (each?.bars ?? []).filter(({ cursor }) => cursor <= end);
      expect(upTo(reader).length).toBeGreaterThan(50);
      expect(upTo(reader), views[index]).toEqual(upTo(steady[index]));
    }
    for (const symbol of SYMBOLS) await expectOfficial(server, symbol, DAY);
    expect(await server.stop()).toBe(0);
    await postgres.remove();
    await place.remove();
  },
  long ? 1_200_000 : 180_000,
);

/** Keeps asking; notes each status, and -1 for an answer that broke off. */
async function askUntil(signal: AbortSignal, url: string, statuses: Set<number>): Promise<void> {
  while (!signal.aborted) {
    const answer = await fetch(url).catch(() => null);
    if (answer === null) continue;
    const whole = await answer.text().then(
      () => true,
      () => false,
    );
    statuses.add(whole ? answer.status : -1);
  }
}

/** Waits until everything that was spooled is in the database. */
async function spooled(server: ServerProcess): Promise<void> {
  await expect
    .poll(
      async () =>
        Number(
          /^spotlight_spool_facts (\d+)/m.exec(await (await fetch(`${server.url}/api/metrics`)).text())?.[1],
        ),
      { timeout: 30_000 },
    )
    .toBe(0);
}
