/** Bounds of the waiting time between attempts, in milliseconds. */
export interface BackoffOptions {
  /** Ceiling of the first wait. Default 500. */
  readonly baseMs: number;
  /** Ceiling of every wait. Default 20,000. */
  readonly capMs: number;
}

/** The defaults of {@link BackoffOptions}. */
export const DEFAULT_BACKOFF: BackoffOptions = { baseMs: 500, capMs: 20_000 };

/**
 * Exponential backoff with full jitter: the n-th wait is uniform between 0 and `min(cap, base * 2^n)`, so that a
 * thousand clients cut off at once do not return at once.
 */
export class Backoff {
  readonly #options: BackoffOptions;
  readonly #random: () => number;
  #attempt = 0;
  #baseMs: number;

  constructor(random: () => number, options: BackoffOptions = DEFAULT_BACKOFF) {
    this.#options = options;
    this.#random = random;
    this.#baseMs = options.baseMs;
  }

  /** How many waits were drawn since the last reset. */
  get attempt(): number {
    return this.#attempt;
  }

  /** The server's `retry:`; replaces the base, never above the cap. */
  setBase(ms: number): void {
    this.#baseMs = Math.min(Math.max(ms, 1), this.#options.capMs);
  }

  /** The next wait in milliseconds. */
  next(): number {
    const ceiling = Math.min(this.#options.capMs, this.#baseMs * 2 ** Math.min(this.#attempt, 20));
    this.#attempt += 1;
    return Math.round(this.#random() * ceiling);
  }

  /** To be called once data has proved stable, not when a connection merely opened. */
  reset(): void {
    this.#attempt = 0;
  }
}
