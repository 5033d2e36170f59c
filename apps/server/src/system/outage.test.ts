import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Callout } from "@spotlight/contracts";
import { expect, test } from "vitest";
import type { DatabaseTarget } from "../store/database.ts";
import { embeddedTestDatabase } from "../testing/databases.ts";
import { FrameReader } from "../testing/frame-reader.ts";
import { PrivatePostgres, postgresPrograms } from "../testing/private-postgres.ts";
import { ServerProcess } from "../testing/server-process.ts";
import { allFacts, withStoredLog } from "../testing/stored-facts.ts";
import { talkative } from "../testing/test-rules.ts";
import { Trader } from "../testing/trader.ts";

const TIMEOUT = { timeout: 30_000 };

/** A database that can be taken away from a server and given back. */
interface Removable {
  readonly target: DatabaseTarget;
  readonly dataDir: string;
  readonly environment: Readonly<Record<string, string>>;
  takeAway(): Promise<void>;
  giveBack(): Promise<void>;
  remove(): Promise<void>;
}

async function embedded(): Promise<Removable> {
  const place = await embeddedTestDatabase();
  const dataDir = place.target.kind === "embedded" ? place.target.dataDir : "";
  const database = join(dataDir, "database");
  return {
    target: place.target,
    dataDir,
    environment: {},
    takeAway: () => rename(database, `${database}.away`),
    giveBack: () => rename(`${database}.away`, database),
    remove: () => place.remove(),
  };
}

async function postgresServer(bin: string): Promise<Removable> {
  const postgres = await PrivatePostgres.start(bin);
  const dataDir = await mkdtemp(join(tmpdir(), "spotlight-outage-"));
  return {
    target: { kind: "server", url: postgres.url },
    dataDir,
    environment: { DATABASE_URL: postgres.url },
    takeAway: () => postgres.down(),
    giveBack: () => postgres.up(),
    remove: async () => {
      await postgres.remove();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

test("P38 callouts that are made while the embedded database is away reach the stream at once and are in it afterwards", async () => {
  await outage(await embedded());
}, 120_000);

test("P38 so do those that are made while a PostgreSQL server is down", async ({ skip }) => {
  const bin = postgresPrograms();
  if (bin === null) return skip("no PostgreSQL programs are installed in /usr/lib/postgresql");
  await outage(await postgresServer(bin));
}, 120_000);

async function outage(place: Removable): Promise<void> {
  const server = await ServerProcess.prepare({
    DATA_DIR: place.dataDir,
    ...place.environment,
    FEED: "sim",
    HISTORY_DAYS: "2",
    SYMBOLS: "DIA",
    SIM_SPEED: "300",
  });
  await server.start();
  const { pid } = server;
  const trader = new Trader(server);
  await trader.visitor.send("PUT", "/api/copilot/desk", { density: "loud", setups: [] });
  await trader.rule(talkative("Ticks up", "A"));
  const reader = await FrameReader.open(`${server.url}/stream/market?symbols=DIA&timeframe=1m`);
  const ready = async (): Promise<number> => (await fetch(`${server.url}/api/readyz`)).status;
  const proposed = (): readonly Callout[] => reader.callouts.filter(({ state }) => state === "proposed");

  await place.takeAway();
  await expect.poll(ready, TIMEOUT).toBe(503);
  const before = new Set(reader.callouts.map(({ id }) => id));
  await expect.poll(() => proposed().filter(({ id }) => !before.has(id)).length, TIMEOUT).toBeGreaterThan(1);
  const during = reader.callouts.filter(({ id }) => !before.has(id));
  expect(await ready()).toBe(503);
  await place.giveBack();
  await expect.poll(ready, TIMEOUT).toBe(200);
  expect(server.pid).toBe(pid);

  const { callouts } = await trader.get<{ callouts: readonly Callout[] }>("/api/copilot/callouts?limit=1000");
  for (const { id } of during) expect(callouts.map((callout) => callout.id)).toContain(id);
  reader.close();
  expect(await server.stop()).toBe(0);
  await withStoredLog(place.target, "sim:1", async (log) => {
    const stored = (await allFacts(log)).filter(({ kind }) => kind === "callout");
    const told = reader.frames.filter(({ event }) => event === "callout");
    expect(told.map(({ id }) => id)).toEqual([...new Set(told.map(({ id }) => id))]);
    for (const { id, data } of told)
      expect(stored.find(({ cursor }) => cursor === id)?.body).toEqual(JSON.parse(data));
  });
  await place.remove();
}
