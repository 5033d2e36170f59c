import { copyFile, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Database, openDatabase } from "../store/database.ts";
import { type TestDatabase, embeddedTestDatabase } from "../testing/databases.ts";
import { marketLogContract } from "../testing/market-log-contract.ts";
import { type Moment, ShakyLog } from "../testing/shaky-log.ts";
import { FeedStore } from "./feed-store.ts";
import type { Fact, FeedProgress, MarketLog, NewFact } from "./market-log.ts";
import { MemoryMarketLog } from "./memory-log.ts";
import { PostgresMarketLog } from "./postgres-log.ts";
import { Spool } from "./spool.ts";
import { LogDiverged } from "./mover.ts";
import { type SpooledLogParts, SpooledMarketLog } from "./spooled-log.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "spotlight-spooled-"));
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

type First = SpooledLogParts["first"];

/** A log on a real database that a test can take away. */
interface Rig {
  readonly log: SpooledMarketLog;
  readonly inner: ShakyLog;
  readonly spool: Spool;
  readonly file: string;
  online: boolean;
}

let rigs = 0;
async function rig(
  database: Database,
  source: string,
  first: First,
  file = join(folder, `${(rigs += 1)}.jsonl`),
): Promise<Rig> {
  const made = { online: true };
  const inner = new ShakyLog(await PostgresMarketLog.open(database.pool, source));
  const spool = new Spool(file, "db");
  const log = await SpooledMarketLog.open({
    inner,
    spool,
    first,
    isOnline: () => made.online,
    suspect: () => undefined,
  });
  return Object.assign(made, { log, inner, spool, file });
}

