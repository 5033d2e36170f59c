import { setTimeout as delay } from "node:timers/promises";
import type { Pool } from "pg";

const ANSWER_MS = 2_000;
/** How long a busy database may keep a question waiting before it counts as away, ms. */
const BUSY_MAX_MS = 60_000;

/**
 * Asks the embedded database whether it answers. Its connections share one backend, so a long transaction (a backup)
 * keeps everybody waiting: that is busy, not away.
 */
export class Question {
  readonly #pool: Pool;
  #asked: { readonly atMs: number; readonly answer: Promise<unknown> } | null = null;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Resolves when it answers, or is busy; rejects when it refuses, or has been busy for a minute. */
  async ask(): Promise<void> {
    this.#asked ??= { atMs: performance.now(), answer: this.#pool.query("SELECT 1") };
    const { atMs, answer } = this.#asked;
    const answered = answer.finally(() => {
      this.#asked = null;
    });
    const settled = await Promise.race([answered, delay(ANSWER_MS, "busy", { ref: false })]);
    if (settled === "busy" && performance.now() - atMs > BUSY_MAX_MS)
      throw new Error("the embedded database does not answer");
  }
}
