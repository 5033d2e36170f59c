import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Database, openDatabase } from "../store/database.ts";
import { type TestDatabase, embeddedTestDatabase } from "../testing/databases.ts";
import { marketLogContract } from "../testing/market-log-contract.ts";
import { FeedStore } from "./feed-store.ts";
import type { MarketLog, NewFact } from "./market-log.ts";
import { MemoryMarketLog } from "./memory-log.ts";
import { PostgresMarketLog } from "./postgres-log.ts";
import { Spool } from "./spool.ts";
import { LogDiverged, SpooledMarketLog } from "./spooled-log.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "spotlight-spooled-"));
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

/** A log on a real database that a test can take away. */
interface Rig {
  readonly log: SpooledMarketLog;
  online: boolean;
}

let rigs = 0;
async function rig(
  database: Database,
  source: string,
  file = join(folder, `${(rigs += 1)}.jsonl`),
): Promise<Rig> {
  const made = { online: true };
  const log = await SpooledMarketLog.open({
    inner: await PostgresMarketLog.open(database.pool, source),
    spool: new Spool(file, "db"),
    isOnline: () => made.online,
    suspect: () => undefined,
  });
  return Object.assign(made, { log });
}

marketLogContract("embedded PostgreSQL behind a spool", async () => {
  const place = await embeddedTestDatabase();
  const database = await openDatabase(place.target, () => undefined);
  return {
    survivesReopening: true,
    open: async (source) => (await rig(database, source)).log,
    progress: async (source) => {
      const row = await new FeedStore(database.pool, source).progress("sim");
      if (row === null) return null;
      const { runKey, startMs, positionMs, ended } = row;
      return { runKey, startMs, positionMs, ended };
    },
    close: async () => {
      await database.close();
      await place.remove();
    },
  };
});

const MINUTE = 60_000;
const minute = (index: number): NewFact => ({
  kind: "gap",
  symbol: index % 3 === 0 ? "QQQ" : "SPY",
  startMs: (index % 40) * MINUTE,
  learnedMs: index,
  cause: null,
  body: { reason: `${index}` },
});

type Step =
  | { readonly kind: "append"; readonly count: number }
  | { readonly kind: "online" | "offline" | "drain" | "crash" };
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("append" as const), count: fc.integer({ min: 0, max: 7 }) }),
  },
  { weight: 2, arbitrary: fc.constantFrom<Step>({ kind: "online" }, { kind: "offline" }, { kind: "drain" }) },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: "crash" }) },
);

/** Everything that can be asked of a log. */
async function everything(log: MarketLog, base: number) {
  const read = await log.read({ after: base, until: log.head, symbols: null, limit: 10_000 });
  return {
    facts: read.map((fact) => ({ ...fact, cursor: fact.cursor - base })),
    page: (await log.read({ after: base + 3, until: log.head, symbols: ["SPY"], limit: 5 })).map(
      ({ cursor }) => cursor - base,
    ),
    minutes: await log.minutes("SPY", 0, 30 * MINUTE),
    ledger: (await log.minuteFacts("QQQ", 0, Number.MAX_SAFE_INTEGER)).map(({ cursor }) => cursor - base),
    extent: await log.extent("SPY"),
  };
}

describe("a log through outages of its database", () => {
  let place: TestDatabase;
  let database: Database;
  beforeAll(async () => {
    place = await embeddedTestDatabase();
    database = await openDatabase(place.target, () => undefined);
  });
  afterAll(async () => {
    await database.close();
    await place.remove();
  });

  test("answers at any moment as a log that was never cut off, whatever comes and goes, crashes included", async () => {
    let sources = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
        const source = `outage:${(sources += 1)}`;
        const file = join(folder, `${source}.jsonl`);
        let under = await rig(database, source, file);
        const base = under.log.head;
        const model = new MemoryMarketLog(source);
        let next = 0;
        for (const { kind, ...rest } of steps) {
          if (kind === "online" || kind === "offline") under.online = kind === "online";
          if (kind === "drain") await under.log.drain();
          if (kind === "crash") {
            await under.log.close();
            under = await rig(database, source, file);
          }
          if ("count" in rest) {
            const facts = Array.from({ length: rest.count }, () => minute((next += 1)));
            const progress = { runKey: "sim", startMs: 0, positionMs: next, ended: false };
            const appended = await under.log.append(facts, progress);
            const wanted = await model.append(facts, progress);
            expect(appended.map(({ cursor }) => cursor - base)).toEqual(wanted.map(({ cursor }) => cursor));
          }
          expect(under.log.head - base).toBe(model.head);
          expect(await everything(under.log, base)).toEqual(await everything(model, 0));
        }
        under.online = true;
        await under.log.drain();
        expect(under.log.waitingFacts).toBe(0);
        expect(under.log.spoolBytes).toBe(0);
        const stored = await PostgresMarketLog.open(database.pool, source);
        expect(await everything(stored, base)).toEqual(await everything(model, 0));
        const progress = await new FeedStore(database.pool, source).progress("sim");
        expect(progress?.positionMs ?? null).toBe(model.progress?.positionMs ?? null);
        await under.log.close();
      }),
      { numRuns: 60, verbose: true },
    );
  });

  test("a commit whose answer was lost is not doubled", async () => {
    const under = await rig(database, "answer-lost");
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
    const under = await rig(database, "two-writers");
    const other = await PostgresMarketLog.open(database.pool, "another-source");
    await other.append([minute(8)], null);
    under.online = false;
    await under.log.append([minute(1)], null);
    under.online = true;
    await expect(under.log.drain()).rejects.toThrow(LogDiverged);
    expect(under.log.waitingFacts).toBe(1);
    await under.log.close();
  });

  test("an older copy of the database is healed from memory", async () => {
    const under = await rig(database, "older-copy");
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
    const first = await rig(database, "lost");
    const before = first.log.head;
    await first.log.append([minute(1), minute(2)], null);
    await first.log.close();
    const under = await rig(database, "lost");
    await under.log.append([minute(3)], null);
    await database.pool.query("DELETE FROM fact_log WHERE cursor > $1", [before + 1]);
    expect(await under.log.reconcile()).toBe("lost");
    expect(under.log.canResume(before + 1)).toBe(false);
    expect(under.log.canResume(under.log.head)).toBe(true);
    await under.log.close();
  });
});
