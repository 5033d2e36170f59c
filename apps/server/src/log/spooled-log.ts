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
import { type DatabaseLog, LogDiverged, Mover, type MoverParts, PIECE_FACTS, takeOver } from "./mover.ts";
import { type Spool, SpoolFull } from "./spool.ts";
import { Tail } from "./tail.ts";
import { factsWithin, minutesWithin, ownedWithin } from "./within.ts";

/** Facts that may wait while the database is away; with more the feed is held back. */
const WAITING_FACTS_MAX = 200_000;
/** With so many facts waiting for a database that is there, the next ones wait until it has taken some. */
const HELD_FACTS = 4_000;
/** With a spool so large, the next facts wait until the database has taken all of it, and it begins anew. */
const HELD_BYTES = 8_388_608;

/** What a log with a spool is made of. */
export interface SpooledLogParts extends MoverParts {
  readonly spool: Spool;
  /**
   * What makes facts durable. `spool`: always the spool, and the database follows a moment later; for a database on the
   * spool's disk, which is no safer. `database`: the database, and the spool only while that is away.
   */
  readonly first: "spool" | "database";
}

/** How often is looked whether facts can be moved to the database, ms. */
const DRAIN_EVERY_MS = 250;

/**
 * The durable log through outages of its database. While the database is away, or always, facts become durable in a
 * file, get their cursors and are shown; they are moved over in order, at once or when the database is back. The newest
 * facts are in memory. Whoever reads the log through this sees every fact once, wherever it is at that moment.
 */
export class SpooledMarketLog implements MarketLog {
  readonly #parts: SpooledLogParts;
  readonly #mover: Mover;
  /** Keeps appends, and what empties the spool, apart. Moving facts goes on beside them. */
  readonly #exclusive = new Exclusive();
  readonly #tail: Tail;
  #head: number;
  #timer: NodeJS.Timeout | null = null;

  private constructor(parts: SpooledLogParts) {
    this.#parts = parts;
    this.#mover = new Mover(parts);
    this.#head = parts.inner.head;
    this.#tail = new Tail(parts.inner.head);
  }

