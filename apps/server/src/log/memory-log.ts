import type { MinuteFact } from "@spotlight/market";
import { type LogHole, canResume } from "./holes.ts";
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

/** The log in memory: what the contract means in its plainest form. Durable for as long as the process lives. */
export class MemoryMarketLog implements MarketLog {
  readonly source: string;
  #facts: Fact[] = [];
  readonly #minutes = new Map<string, Map<number, KnownMinute>>();
  readonly #holes: LogHole[] = [];
  #head = 0;
  progress: FeedProgress | null = null;

  /** `fromCursor`: the first fact stands above it, and nobody may resume from below. */
  constructor(source: string, fromCursor = 0) {
    this.source = source;
    this.#head = fromCursor;
    if (fromCursor > 0) this.#holes.push({ afterCursor: -1, beforeCursor: fromCursor });
  }

  get head(): number {
    return this.#head;
  }

  canResume(cursor: number): boolean {
    return canResume(cursor, this.#head, this.#holes);
  }

  async append(facts: readonly NewFact[], progress: FeedProgress | null): Promise<readonly Fact[]> {
    const appended = facts.map((fact, index) => ({ ...fact, cursor: this.#head + 1 + index }));
    this.#facts.push(...appended);
    this.#head += facts.length;
    for (const fact of appended) this.#project(fact);
    if (progress !== null) this.progress = progress;
    return appended;
  }

  async backfill(symbol: string, minutes: readonly MinuteFact[], learnedMs: number): Promise<void> {
    const known = this.#of(symbol);
    for (const minute of minutes)
      if (!known.has(minute.startMs)) known.set(minute.startMs, { ...minute, learnedMs });
  }

  async read(range: LogRange): Promise<readonly Fact[]> {
    return factsWithin(this.#facts, range);
  }

  async minuteFacts(symbol: string, fromMs: number, untilMs: number): Promise<readonly Fact[]> {
    return this.#facts.filter(
      (fact) =>
        fact.symbol === symbol && fact.startMs !== null && fact.startMs >= fromMs && fact.startMs < untilMs,
    );
  }

  async cursorBefore(learnedMs: number): Promise<number> {
    return this.#facts.findLast((fact) => fact.learnedMs < learnedMs)?.cursor ?? 0;
  }

  async owned(range: OwnedRange): Promise<readonly StoredOwnedFact[]> {
    return ownedWithin(this.#facts, range);
  }

  async minutes(symbol: string, fromMs: number, untilMs: number): Promise<readonly KnownMinute[]> {
    return [...this.#of(symbol).values()]
      .filter(({ startMs }) => startMs >= fromMs && startMs < untilMs)
      .sort((a, b) => a.startMs - b.startMs);
  }

  async extent(symbol: string): Promise<{ firstMs: number; lastMs: number } | null> {
    const starts = [...this.#of(symbol).keys()];
    return starts.length === 0 ? null : { firstMs: Math.min(...starts), lastMs: Math.max(...starts) };
  }

  async trim(learnedBeforeMs: number): Promise<number> {
    const old = this.#facts.filter(
      (fact) => fact.learnedMs < learnedBeforeMs && fact.cause === null && !("owner" in fact),
    );
    const last = old.at(-1);
    if (last === undefined) return 0;
    const gone = new Set(old);
    this.#facts = this.#facts.filter((fact) => !gone.has(fact));
    this.#holes.push({ afterCursor: -1, beforeCursor: last.cursor });
    return old.length;
  }

  #of(symbol: string): Map<number, KnownMinute> {
    let minutes = this.#minutes.get(symbol);
    if (minutes === undefined) {
      minutes = new Map();
      this.#minutes.set(symbol, minutes);
    }
    return minutes;
  }

  #project(fact: Fact): void {
    const { learnedMs } = fact;
    if (fact.kind === "bar") {
      this.#of(fact.symbol).set(fact.startMs, {
        kind: "bar",
        startMs: fact.startMs,
        bar: fact.body.bar,
        learnedMs,
      });
    } else if (fact.kind === "empty") {
      this.#of(fact.symbol).set(fact.startMs, { kind: "empty", startMs: fact.startMs, learnedMs });
    } else if (fact.kind === "gap") {
      const { reason } = fact.body;
      this.#of(fact.symbol).set(fact.startMs, { kind: "gap", startMs: fact.startMs, reason, learnedMs });
    }
  }
}
