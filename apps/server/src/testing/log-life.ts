import { copyFile, stat } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect } from "vitest";
import { FeedStore } from "../log/feed-store.ts";
import type { Fact, FeedProgress, MarketLog, NewFact } from "../log/market-log.ts";
import { MemoryMarketLog } from "../log/memory-log.ts";
import { PostgresMarketLog } from "../log/postgres-log.ts";
import { Spool } from "../log/spool.ts";
import { type SpooledLogParts, SpooledMarketLog } from "../log/spooled-log.ts";
import type { Database } from "../store/database.ts";
import { type Moment, ShakyLog } from "./shaky-log.ts";

const MINUTE = 60_000;

type First = SpooledLogParts["first"];

/** A log on a real database that a test can take away. */
export interface Rig {
  readonly log: SpooledMarketLog;
  readonly inner: ShakyLog;
  readonly spool: Spool;
  readonly file: string;
  online: boolean;
}

/** Opens logs on one database, with their spools in one folder. */
export class Rigs {
  readonly database: Database;
  readonly #folder: string;
  #files = 0;

  constructor(database: Database, folder: string) {
    this.database = database;
    this.#folder = folder;
  }

  /** Where there is no spool yet. */
  newFile(): string {
    return join(this.#folder, `${(this.#files += 1)}.jsonl`);
  }

  async open(source: string, first: First, file = this.newFile()): Promise<Rig> {
    const made = { online: true };
    const inner = new ShakyLog(await PostgresMarketLog.open(this.database.pool, source));
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
}

/** A finished minute, another one for each number, now and then of a symbol and minute that were there before. */
export const minute = (index: number): NewFact => ({
  kind: "gap",
  symbol: index % 3 === 0 ? "QQQ" : "SPY",
  startMs: (index % 40) * MINUTE,
  learnedMs: index,
  cause: null,
  body: { reason: `${index}` },
});
/** Mostly minutes, and now and then what a person did. */
export const fact = (index: number): NewFact =>
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

/** What happens to a log. */
export type Step =
  | { readonly kind: "append" | "race" | "cut"; readonly count: number }
  | { readonly kind: "online" | "offline" | "drain" | "crash" | "release" | "reconcile" }
  | { readonly kind: "hold" | "fail"; readonly at: Moment };
/** Anything that can happen to a log. */
export const step: fc.Arbitrary<Step> = fc.oneof(
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
export async function everything(log: MarketLog, base: number) {
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
export class Life {
  readonly #rigs: Rigs;
  readonly #source: string;
  readonly #first: First;
  readonly model: MemoryMarketLog;
  under: Rig;
  readonly base: number;
  #next = 0;

  private constructor(rigs: Rigs, under: Rig, first: First) {
    this.#rigs = rigs;
    this.#source = under.log.source;
    this.#first = first;
    this.model = new MemoryMarketLog(this.#source);
    this.under = under;
    this.base = under.log.head;
  }

  static async begin(rigs: Rigs, source: string, first: First): Promise<Life> {
    return new Life(rigs, await rigs.open(source, first), first);
  }

  /** Lets something happen to it. */
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
    if (one.kind === "reconcile") toBeSame(await log.reconcile(), "whole");
  }

  /** Fails unless it answers as the log in memory does. */
  async compare(): Promise<void> {
    const { log } = this.under;
    toBeSame(log.head - this.base, this.model.head);
    toBeSame(await everything(log, this.base), await everything(this.model, 0));
  }

  /** Ends well; everything is in the database then, once. */
  async end(): Promise<void> {
    const { log, inner, file } = this.under;
    this.under.online = true;
    inner.release();
    inner.failNext(null);
    await log.close();
    toBeSame({ waiting: log.waitingFacts, bytes: log.spoolBytes }, { waiting: 0, bytes: 0 });
    toBeSame((await stat(file).catch(() => null))?.size ?? 0, 0);
    const stored = await PostgresMarketLog.open(this.#rigs.database.pool, this.#source);
    toBeSame(await everything(stored, this.base), await everything(this.model, 0));
    const progress = await new FeedStore(this.#rigs.database.pool, this.#source).progress("sim");
    toBeSame(progress?.positionMs ?? null, this.model.progress?.positionMs ?? null);
  }

  #more(count: number): [readonly NewFact[], FeedProgress] {
    const facts = Array.from({ length: count }, () => fact((this.#next += 1)));
    return [facts, { runKey: "sim", startMs: 0, positionMs: this.#next, ended: false }];
  }

  async #append(count: number): Promise<void> {
    const more = this.#more(count);
    const appended = await this.under.log.append(...more);
    const wanted = await this.model.append(...more);
    toBeSame(
      appended.map(({ cursor }) => cursor - this.base),
      wanted.map(({ cursor }) => cursor),
    );
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
        toBeOneOf(answers[key], [before[key], after[key]]);
  }

  /** Kills it while it appends; what nobody was told may be there or not, but whole. */
  async #kill(appending: Promise<unknown>, count: number): Promise<void> {
    for (let turn = 0; turn < this.#next % 4; turn += 1) await new Promise((done) => setImmediate(done));
    const { inner, spool, file } = this.under;
    const left = this.#rigs.newFile();
    await copyFile(file, left).catch(() => undefined);
    inner.kill();
    await appending;
    await this.under.log.reconcile();
    await spool.close();
    this.under = await this.#rigs.open(this.#source, this.#first, left);
    if (this.under.log.head - this.base === this.model.head || count === 0) return;
    const facts = Array.from({ length: count }, (_, index) => fact(this.#next - count + 1 + index));
    await this.model.append(facts, { runKey: "sim", startMs: 0, positionMs: this.#next, ended: false });
  }
}

function toBeSame(actual: unknown, wanted: unknown): void {
  expect(actual).toEqual(wanted);
}

function toBeOneOf(actual: unknown, wanted: readonly unknown[]): void {
  expect(wanted).toContainEqual(actual);
}

function toBeAway(error: unknown): void {
  expect(String(error)).toContain("Connection terminated");
}
