import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Database, openDatabase } from "../store/database.ts";
import { type TestDatabase, embeddedTestDatabase } from "../testing/databases.ts";
import { Life, Rigs, everything, fact, minute, step } from "../testing/log-life.ts";
import { marketLogContract } from "../testing/market-log-contract.ts";
import { FeedStore } from "./feed-store.ts";
import type { MarketLog, NewFact } from "./market-log.ts";
import { LogDiverged } from "./mover.ts";
import { PostgresMarketLog } from "./postgres-log.ts";
import type { SpooledMarketLog } from "./spooled-log.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "spotlight-spooled-"));
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

for (const first of ["spool", "database"] as const)
  marketLogContract(`embedded PostgreSQL behind a spool, ${first} first`, async () => {
    const place = await embeddedTestDatabase();
    const database = await openDatabase(place.target, () => undefined);
    const rigs = new Rigs(database, await mkdtemp(join(folder, "contract-")));
    const open: SpooledMarketLog[] = [];
    const settle = async (): Promise<void> => {
      for (const log of open) await log.settled();
    };
    return {
      survivesReopening: true,
      open: async (source) => {
        await settle();
        const { log } = await rigs.open(source, first);
        open.push(log);
        return log;
      },
      progress: async (source) => {
        for (const log of open) await log.drain();
        const row = await new FeedStore(database.pool, source).progress("sim");
        if (row === null) return null;
        const { runKey, startMs, positionMs, ended } = row;
        return { runKey, startMs, positionMs, ended };
      },
      close: async () => {
        for (const log of open) await log.close();
        await database.close();
        await place.remove();
      },
    };
  });

const MINUTE = 60_000;

const mine = { owner: "me", kinds: ["input" as const], fromMs: 0, untilMs: 1_000, limit: 100 };

