import type { MinuteFact } from "@spotlight/market";
import { isDatabaseAway } from "../store/away.ts";
import { Exclusive } from "./exclusive.ts";
import { minuteOf } from "./minute-of.ts";
import type {
  Fact,
  FeedProgress,
  KnownMinute,
  LogRange,
  MarketLog,
  NewFact,
  OwnedRange,
  StoredOwnedFact,
} from "./market-log.ts";
import { factsWithin, ownedWithin } from "./within.ts";
import { type Spool, SpoolFull, type SpoolRecord } from "./spool.ts";

/** Newest facts that are kept in memory, so that a reader that was away for a moment costs no query. */
const TAIL_FACTS = 20_000;
/** Facts that may wait for the database; with more the feed is held back. */
const WAITING_FACTS_MAX = 200_000;
/** Facts that go to the database at once when it is back. */
const DRAIN_FACTS = 4_000;

/** A log in a database, which can be away. */
export interface DatabaseLog extends MarketLog {
  /**
   * Takes facts, of whatever source, that have their cursors already; some of them it may hold.
   *
   * @throws {LogDiverged} when other facts stand at those cursors.
   */
  absorb(record: SpoolRecord): Promise<void>;
  /** Cursor of the newest fact that the database holds. */
  newestCursor(): Promise<number>;
  /** Says that no reader may resume from below a cursor, because facts below it are lost. */
  markLost(beforeCursor: number): Promise<void>;
}

/** Somebody else wrote to the database at cursors that were handed out here. */
export class LogDiverged extends Error {
  constructor() {
    super("another server has written to this database; stop all but one, and start that one again");
  }
}

/** What a log with a spool is made of. */
export interface SpooledLogParts {
  readonly inner: DatabaseLog;
  readonly spool: Spool;
  /** Whether the database is there; asked before each use. */
  readonly isOnline: () => boolean;
  /** Told when it did not take facts although it seemed to be there. */
  readonly suspect: () => void;
}

/** How often is looked whether facts can be moved to the database, ms. */
const DRAIN_EVERY_MS = 250;

/**
 * The durable log through outages of its database. While the database is away facts become durable in a file, get
 * their cursors and are shown as ever; when it is back they are moved over, in order. The newest facts are in memory.
 */
export class SpooledMarketLog implements MarketLog {
  readonly #parts: SpooledLogParts;
  readonly #exclusive = new Exclusive();
  #waiting: SpoolRecord[] = [];
  #waitingFacts = 0;
  #tail: Fact[] = [];
  /** Every fact after this cursor is in the tail. */
  #tailFrom: number;
  #head: number;
  #timer: NodeJS.Timeout | null = null;

  private constructor(parts: SpooledLogParts) {
    this.#parts = parts;
    this.#head = parts.inner.head;
    this.#tailFrom = parts.inner.head;
  }

  /**
   * Moves what an earlier process spooled into the database and goes on from there. A spool that does not follow from
   * what the database holds is put aside: the database is the truth, and the feed tells the day again.
   */
  static async open(parts: SpooledLogParts): Promise<SpooledMarketLog> {
    const { inner, spool } = parts;
    const records = await spool.recover();
    if (records.length > 0) {
      if (await fits(inner, records)) await spool.clear();
      else await spool.putAside();
    }
    return new SpooledMarketLog(parts);
  }

  get source(): string {
    return this.#parts.inner.source;
  }

  get head(): number {
    return this.#head;
  }

  /** Facts that are on disk here and not in the database yet. */
  get waitingFacts(): number {
    return this.#waitingFacts;
  }

  get spoolBytes(): number {
    return this.#parts.spool.bytes;
  }

  canResume(cursor: number): boolean {
    const { inner } = this.#parts;
    return cursor > inner.head && cursor <= this.#head && Number.isSafeInteger(cursor)
      ? true
      : inner.canResume(cursor);
  }

