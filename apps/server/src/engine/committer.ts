import type { Fact, FeedProgress, MarketLog, NewFact } from "../log/market-log.ts";
import type { Exclusive } from "../log/exclusive.ts";

/** Most facts in one transaction. */
const BATCH_MAX = 2_000;
/** Facts that may wait for the database before the feed is held back. */
const WAITING_MAX = 10_000;
const RETRY_FIRST_MS = 250;
const RETRY_MAX_MS = 5_000;

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
  #waiting: NewFact[] = [];
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
    return this.#waiting.length;
  }

  /** For how long the oldest waiting fact has waited, ms; 0 while none does. */
  get oldestWaitMs(): number {
    return this.#waitingSinceMs === null ? 0 : performance.now() - this.#waitingSinceMs;
  }

  /** Queues facts for the next commit. */
  add(facts: readonly NewFact[]): void {
    if (facts.length === 0) return;
    this.#waitingSinceMs ??= performance.now();
    for (const fact of facts) this.#waiting.push(fact);
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
  }

  /** Resolves when the queue has room again. */
  async room(): Promise<void> {
    if (this.#waiting.length < WAITING_MAX) return;
    await new Promise<void>((resolve) => this.#held.push(resolve));
  }

  /** Resolves when everything queued is durable (or the process is stopping and the database does not answer). */
  async settled(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const beganMs = performance.now();
      const batch = this.#waiting.slice(0, BATCH_MAX);
      const emptied = batch.length === this.#waiting.length;
      const progress = emptied ? this.#events.progress() : null;
      if (!(await this.#commit(batch, progress))) return;
      this.#waiting = this.#waiting.slice(batch.length);
      if (this.#waiting.length === 0) this.#waitingSinceMs = null;
      else if (emptied) this.#waitingSinceMs = beganMs;
      if (this.#waiting.length < WAITING_MAX) for (const release of this.#held.splice(0)) release();
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

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
