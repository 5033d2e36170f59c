/** How wrong guesses are slowed down: some are free, then each doubles the wait. Milliseconds. */
export interface ThrottlePlan {
  /** Wrong guesses in a row before the first wait. */
  readonly free: number;
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
  /** Quiet time after which the row is forgotten. */
  readonly forgetMs: number;
}

/** Per address: five are checked, the sixth waits. */
const PER_ADDRESS: ThrottlePlan = {
  free: 5,
  firstWaitMs: 30_000,
  longestWaitMs: 3_600_000,
  forgetMs: 86_400_000,
};
/** Over all addresses together: 20 and then eight more in the first hour. */
const OVERALL: ThrottlePlan = {
  free: 20,
  firstWaitMs: 15_000,
  longestWaitMs: 3_600_000,
  forgetMs: 86_400_000,
};
const KEYS_MAX = 10_000;

interface Row {
  failures: number;
  lastMs: number;
  waitUntilMs: number;
}

/** A guess that may be checked, to be ended exactly once. */
export interface Guess {
  /** The guess was right: the row of its key ends. */
  right(): void;
}

/**
 * Decides whether a PIN may be checked at all. A guess counts as wrong from the moment it is let through until it turns
 * out right, so that many at once are counted like many in a row.
 */
export class PinThrottle {
  readonly #nowMs: () => number;
  readonly #rows = new Map<string, Row>();
  readonly #overall: Row = { failures: 0, lastMs: -Infinity, waitUntilMs: -Infinity };

  /** `nowMs` is monotonic: a clock that jumps shortens no wait. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /**
   * Asks for a check.
   *
   * @param key whose row it is: an address, or a session.
   * @param known the request comes with a session, so that strangers cannot keep its owner out: only its own row counts.
   * @returns the guess, or how long to wait, ms.
   */
  attempt(key: string, known: boolean): Guess | { readonly waitMs: number } {
    const nowMs = this.#nowMs();
    const row = this.#row(key, nowMs);
    forget(this.#overall, OVERALL, nowMs);
    const untilMs = Math.max(row.waitUntilMs, known ? -Infinity : this.#overall.waitUntilMs);
    if (untilMs > nowMs) return { waitMs: untilMs - nowMs };
    fail(row, PER_ADDRESS, nowMs);
    if (!known) fail(this.#overall, OVERALL, nowMs);
    return {
      right: () => {
        this.#rows.delete(key);
        if (!known) takeBack(this.#overall, OVERALL, nowMs);
      },
    };
  }

  /** Counts wrong guesses of before a restart, so that a restart is no way around the waits. `agoMs` is their age. */
  restore(failures: readonly { readonly key: string; readonly agoMs: number }[]): void {
    const nowMs = this.#nowMs();
    for (const { key, agoMs } of failures.toSorted((a, b) => b.agoMs - a.agoMs)) {
      fail(this.#row(key, nowMs - agoMs), PER_ADDRESS, nowMs - agoMs);
      fail(this.#overall, OVERALL, nowMs - agoMs);
    }
  }

  #row(key: string, nowMs: number): Row {
    const known = this.#rows.get(key);
    const row = known ?? { failures: 0, lastMs: nowMs, waitUntilMs: -Infinity };
    forget(row, PER_ADDRESS, nowMs);
    // Moved to the end: the map's order is that of use, and the longest unused goes first.
    this.#rows.delete(key);
    this.#rows.set(key, row);
    if (this.#rows.size > KEYS_MAX) this.#rows.delete(this.#rows.keys().next().value ?? "");
    return row;
  }
}

function forget(row: Row, plan: ThrottlePlan, nowMs: number): void {
  if (nowMs - row.lastMs >= plan.forgetMs) row.failures = 0;
}

function fail(row: Row, plan: ThrottlePlan, nowMs: number): void {
  row.failures += 1;
  row.lastMs = nowMs;
  const over = row.failures - plan.free;
  if (over >= 0) row.waitUntilMs = nowMs + Math.min(plan.firstWaitMs * 2 ** over, plan.longestWaitMs);
}

function takeBack(row: Row, plan: ThrottlePlan, guessedMs: number): void {
  row.failures = Math.max(0, row.failures - 1);
  if (row.lastMs === guessedMs && row.failures < plan.free) row.waitUntilMs = -Infinity;
}