  async append(facts: readonly NewFact[], progress: FeedProgress | null): Promise<readonly Fact[]> {
    return this.#exclusive.run(async () => {
      const appended = (await this.#store(facts, progress)) ?? (await this.#spool(facts, progress));
      this.#head += appended.length;
      for (const fact of appended) this.#tail.push(fact);
      this.#cutTail();
      return appended;
    });
  }

  async backfill(symbol: string, minutes: readonly MinuteFact[], learnedMs: number): Promise<void> {
    await this.#parts.inner.backfill(symbol, minutes, learnedMs);
  }

  async read(range: LogRange): Promise<readonly Fact[]> {
    const { after, until, limit } = range;
    const { inner } = this.#parts;
    const newer = factsWithin(this.#newerThan(Math.max(after, inner.head)), range);
    if (after >= inner.head) return newer;
    if (after >= this.#tailFrom) return factsWithin(this.#newerThan(after), range);
    const stored = await inner.read({ ...range, until: Math.min(until, inner.head) });
    return stored.length < limit ? [...stored, ...newer].slice(0, limit) : stored;
  }

  async minuteFacts(symbol: string, fromMs: number, untilMs: number): Promise<readonly Fact[]> {
    const waiting = this.#waitingOf(symbol, fromMs, untilMs);
    const stored = await this.#parts.inner.minuteFacts(symbol, fromMs, untilMs);
    // Facts are moved in their order: those up to the last stored one were moved while it was read.
    const last = stored.at(-1)?.cursor ?? 0;
    return [...stored, ...waiting.filter(({ cursor }) => cursor > last)];
  }

  async cursorBefore(learnedMs: number): Promise<number> {
    const waiting = this.#newerThan(this.#parts.inner.head).findLast((fact) => fact.learnedMs < learnedMs);
    return waiting?.cursor ?? this.#parts.inner.cursorBefore(learnedMs);
  }

  async owned(range: OwnedRange): Promise<readonly StoredOwnedFact[]> {
    const waiting = ownedWithin(this.#newerThan(this.#parts.inner.head), range);
    const stored = await this.#parts.inner.owned(range);
    const known = new Set(stored.map(({ cursor }) => cursor));
    const newer = waiting.filter(({ cursor }) => !known.has(cursor));
    return (range.newestFirst ? [...newer, ...stored] : [...stored, ...newer]).slice(0, range.limit);
  }

  async minutes(symbol: string, fromMs: number, untilMs: number): Promise<readonly KnownMinute[]> {
    const waiting = this.#waitingOf(symbol, fromMs, untilMs);
    const stored = await this.#parts.inner.minutes(symbol, fromMs, untilMs);
    if (waiting.length === 0) return stored;
    const known = new Map(stored.map((minute) => [minute.startMs, minute]));
    for (const fact of waiting) {
      const minute = minuteOf(fact);
      if (minute !== null) known.set(minute.startMs, { ...minute, learnedMs: fact.learnedMs });
    }
    return [...known.values()].sort((a, b) => a.startMs - b.startMs);
  }

  async extent(symbol: string): Promise<{ readonly firstMs: number; readonly lastMs: number } | null> {
    const waiting = this.#waitingOf(symbol, 0, Number.MAX_SAFE_INTEGER);
    const starts = waiting.flatMap(({ startMs }) => (startMs === null ? [] : [startMs]));
    const stored = await this.#parts.inner.extent(symbol);
    if (stored !== null) starts.push(stored.firstMs, stored.lastMs);
    return starts.length === 0 ? null : { firstMs: Math.min(...starts), lastMs: Math.max(...starts) };
  }

  async trim(learnedBeforeMs: number): Promise<number> {
    const gone = await this.#parts.inner.trim(learnedBeforeMs);
    this.#tail = this.#tail.filter(
      (fact) => fact.cause !== null || "owner" in fact || fact.learnedMs >= learnedBeforeMs,
    );
    return gone;
  }

  /** Moves facts over whenever the database is there, until `close`. `failed` is told once of what goes wrong. */
  keepDraining(failed: (error: unknown) => void): void {
    let draining = false;
    let told = false;
    const look = async (): Promise<void> => {
      if (draining || this.#waiting.length === 0 || !this.#parts.isOnline()) return;
      draining = true;
      try {
        await this.drain();
        told = false;
      } catch (error) {
        if (!told) failed(error);
        told = true;
        if (isDatabaseAway(error)) this.#parts.suspect();
      } finally {
        draining = false;
      }
    };
    this.#timer = setInterval(() => void look(), DRAIN_EVERY_MS);
  }

  /** Moves facts that wait into the database, in order, until none waits or the database is away again. */
  async drain(): Promise<void> {
    while (this.#waiting.length > 0 && this.#parts.isOnline()) {
      await this.#exclusive.run(async () => {
        const [batch] = joined(this.#waiting.slice(0, recordsOf(this.#waiting)));
        if (batch === undefined) return;
        await this.#parts.inner.absorb(batch);
        this.#waiting = this.#waiting.slice(recordsOf(this.#waiting));
        this.#waitingFacts -= batch.facts.length;
        if (this.#waiting.length === 0) await this.#parts.spool.clear();
        this.#cutTail();
      });
    }
  }

  /**
   * To be called when the database is open anew, before it counts as online: it may be an older copy of itself. What it
   * lacks is put back from memory; what memory lacks too is lost, and readers are told to reload.
   */
  async reconcile(): Promise<"whole" | "healed" | "lost"> {
    return this.#exclusive.run(async () => {
      const { inner } = this.#parts;
      const newest = await inner.newestCursor();
      if (newest > this.#head) throw new LogDiverged();
      if (newest >= inner.head) return "whole";
      const missing = this.#newerThan(newest).filter(({ cursor }) => cursor <= inner.head);
      for (let from = 0; from < missing.length; from += DRAIN_FACTS)
        await inner.absorb({
          source: this.source,
          facts: missing.slice(from, from + DRAIN_FACTS),
          progress: null,
        });
      if (newest >= this.#tailFrom) return "healed";
      await inner.markLost(inner.head);
      return "lost";
    });
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#exclusive.run(async () => undefined);
    await this.#parts.spool.close();
  }

  /** Into the database; null when it is away. */
  async #store(facts: readonly NewFact[], progress: FeedProgress | null): Promise<readonly Fact[] | null> {
    if (this.#waiting.length > 0 || !this.#parts.isOnline()) return null;
    try {
      return await this.#parts.inner.append(facts, progress);
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      this.#parts.suspect();
      return null;
    }
  }

  async #spool(facts: readonly NewFact[], progress: FeedProgress | null): Promise<readonly Fact[]> {
    if (this.#waitingFacts + facts.length > WAITING_FACTS_MAX) throw new SpoolFull();
    const appended = facts.map((fact, index) => ({ ...fact, cursor: this.#head + 1 + index }));
    const record = { source: this.source, facts: appended, progress };
    await this.#parts.spool.append(record);
    this.#waiting.push(record);
    this.#waitingFacts += appended.length;
    return appended;
  }

  /** The part of the tail after a cursor: a copy, so that it stays as it is while others wait. */
  #newerThan(cursor: number): readonly Fact[] {
    let low = 0;
    let high = this.#tail.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#tail[middle]?.cursor ?? Infinity) <= cursor) low = middle + 1;
      else high = middle;
    }
    return this.#tail.slice(low);
  }

  #waitingOf(symbol: string, fromMs: number, untilMs: number): readonly Fact[] {
    return this.#newerThan(this.#parts.inner.head).filter(
      (fact) =>
        fact.symbol === symbol && fact.startMs !== null && fact.startMs >= fromMs && fact.startMs < untilMs,
    );
  }

  /** Lets the oldest facts of the tail go, but none that waits. Twice the length at most, so that it is cheap. */
  #cutTail(): void {
    if (this.#tail.length < 2 * TAIL_FACTS) return;
    const stored = this.#tail.length - this.#newerThan(this.#parts.inner.head).length;
    const gone = this.#tail.splice(0, Math.min(stored, this.#tail.length - TAIL_FACTS));
    this.#tailFrom = gone.at(-1)?.cursor ?? this.#tailFrom;
  }
}

/** Moves spooled records into the database; false when they do not follow from what it holds. */
async function fits(inner: DatabaseLog, records: readonly SpoolRecord[]): Promise<boolean> {
  const first = records.find(({ facts }) => facts.length > 0)?.facts[0]?.cursor ?? 0;
  if (first > inner.head + 1) return false;
  try {
    for (const piece of joined(records)) await inner.absorb(piece);
    return true;
  } catch (error) {
    if (error instanceof LogDiverged) return false;
    throw error;
  }
}

/** How many records, all of one source, make one move to the database. */
function recordsOf(waiting: readonly SpoolRecord[]): number {
  let facts = 0;
  let records = 0;
  while (
    facts < DRAIN_FACTS &&
    waiting[records] !== undefined &&
    waiting[records]?.source === waiting[0]?.source
  ) {
    facts += waiting[records]?.facts.length ?? 0;
    records += 1;
  }
  return records;
}

/** Records in larger pieces, each with the newest progress of its records. */
function joined(records: readonly SpoolRecord[]): readonly SpoolRecord[] {
  const pieces: SpoolRecord[] = [];
  for (let rest = records; rest.length > 0;) {
    const part = rest.slice(0, recordsOf(rest));
    const progress = part.findLast((record) => record.progress !== null)?.progress ?? null;
    pieces.push({ source: part[0]?.source ?? "", facts: part.flatMap(({ facts }) => facts), progress });
    rest = rest.slice(part.length);
  }
  return pieces;
}
