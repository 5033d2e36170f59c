import { Worker } from "node:worker_threads";
import { type Read, type ReadReply, type Unread, Unreadable } from "./protocol.ts";

/** Threads load JavaScript only: run from sources, the built thread is used. */
const WORKER = import.meta.url.endsWith(".ts") ? "../../../dist/memory/reading/worker.js" : "./worker.js";
const HEAP_MAX_MB = 256;
const LOOK_EVERY_MS = 50;

/** How much a document may cost. */
export interface ReadingLimits {
  readonly longestMs: number;
  /** Bytes that the process may grow by meanwhile: what is unpacked is not on the thread's heap. */
  readonly growthMax: number;
}

const LIMITS: ReadingLimits = { longestMs: 20_000, growthMax: 768 * 1_048_576 };

/**
 * Reads documents that nobody vouches for, one at a time, each on a thread of its own that is ended when it takes too long
 * or wants too much memory. Rejects with {@link Unreadable}.
 */
export class DocumentReader {
  readonly #limits: ReadingLimits;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(limits: ReadingLimits = LIMITS) {
    this.#limits = limits;
  }

  async read(unread: Unread): Promise<Read> {
    const read = this.#turn.then(() => this.#onThread(unread));
    this.#turn = read.catch(() => undefined);
    return read;
  }

  async #onThread(unread: Unread): Promise<Read> {
    const { longestMs, growthMax } = this.#limits;
    const worker = new Worker(new URL(WORKER, import.meta.url), {
      workerData: unread,
      execArgv: [],
      env: {},
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MAX_MB },
    });
    const began = { ms: performance.now(), bytes: process.memoryUsage.rss() };
    let watch: ReturnType<typeof setInterval> | undefined;
    try {
      const reply = await new Promise<ReadReply>((resolve, reject) => {
        const giveUp = (why: string): void => reject(new Unreadable(why));
        watch = setInterval(() => {
          if (performance.now() - began.ms > longestMs) giveUp("Reading it takes too long.");
          if (process.memoryUsage.rss() - began.bytes > growthMax)
            giveUp("Reading it takes too much memory.");
        }, LOOK_EVERY_MS);
        worker.once("message", resolve);
        worker.once("error", () => giveUp("Reading it takes too much memory."));
        worker.once("exit", () => giveUp("It could not be read."));
      });
      if ("refusal" in reply) throw new Unreadable(reply.refusal);
      return reply.read;
    } finally {
      clearInterval(watch);
      await worker.terminate();
    }
  }
}
