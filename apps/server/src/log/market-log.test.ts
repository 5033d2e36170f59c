import { expect, test } from "vitest";
import { type Database, openDatabase } from "../store/database.ts";
import { FeedStore, markRestored } from "./feed-store.ts";
import {
  NO_POSTGRES,
  type TestDatabase,
  embeddedTestDatabase,
  postgresAnswers,
  postgresTestDatabase,
} from "../testing/databases.ts";
import { type LogUnderTest, marketLogContract } from "../testing/market-log-contract.ts";
import { MemoryMarketLog } from "./memory-log.ts";
import { PostgresMarketLog } from "./postgres-log.ts";

const postgres = await postgresAnswers();

async function inDatabase(place: TestDatabase): Promise<LogUnderTest & { database: Database }> {
  const database = await openDatabase(place.target, () => undefined);
  return {
    database,
    survivesReopening: true,
    open: (source) => PostgresMarketLog.open(database.pool, source),
    progress: (source) =>
      new FeedStore(database.pool, source).progress("sim").then((row) => row && strip(row)),
    close: async () => {
      await database.close();
      await place.remove();
    },
  };
}

function strip({
  runKey,
  startMs,
  positionMs,
  ended,
}: NonNullable<Awaited<ReturnType<FeedStore["progress"]>>>) {
  return { runKey, startMs, positionMs, ended };
}

marketLogContract("memory", async () => {
  const logs = new Map<string, MemoryMarketLog>();
  return {
    survivesReopening: false,
    open: async (source) => {
      const log = new MemoryMarketLog(source);
      logs.set(source, log);
      return log;
    },
    progress: async (source) => logs.get(source)?.progress ?? null,
    close: async () => logs.clear(),
  };
});

marketLogContract("embedded PostgreSQL", async () => inDatabase(await embeddedTestDatabase()));

if (postgres) marketLogContract("PostgreSQL server", async () => inDatabase(await postgresTestDatabase()));
else test("market log contract: PostgreSQL server", ({ skip }) => skip(NO_POSTGRES));

test("after a restore nobody resumes from a cursor that the lost data had handed out", async () => {
  const under = await inDatabase(await embeddedTestDatabase());
  const { pool } = under.database;
  const before = await under.open("sim:1");
  const fact = { kind: "empty" as const, symbol: "SPY", startMs: 0, learnedMs: 0, cause: null, body: {} };
  await before.append([fact, { ...fact, startMs: 60_000 }], null);
  const seenByAReader = before.head + 5;
  await markRestored(pool, Date.UTC(2026, 10, 24));
  const after = await under.open("sim:1");
  const [next] = await after.append([{ ...fact, startMs: 120_000 }], null);
  expect(next?.cursor).toBeGreaterThan(seenByAReader);
  expect(after.canResume(seenByAReader)).toBe(false);
  expect(after.canResume(before.head)).toBe(true);
  await under.close();
});
