import type { Fact, FeedProgress, MarketLog, NewFact } from "../log/market-log.ts";
import type { Exclusive } from "../log/exclusive.ts";

/** With this many facts a transaction takes no further group. */
const BATCH_MAX = 2_000;
/** Facts that may wait for the database before the feed is held back. */
const WAITING_MAX = 10_000;
const RETRY_FIRST_MS = 250;
const RETRY_MAX_MS = 5_000;

/** Facts that become durable together; `settle` hears of it, or why not. */
interface Group {
  readonly facts: readonly NewFact[];
  readonly settle: ((error: Error | null) => void) | null;
}

/** What the committer tells and asks. */
export interface CommitterEvents {
  /** Durable facts, in cursor order; called before the next commit begins. */
  committed(facts: readonly Fact[], commitMs: number): void;
  /** The database refused; it is tried again until it takes the facts. Null once it works again. */
  trouble(error: Error | null): void;
  /** How far the feed has come, for the batch that empties the queue. */
  progress(): FeedProgress;
}

/**
 * Makes facts durable in small batches: while one is on its way the next gathers, so a fast feed gets larger batches and
 * a slow one waits for nothing. Nothing leaves the process before its commit (law 4).
 */
export class Committer {
  readonly #log: MarketLog;
  readonly #exclusive: Exclusive;
  readonly #events: CommitterEvents;
  readonly #stopping: AbortSignal;
  /** What is to become durable together. */
  #groups: Group[] = [];
  #waiting = 0;
  #running: Promise<void> | null = null;
  #held: (() => void)[] = [];
  /** Since when the oldest waiting fact waits, monotonic ms; null while none does. */
  #waitingSinceMs: number | null = null;

  constructor(log: MarketLog, exclusive: Exclusive, events: CommitterEvents, stopping: AbortSignal) {
    this.#log = log;
    this.#exclusive = exclusive;
    this.#events = events;
    this.#stopping = stopping;
  }

  /** Facts that wait for the database. */
  get waiting(): number {
    return this.#waiting;
  }

  /** For how long the oldest waiting fact has waited, ms; 0 while none does. */
  get oldestWaitMs(): number {
    return this.#waitingSinceMs === null ? 0 : performance.now() - this.#waitingSinceMs;
  }

  /** Queues facts for the next commit: all of them become durable together, or none. */
  add(facts: readonly NewFact[]): void {
    if (facts.length > 0) this.#queue({ facts, settle: null });
  }

  /** Resolves when these facts are durable and told; rejects when the process stops before. */
  async commit(facts: readonly NewFact[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#queue({ facts, settle: (error) => (error === null ? resolve() : reject(error)) });
    });
  }

  #queue(group: Group): void {
    this.#waitingSinceMs ??= performance.now();
    this.#groups.push(group);
    this.#waiting += group.facts.length;
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
  }

  /** Resolves when the queue has room again. */
  async room(): Promise<void> {
    if (this.#waiting < WAITING_MAX) return;
    await new Promise<void>((resolve) => this.#held.push(resolve));
  }

  /** Resolves when everything queued is durable (or the process is stopping and the database does not answer). */
  async settled(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#groups.length > 0) {
      const beganMs = performance.now();
      const groups = this.#groups.slice(0, groupsOf(this.#groups));
      const batch = groups.flatMap(({ facts }) => facts);
      const emptied = groups.length === this.#groups.length;
      const progress = emptied ? this.#events.progress() : null;
      if (!(await this.#commit(batch, progress))) {
        for (const { settle } of this.#groups)
          settle?.(new Error("the server stopped before this was stored"));
        return;
      }
      this.#groups = this.#groups.slice(groups.length);
      this.#waiting -= batch.length;
      if (this.#groups.length === 0) this.#waitingSinceMs = null;
      else if (emptied) this.#waitingSinceMs = beganMs;
      for (const { settle } of groups) settle?.(null);
      if (this.#waiting < WAITING_MAX) for (const release of this.#held.splice(0)) release();
    }
  }

  async #commit(batch: readonly NewFact[], progress: FeedProgress | null): Promise<boolean> {
    for (let delayMs = RETRY_FIRST_MS; ; delayMs = Math.min(delayMs * 2, RETRY_MAX_MS)) {
      try {
        await this.#exclusive.run(async () => {
          const began = performance.now();
          const facts = await this.#log.append(batch, progress);
          this.#events.committed(facts, performance.now() - began);
        });
        this.#events.trouble(null);
        return true;
      } catch (error) {
        this.#events.trouble(error instanceof Error ? error : new Error(String(error)));
        if (this.#stopping.aborted) return false;
        await pause(delayMs);
      }
    }
  }
}

/** How many groups make one transaction. */
function groupsOf(groups: readonly Group[]): number {
  let facts = 0;
  let count = 0;
  while (count < groups.length && (count === 0 || facts < BATCH_MAX)) {
    facts += groups[count]?.facts.length ?? 0;
    count += 1;
  }
  return count;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
