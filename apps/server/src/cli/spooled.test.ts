import type { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { NewFact } from "../log/market-log.ts";
import { PostgresMarketLog } from "../log/postgres-log.ts";
import { Spool, type SpoolRecord, spoolFile } from "../log/spool.ts";
import { type Database, openDatabase } from "../store/database.ts";
import { type TestDatabase, embeddedTestDatabase } from "../testing/databases.ts";
import { moveLeft, whenMoved } from "./spooled.ts";

let place: TestDatabase;
let dataDir: string;
let database: Database;
let client: Client;
beforeAll(async () => {
  place = await embeddedTestDatabase();
  dataDir = place.target.kind === "embedded" ? place.target.dataDir : "";
  database = await openDatabase(place.target, () => undefined);
  await database.pool.query("INSERT INTO owner VALUES ('me', 0)");
  client = await database.connect();
});
afterAll(async () => {
  await client.end();
  await database.close();
  await place.remove();
});

const gap: NewFact = {
  kind: "gap",
  symbol: "SPY",
  startMs: 60_000,
  learnedMs: 120_000,
  cause: null,
  body: { reason: "cut off" },
};
const record = (cursor: number): SpoolRecord => ({
  source: "sim:1",
  facts: [{ ...gap, cursor }],
  progress: null,
});

/** What a server leaves that is killed before its database has a fact. */
async function left(owner: string, one: SpoolRecord): Promise<void> {
  const spool = new Spool(spoolFile(dataDir), owner);
  await spool.clear();
  await spool.append(one);
  await spool.close();
}

async function cursors(): Promise<readonly number[]> {
  const { rows } = await client.query<{ cursor: number }>("SELECT cursor FROM fact_log ORDER BY cursor");
  return rows.map(({ cursor }) => cursor);
}

test("what a killed server had told is taken over once, and only into its own database", async () => {
  await left("somebody else", record(1));
  await moveLeft(client, dataDir);
  expect(await cursors()).toEqual([]);
  await left("me", record(1));
  await moveLeft(client, dataDir);
  await moveLeft(client, dataDir);
  expect(await cursors()).toEqual([1]);
});

test("a command waits until the running server has moved what it has told", async () => {
  await left("me", record(2));
  const log = await PostgresMarketLog.open(database.pool, "sim:1");
  const waited = whenMoved(client, dataDir).then(cursors);
  await log.absorb(record(2));
  expect(await waited).toEqual([1, 2]);
});