for (const first of ["spool", "database"] as const)
  marketLogContract(`embedded PostgreSQL behind a spool, ${first} first`, async () => {
    const place = await embeddedTestDatabase();
    const database = await openDatabase(place.target, () => undefined);
    const open: SpooledMarketLog[] = [];
    const settle = async (): Promise<void> => {
      for (const log of open) await log.settled();
    };
    return {
      survivesReopening: true,
      open: async (source) => {
        await settle();
        const { log } = await rig(database, source, first);
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
const minute = (index: number): NewFact => ({
  kind: "gap",
  symbol: index % 3 === 0 ? "QQQ" : "SPY",
  startMs: (index % 40) * MINUTE,
  learnedMs: index,
  cause: null,
  body: { reason: `${index}` },
});
/** Mostly minutes, and now and then what a person did. */
const fact = (index: number): NewFact =>
  index % 5 === 4
    ? {
        kind: "input",
        owner: "me",
        symbol: null,
        startMs: null,
        learnedMs: index,
        cause: null,
        body: { type: "symbol", symbol: `S${index}`, active: true },
      }
    : minute(index);

type Step =
  | { readonly kind: "append" | "race" | "cut"; readonly count: number }
  | { readonly kind: "online" | "offline" | "drain" | "crash" | "release" | "reconcile" }
  | { readonly kind: "hold" | "fail"; readonly at: Moment };
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom("append" as const, "append" as const, "race" as const),
      count: fc.integer({ min: 0, max: 7 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Step>(
      { kind: "online" },
      { kind: "offline" },
      { kind: "drain" },
      { kind: "release" },
      { kind: "reconcile" },
    ),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom("hold" as const, "hold" as const, "fail" as const),
      at: fc.constantFrom<Moment>("before", "after"),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.oneof(
      fc.constant<Step>({ kind: "crash" }),
      fc.record({ kind: fc.constant("cut" as const), count: fc.integer({ min: 1, max: 7 }) }),
    ),
  },
);

/** Everything that can be asked of a log. */
async function everything(log: MarketLog, base: number) {
  const mine = (facts: readonly Fact[]) => facts.map((each) => ({ ...each, cursor: each.cursor - base }));
  const owned = { owner: "me", kinds: ["input" as const], fromMs: 3, untilMs: 1_000, limit: 4 };
  const { head } = log;
  const before = await log.cursorBefore(60);
  return {
    facts: mine(await log.read({ after: base, until: log.head, symbols: null, limit: 10_000 })),
    page: mine(await log.read({ after: base + 3, until: log.head, symbols: ["SPY"], limit: 5 })),
    minutes: await log.minutes("SPY", 0, 30 * MINUTE),
    ledger: mine(await log.minuteFacts("QQQ", 0, Number.MAX_SAFE_INTEGER)),
    extent: await log.extent("SPY"),
    oldest: mine(await log.owned({ ...owned, newestFirst: false })),
    newest: mine(await log.owned({ ...owned, newestFirst: true })),
    before: before === 0 ? 0 : before - base,
    resumes: [base, head, head + 1, -1].map((cursor) => log.canResume(cursor)),
  };
}

/** One random life of a log, held against a log in memory that nothing ever happened to. */
class Life {
  readonly #database: Database;
  readonly #source: string;
  readonly #first: First;
  readonly model: MemoryMarketLog;
  under: Rig;
  readonly base: number;
  #next = 0;

  private constructor(database: Database, under: Rig, first: First) {
    this.#database = database;
    this.#source = under.log.source;
    this.#first = first;
    this.model = new MemoryMarketLog(this.#source);
    this.under = under;
    this.base = under.log.head;
  }

  static async begin(database: Database, source: string, first: First): Promise<Life> {
    return new Life(database, await rig(database, source, first), first);
  }

  async live(one: Step): Promise<void> {
    const { log, inner } = this.under;
    if (one.kind === "online" || one.kind === "offline") this.under.online = one.kind === "online";
    else if (one.kind === "hold") inner.hold(one.at);
    else if (one.kind === "fail") inner.failNext(one.at);
    else if (one.kind === "append") await this.#append(one.count);
    else if (one.kind === "race") await this.#race(one.count);
    else if (one.kind === "cut") await this.#kill(log.append(...this.#more(one.count)), one.count);
    else if (one.kind === "crash") await this.#kill(Promise.resolve(), 0);
    else inner.release();
    if (one.kind === "drain") await log.drain().catch(toBeAway);
    if (one.kind === "reconcile") expect(await log.reconcile()).toBe("whole");
  }

  async compare(): Promise<void> {
    const { log } = this.under;
    expect(log.head - this.base).toBe(this.model.head);
    expect(await everything(log, this.base)).toEqual(await everything(this.model, 0));
  }

  /** Ends well; everything is in the database then, once. */
  async end(): Promise<void> {
    const { log, inner, file } = this.under;
    this.under.online = true;
    inner.release();
    inner.failNext(null);
    await log.close();
    expect({ waiting: log.waitingFacts, bytes: log.spoolBytes }).toEqual({ waiting: 0, bytes: 0 });
    expect((await stat(file).catch(() => null))?.size ?? 0).toBe(0);
    const stored = await PostgresMarketLog.open(this.#database.pool, this.#source);
    expect(await everything(stored, this.base)).toEqual(await everything(this.model, 0));
    const progress = await new FeedStore(this.#database.pool, this.#source).progress("sim");
    expect(progress?.positionMs ?? null).toBe(this.model.progress?.positionMs ?? null);
  }

  #more(count: number): [readonly NewFact[], FeedProgress] {
    const facts = Array.from({ length: count }, () => fact((this.#next += 1)));
    return [facts, { runKey: "sim", startMs: 0, positionMs: this.#next, ended: false }];
  }

  async #append(count: number): Promise<void> {
    const more = this.#more(count);
    const appended = await this.under.log.append(...more);
    const wanted = await this.model.append(...more);
    expect(appended.map(({ cursor }) => cursor - this.base)).toEqual(wanted.map(({ cursor }) => cursor));
  }

  /** Asks while facts are appended: each answer is of before or of after. */
  async #race(count: number): Promise<void> {
    const before = await everything(this.model, 0);
    const [, ...seen] = await Promise.all([
      this.#append(count),
      everything(this.under.log, this.base),
      everything(this.under.log, this.base),
    ]);
    const after = await everything(this.model, 0);
    for (const answers of seen)
      for (const key of [
        "facts",
        "page",
        "minutes",
        "ledger",
        "extent",
        "oldest",
        "newest",
        "before",
      ] as const)
        expect([before[key], after[key]]).toContainEqual(answers[key]);
  }

  /** Kills it while it appends; what nobody was told may be there or not, but whole. */
  async #kill(appending: Promise<unknown>, count: number): Promise<void> {
    for (let turn = 0; turn < this.#next % 4; turn += 1) await new Promise((done) => setImmediate(done));
    const { inner, spool, file } = this.under;
    const left = join(folder, `${(rigs += 1)}.jsonl`);
    await copyFile(file, left).catch(() => undefined);
    inner.kill();
    await appending;
    await this.under.log.reconcile();
    await spool.close();
    this.under = await rig(this.#database, this.#source, this.#first, left);
    if (this.under.log.head - this.base === this.model.head || count === 0) return;
    const facts = Array.from({ length: count }, (_, index) => fact(this.#next - count + 1 + index));
    await this.model.append(facts, { runKey: "sim", startMs: 0, positionMs: this.#next, ended: false });
  }
}

function toBeAway(error: unknown): void {
  expect(String(error)).toContain("Connection terminated");
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

  test.each(["spool", "database"] as const)(
    "%s first: answers at any moment as a log that was never cut off, whatever comes and goes, crashes included",
    async (first) => {
      let sources = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
          const life = await Life.begin(database, `outage:${first}:${(sources += 1)}`, first);
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
    const under = await rig(database, "answer-lost", "database");
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
    const under = await rig(database, "two-writers", "database");
    const other = await PostgresMarketLog.open(database.pool, "another-source");
    await other.append([minute(8)], null);
    under.online = false;
    await under.log.append([minute(1)], null);
    under.online = true;
    await expect(under.log.drain()).rejects.toThrow(LogDiverged);
    expect(under.log.waitingFacts).toBe(1);
    await under.log.close();
  });

  test("with the spool first whoever asks the database itself finds what was told before", async () => {
    const { log, inner } = await rig(database, "settled", "spool");
    const stored = async (): Promise<number> =>
      (await database.pool.query("SELECT FROM fact_log WHERE source = 'settled'")).rowCount ?? 0;
    inner.hold("before");
    await log.append([minute(1), minute(2)], null);
    await log.append([minute(3)], null);
    expect({ stored: await stored(), waiting: log.waitingFacts }).toEqual({ stored: 0, waiting: 3 });
    inner.release();
    await log.settled();
    expect({ stored: await stored(), waiting: log.waitingFacts }).toEqual({ stored: 3, waiting: 0 });
    await log.append([minute(4)], null);
    await log.close();
    expect(await stored()).toBe(4);
  });

  test.each([
    ["facts", 1_000, 10],
    ["bytes", 1, 4_000_000],
  ])(
    "with the spool first no more %s wait than a database that is there takes in a moment",
    async (_what, facts, bytes) => {
      const { log, inner } = await rig(database, `held:${bytes}`, "spool");
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
        .poll(() => [log.waitingFacts < 4_000, log.spoolBytes < 33_554_432].includes(false))
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
  );

  test("with the spool first a database that is away holds nobody up", async () => {
    const under = await rig(database, "away", "spool");
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
    const under = await rig(database, "older-copy", "database");
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
    const first = await rig(database, "lost", "database");
    const before = first.log.head;
    await first.log.append([minute(1), minute(2)], null);
    await first.log.close();
    const under = await rig(database, "lost", "database");
    await under.log.append([minute(3)], null);
    await database.pool.query("DELETE FROM fact_log WHERE cursor > $1", [before + 1]);
    expect(await under.log.reconcile()).toBe("lost");
    expect(under.log.canResume(before + 1)).toBe(false);
    expect(under.log.canResume(under.log.head)).toBe(true);
    await under.log.close();
  });
});