describe("a log through outages of its database", () => {
  let place: TestDatabase;
  let database: Database;
  let rigs: Rigs;
  beforeAll(async () => {
    place = await embeddedTestDatabase();
    database = await openDatabase(place.target, () => undefined);
    rigs = new Rigs(database, folder);
  });
  afterAll(async () => {
    await database.close();
    await place.remove();
  });

  test.each(["spool", "database"] as const)(
    "%s first: answers at any moment as a log that was never cut off, whatever comes and goes, crashes included",
    async (first) => {
      let sources = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
          const life = await Life.begin(rigs, `outage:${first}:${(sources += 1)}`, first);
          for (const one of steps) {
            await life.live(one);
            await life.compare();
          }
          await life.end();
        }),
        { numRuns: 60, verbose: true },
      );
    },
    240_000,
  );

  test("a commit whose answer was lost is not doubled", async () => {
    const under = await rigs.open("answer-lost", "database");
    const { head } = under.log;
    const other = await PostgresMarketLog.open(database.pool, "answer-lost");
    await other.append([minute(1)], null);
    under.online = false;
    await under.log.append([minute(1), minute(2)], null);
    under.online = true;
    await under.log.drain();
    const stored = await under.log.read({ after: head, until: under.log.head, symbols: null, limit: 10 });
    expect(stored.map(({ learnedMs }) => learnedMs)).toEqual([1, 2]);
    expect((await PostgresMarketLog.open(database.pool, "answer-lost")).head).toBe(head + 2);
    await under.log.close();
  });

  test("another server's facts at the same cursors are noticed, not mixed in", async () => {
    const under = await rigs.open("two-writers", "database");
    const other = await PostgresMarketLog.open(database.pool, "another-source");
    await other.append([minute(8)], null);
    under.online = false;
    await under.log.append([minute(1)], null);
    under.online = true;
    await expect(under.log.drain()).rejects.toThrow(LogDiverged);
    expect(under.log.waitingFacts).toBe(1);
    await under.log.close();
  });

  const questions = {
    minutes: (log: MarketLog) => log.minutes("SPY", 0, 30 * MINUTE),
    ledger: (log: MarketLog) => log.minuteFacts("SPY", 0, 30 * MINUTE),
    extent: (log: MarketLog) => log.extent("SPY"),
    newest: (log: MarketLog) => log.owned({ ...mine, newestFirst: true }),
    oldest: (log: MarketLog) => log.owned({ ...mine, newestFirst: false }),
  };
  test.each(
    Object.entries(questions).flatMap(([name, ask]) =>
      (["before", "after"] as const).map((at) => ({ name, ask, at })),
    ),
  )(
    "facts that are appended and moved just $at the database is asked for $name are answered once, in order",
    async ({ name, ask, at }) => {
      const source = `moved:${name}:${at}`;
      const { log, inner } = await rigs.open(source, "spool");
      inner.hold("before");
      await log.append([4, 7, 9, 14].map(fact), null);
      inner.duringNextQuestion(at, async () => {
        await log.append([19, 24, 44, 47].map(fact), null);
        inner.release();
        await log.settled();
      });
      const answer = await ask(log);
      expect(log.waitingFacts).toBe(0);
      expect(answer).toEqual(await ask(await PostgresMarketLog.open(database.pool, source)));
      await log.close();
    },
  );

  const storedOf = async (source: string): Promise<number> =>
    (await database.pool.query("SELECT FROM fact_log WHERE source = $1", [source])).rowCount ?? 0;

  test("with the spool first whoever asks the database itself finds what was told before", async () => {
    const { log, inner } = await rigs.open("settled", "spool");
    inner.hold("before");
    await log.append([minute(1), minute(2)], null);
    await log.append([minute(3)], null);
    expect({ stored: await storedOf("settled"), waiting: log.waitingFacts }).toEqual({
      stored: 0,
      waiting: 3,
    });
    inner.release();
    await log.settled();
    expect({ stored: await storedOf("settled"), waiting: log.waitingFacts }).toEqual({
      stored: 3,
      waiting: 0,
    });
    await log.append([minute(4)], null);
    await log.close();
    expect(await storedOf("settled")).toBe(4);
  });

  test.each([
    ["facts", 1_000, 10],
    ["bytes", 1, 1_000_000],
  ])(
    "with the spool first no more %s wait than a database that is there takes in a moment",
    async (_what, facts, bytes) => {
      const { log, inner } = await rigs.open(`held:${bytes}`, "spool");
      const large = Array.from({ length: facts }, (_, index): NewFact => {
        const body = { reason: "x".repeat(bytes) };
        return { ...minute(index), kind: "gap", symbol: "SPY", startMs: index * MINUTE, cause: null, body };
      });
      inner.hold("before");
      let told = 0;
      const appending = (async () => {
        for (; told < 10; told += 1) await log.append(large, null);
      })();
      await expect
        .poll(() => [log.waitingFacts < 4_000, log.spoolBytes < 8_388_608].includes(false))
        .toBe(true);
      const held = told;
      expect(held).toBeLessThan(10);
      inner.release();
      await appending;
      await log.drain();
      expect(log.waitingFacts).toBe(0);
      expect(log.spoolBytes).toBe(0);
      expect(log.head - inner.head).toBe(0);
      await log.close();
    },
    90_000,
  );

  test("with the spool first a database that is away holds nobody up", async () => {
    const under = await rigs.open("away", "spool");
    under.inner.hold("before");
    under.inner.failNext("after");
    const many = Array.from({ length: 3_000 }, (_, index) => minute(index));
    await under.log.append(many, null);
    await under.log.append(many, null);
    const held = under.log.append(many, null);
    under.online = false;
    under.inner.release();
    await held;
    await under.log.append(many, null);
    expect(under.log.waitingFacts).toBe(12_000);
    under.online = true;
    await under.log.drain();
    expect(under.log.head).toBe(under.inner.head);
    await under.log.close();
  });

  test("an older copy of the database is healed from memory", async () => {
    const under = await rigs.open("older-copy", "database");
    const before = under.log.head;
    await under.log.append([minute(1), minute(2), minute(3)], null);
    const whole = await everything(under.log, before);
    expect(await under.log.reconcile()).toBe("whole");
    await database.pool.query("DELETE FROM fact_log WHERE cursor > $1", [before + 1]);
    await database.pool.query("DELETE FROM minute_fact WHERE cursor > $1", [before + 1]);
    expect(await under.log.reconcile()).toBe("healed");
    const stored = await PostgresMarketLog.open(database.pool, "older-copy");
    expect(await everything(stored, before)).toEqual(whole);
    await under.log.close();
  });

  test("what neither the copy nor memory has is lost, and said to be", async () => {
    const first = await rigs.open("lost", "database");
    const before = first.log.head;
    await first.log.append([minute(1), minute(2)], null);
    await first.log.close();
    const under = await rigs.open("lost", "database");
    await under.log.append([minute(3)], null);
    await database.pool.query("DELETE FROM fact_log WHERE cursor > $1", [before + 1]);
    expect(await under.log.reconcile()).toBe("lost");
    expect(under.log.canResume(before + 1)).toBe(false);
    expect(under.log.canResume(under.log.head)).toBe(true);
    await under.log.close();
  });
});
