import { setTimeout as delay } from "node:timers/promises";

const PROBE_EVERY_MS = 1_000;
/** Waits between attempts to open a database again: from, and at most. */
const REOPEN_FIRST_MS = 250;
const REOPEN_MAX_MS = 2_000;
const REOPEN_TIMEOUT_MS = 15_000;

/** A database that can be asked whether it serves, and opened anew when it did not. */
export interface Reopenable {
  /** A database that answers no sooner counts as away, ms. */
  readonly probeTimeoutMs: number;
  /** Resolves when the database serves. */
  probe(): Promise<void>;
  /** Opens it anew; may be called again until it resolves. */
  reopen(): Promise<void>;
}

/** What goes on with a database's health. */
export interface HealthEvents {
  /** The database went away; or, with null, it is back. */
  changed(error: Error | null): void;
  /** It is open again; what rejects here keeps it away. */
  reopened(): Promise<void>;
}

/** Watches a database: notices within seconds that it is away, and opens it again as soon as it is there. */
export class DatabaseHealth {
  readonly #database: Reopenable;
  readonly #events: HealthEvents;
  readonly #stopping = new AbortController();
  readonly #running: Promise<void>;
  #wake: () => void = () => undefined;
  #lost: Error | null = null;

  constructor(database: Reopenable, events: HealthEvents) {
    this.#database = database;
    this.#events = events;
    this.#running = this.#run();
  }

  /** Why the database counts as away; null while it serves. */
  get lost(): Error | null {
    return this.#lost;
  }

  /** Something failed that looks like an outage: looks at once. */
  suspect(): void {
    this.#wake();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      await this.#pause(PROBE_EVERY_MS);
      if (this.#stopping.signal.aborted) return;
      try {
        await within(this.#database.probeTimeoutMs, this.#database.probe());
      } catch (error) {
        await this.#recover(asError(error));
      }
    }
  }

  async #recover(error: Error): Promise<void> {
    this.#lose(error);
    for (let waitMs = REOPEN_FIRST_MS; ; waitMs = Math.min(waitMs * 2, REOPEN_MAX_MS)) {
      await this.#pause(waitMs * (0.5 + Math.random() / 2));
      if (this.#stopping.signal.aborted) return;
      try {
        await within(REOPEN_TIMEOUT_MS, this.#database.reopen());
        await this.#events.reopened();
        break;
      } catch (again) {
        this.#lost = asError(again);
      }
    }
    this.#lost = null;
    this.#events.changed(null);
  }

  #lose(error: Error): void {
    this.#lost = error;
    this.#events.changed(error);
  }

  async #pause(ms: number): Promise<void> {
    const woken = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    await Promise.race([woken, delay(ms, undefined, { ref: false })]);
  }
}

/** Rejects when the work takes longer. The work itself goes on. */
export async function within<Result>(ms: number, work: Promise<Result>): Promise<Result> {
  const timer = new AbortController();
  const late = delay(ms, undefined, { signal: timer.signal, ref: false }).then(() => {
    throw new Error(`no answer within ${ms} ms`);
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.abort();
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