  /**
   * Moves what an earlier process spooled into the database and goes on from there. A spool that does not follow from
   * what the database holds is put aside: the database is the truth, and the feed tells the day again.
   */
  static async open(parts: SpooledLogParts): Promise<SpooledMarketLog> {
    const { inner, spool } = parts;
    const records = await spool.recover();
    if (records.length > 0) {
      if (await takeOver(inner, records)) await spool.clear();
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
    return this.#mover.facts;
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
      this.#tail.add(appended, this.#parts.inner.head);
      return appended;
    });
  }

  async backfill(symbol: string, minutes: readonly MinuteFact[], learnedMs: number): Promise<void> {
    await this.#parts.inner.backfill(symbol, minutes, learnedMs);
  }

  async read(range: LogRange): Promise<readonly Fact[]> {
    const { after, until, limit } = range;
    const { inner } = this.#parts;
    const newer = factsWithin(this.#tail.after(Math.max(after, inner.head)), range);
    if (after >= inner.head) return newer;
    if (after >= this.#tail.from) return factsWithin(this.#tail.after(after), range);
    const stored = await inner.read({ ...range, until: Math.min(until, inner.head) });
    return stored.length < limit ? [...stored, ...newer].slice(0, limit) : stored;
  }

  async minuteFacts(symbol: string, fromMs: number, untilMs: number): Promise<readonly Fact[]> {
    const { stored, newer } = await this.#ask((inner) => inner.minuteFacts(symbol, fromMs, untilMs));
    return [...stored, ...after(newestOf(stored), minutesWithin(newer, symbol, fromMs, untilMs))];
  }

  async cursorBefore(learnedMs: number): Promise<number> {
    const waiting = this.#waiting().findLast((fact) => fact.learnedMs < learnedMs);
    return waiting?.cursor ?? this.#parts.inner.cursorBefore(learnedMs);
  }

  async owned(range: OwnedRange): Promise<readonly StoredOwnedFact[]> {
    const { stored, newer } = await this.#ask((inner) => inner.owned(range));
    const fresh = after(newestOf(stored), ownedWithin(newer, range));
    return (range.newestFirst ? [...fresh, ...stored] : [...stored, ...fresh]).slice(0, range.limit);
  }

  async minutes(symbol: string, fromMs: number, untilMs: number): Promise<readonly KnownMinute[]> {
    const { stored, newer } = await this.#ask((inner) => inner.minutes(symbol, fromMs, untilMs));
    const waiting = minutesWithin(newer, symbol, fromMs, untilMs);
    if (waiting.length === 0) return stored;
    const known = new Map(stored.map((minute) => [minute.startMs, minute]));
    for (const fact of waiting) {
      const minute = minuteOf(fact);
      if (minute !== null) known.set(minute.startMs, { ...minute, learnedMs: fact.learnedMs });
    }
    return [...known.values()].sort((a, b) => a.startMs - b.startMs);
  }

  async extent(symbol: string): Promise<{ readonly firstMs: number; readonly lastMs: number } | null> {
    const { stored, newer } = await this.#ask((inner) => inner.extent(symbol));
    const starts = minutesWithin(newer, symbol, 0, Number.MAX_SAFE_INTEGER).map(({ startMs }) => startMs);
    if (stored !== null) starts.push(stored.firstMs, stored.lastMs);
    return starts.length === 0 ? null : { firstMs: Math.min(...starts), lastMs: Math.max(...starts) };
  }

  async trim(learnedBeforeMs: number): Promise<number> {
    await this.settled();
    return this.#mover.apart(async () => {
      const { inner } = this.#parts;
      const { head } = inner;
      const gone = await inner.trim(learnedBeforeMs);
      this.#tail.drop(
        (fact) =>
          fact.cursor <= head &&
          fact.cause === null &&
          !("owner" in fact) &&
          fact.learnedMs < learnedBeforeMs,
      );
      return gone;
    });
  }

  /** Moves facts over whenever the database is there, until `close`. `failed` is told once of what goes wrong. */
  keepDraining(failed: (error: unknown) => void): void {
    this.#mover.tell(failed);
    this.#timer = setInterval(() => void this.#look(), DRAIN_EVERY_MS);
  }

  /** Moves facts that wait into the database, in order, until none waits or the database is away again. */
  async drain(): Promise<void> {
    await this.#mover.moveAll();
    await this.#clear();
  }

  /**
   * Resolves when the database holds everything that was told before: for whoever asks it past this log. At once when it
   * is away.
   */
  async settled(): Promise<void> {
    await this.#mover.moveUntil(this.#head);
  }

  /**
   * To be called when the database is open anew, before it counts as online: it may be an older copy of itself. What it
   * lacks is put back from memory; what memory lacks too is lost, and readers are told to reload.
   */
  async reconcile(): Promise<"whole" | "healed" | "lost"> {
    return this.#exclusive.run(() => this.#mover.apart(() => this.#reconcile()));
  }

  /** Moves over what waits, as long as the database is there; what it does not take stays in the spool. */
  async close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#exclusive.run(async () => undefined);
    await this.#mover.attempt(() => this.drain());
    await this.#parts.spool.close();
  }

  async #reconcile(): Promise<"whole" | "healed" | "lost"> {
    const { inner } = this.#parts;
    const newest = await inner.newestCursor();
    if (newest > this.#head) throw new LogDiverged();
    if (newest >= inner.head) return "whole";
    const missing = this.#tail.after(newest).filter(({ cursor }) => cursor <= inner.head);
    for (let from = 0; from < missing.length; from += PIECE_FACTS)
      await inner.absorb({
        source: this.source,
        facts: missing.slice(from, from + PIECE_FACTS),
        progress: null,
      });
    if (newest >= this.#tail.from) return "healed";
    await inner.markLost(inner.head);
    return "lost";
  }

  /** Into the database; null when facts go to the spool. */
  async #store(facts: readonly NewFact[], progress: FeedProgress | null): Promise<readonly Fact[] | null> {
    const { inner, spool, first, isOnline, suspect } = this.#parts;
    if (first === "spool" || !this.#mover.isEmpty || !isOnline()) return null;
    // What is moved already may not be taken over again, by a later start, after newer progress.
    if (spool.bytes > 0) await spool.clear();
    try {
      return await inner.append(facts, progress);
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      suspect();
      return null;
    }
  }

  async #spool(facts: readonly NewFact[], progress: FeedProgress | null): Promise<readonly Fact[]> {
    const { first, spool } = this.#parts;
    if (first === "spool") await this.#room();
    if (this.#mover.facts + facts.length > WAITING_FACTS_MAX) throw new SpoolFull();
    const appended = facts.map((fact, index) => ({ ...fact, cursor: this.#head + 1 + index }));
    const record = { source: this.source, facts: appended, progress };
    await spool.append(record);
    this.#mover.add(record);
    // After the facts were told: whoever hears of them does not wait for them to be moved.
    if (first === "spool" && this.#mover.isMoving) setImmediate(() => void this.#mover.run());
    return appended;
  }

  /** Waits for a database that is there, so that the spool stays small and facts come no faster than it takes them. */
  async #room(): Promise<void> {
    const { spool } = this.#parts;
    const isFull = (): boolean => this.#mover.facts >= HELD_FACTS || spool.bytes >= HELD_BYTES;
    while (isFull() && !this.#mover.isEmpty && this.#mover.isMoving)
      await this.#mover.attempt(() => this.#mover.moveOne());
    if (spool.bytes >= HELD_BYTES && this.#mover.isEmpty) await spool.clear();
  }

  async #look(): Promise<void> {
    await this.#mover.run();
    await this.#mover.attempt(() => this.#clear());
  }

  /** Empties the spool when nothing waits. */
  async #clear(): Promise<void> {
    const { spool } = this.#parts;
    const isDone = (): boolean => this.#mover.isEmpty && spool.bytes > 0;
    if (!isDone()) return;
    await this.#exclusive.run(async () => {
      if (isDone()) await spool.clear();
    });
  }

  /** The facts that the database does not hold yet. */
  #waiting(): readonly Fact[] {
    return this.#tail.after(this.#parts.inner.head);
  }

  /**
   * What the database answers, and every fact that it may not have held then, by cursor; some of those it may have held,
   * because facts are moved meanwhile.
   */
  async #ask<Stored>(
    question: (inner: DatabaseLog) => Promise<Stored>,
  ): Promise<{ readonly stored: Stored; readonly newer: readonly Fact[] }> {
    for (;;) {
      const held = this.#parts.inner.head;
      const stored = await question(this.#parts.inner);
      if (held >= this.#tail.from) return { stored, newer: this.#tail.after(held) };
    }
  }
}

/** The newest cursor of facts that are given by cursor, either way round; 0 when there are none. */
function newestOf(facts: readonly Fact[]): number {
  return Math.max(facts[0]?.cursor ?? 0, facts.at(-1)?.cursor ?? 0);
}

/** Those of some facts that come after a cursor: facts are moved in their order, so those up to a moved one are moved. */
function after<Some extends Fact>(cursor: number, facts: readonly Some[]): readonly Some[] {
  return facts.filter((fact) => fact.cursor > cursor);
}
