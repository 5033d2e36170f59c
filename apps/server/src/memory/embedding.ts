import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import type { Embedder } from "../vendors/embedder.ts";
import type { PassageVectors, PendingPassage } from "./passage-vectors.ts";

/** Passages that are asked about at once. */
const AT_ONCE = 32;
/** Failures after which a passage is asked about alone, so that one bad text does not hold up the others. */
const ALONE_AFTER = 2;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 600_000;
/** How often it is looked whether something is due, ms. */
const LOOK_EVERY_MS = 5_000;

/** What the work in the background is made of. */
export interface EmbeddingParts {
  readonly stored: PassageVectors;
  readonly embedder: Embedder;
  readonly logger: Logger;
  readonly wallMs: () => number;
  /** From 0 to 1, for waits that do not meet. */
  readonly random: () => number;
}

/** Asks in the background what passages mean, and asks again where that failed. A failure never leaves a vector behind. */
export class Embedding {
  readonly #parts: EmbeddingParts;
  readonly #stopped = new AbortController();
  #look = new AbortController();
  #done: Promise<void> = Promise.resolve();

  constructor(parts: EmbeddingParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#done = this.#run();
  }

  /** There is something new: it is looked at now. */
  wake(): void {
    this.#look.abort();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#done;
  }

  /** Asks about what is due, once. Answers how many passages it was. */
  async step(): Promise<number> {
    const { stored, embedder, wallMs } = this.#parts;
    const pending = await stored.pending(embedder.model, wallMs(), AT_ONCE);
    const alone = (pending[0]?.tries ?? 0) >= ALONE_AFTER;
    const batch = alone ? pending.slice(0, 1) : pending.filter(({ tries }) => tries < ALONE_AFTER);
    if (batch.length > 0) await this.#ask(batch);
    return batch.length;
  }

  async #ask(batch: readonly PendingPassage[]): Promise<void> {
    const { stored, embedder, logger, wallMs, random } = this.#parts;
    try {
      const vectors = await embedder.embed(
        batch.map(({ title, text }) => `${title}\n\n${text}`),
        "kept",
      );
      await stored.put(batch, vectors, embedder.model);
    } catch (error) {
      const tries = Math.max(...batch.map((passage) => passage.tries));
      const waitMs = Math.min(FIRST_WAIT_MS * 2 ** tries, LONGEST_WAIT_MS) * (0.5 + random() / 2);
      logger.warn({ err: error, passages: batch.length }, "what passages mean could not be asked");
      await stored.postpone(batch, Math.ceil(wallMs() + waitMs));
    }
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      this.#look = new AbortController();
      const asked = await this.step().catch((error: unknown) => {
        this.#parts.logger.warn({ err: error }, "the database could not be asked for new passages");
        return 0;
      });
      if (asked > 0 || signal.aborted) continue;
      const either = AbortSignal.any([signal, this.#look.signal]);
      await delay(LOOK_EVERY_MS, undefined, { signal: either, ref: false }).catch(() => undefined);
    }
  }
}
