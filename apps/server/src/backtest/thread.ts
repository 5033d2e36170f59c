import { Worker } from "node:worker_threads";
import type { Task, TaskResults, ThreadReply, ThreadStart } from "./protocol.ts";

/** Threads load JavaScript only: run from sources, the built thread is used. */
const WORKER = import.meta.url.endsWith(".ts") ? "../../dist/backtest/worker.js" : "./worker.js";
/** A thread that wants more memory than this is ended, MB. */
const MEMORY_MAX_MB = 1_024;

/** Room for what is soon thrown away, MB: with more of it less is copied about. */
const YOUNG_MAX_MB = 192;

/** A task was ended before it was done. */
export class TaskEnded extends Error {}

/** A thread that works on one test, one task after the other. */
export class TestThread {
  readonly #worker: Worker;
  #current: {
    readonly resolve: (result: TaskResults[keyof TaskResults]) => void;
    readonly reject: (error: Error) => void;
    readonly progress: (share: number) => void;
  } | null = null;
  #ended: Error | null = null;

  constructor(start: ThreadStart) {
    this.#worker = new Worker(new URL(WORKER, import.meta.url), {
      workerData: start,
      // Not those by which the sources are run.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MAX_MB, maxYoungGenerationSizeMb: YOUNG_MAX_MB },
    });
    this.#worker.on("message", (reply: ThreadReply) => this.#hear(reply));
    this.#worker.on("error", (error) => this.#end(error instanceof Error ? error : new Error(String(error))));
    this.#worker.on("exit", () => this.#end(new TaskEnded("the thread of the test ended")));
  }

  /**
   * Does a task; `progress` is told the share that is done. One at a time.
   *
   * @throws {TaskEnded} when the thread is ended meanwhile; the task's own error otherwise.
   */
  async do<Kind extends Task["kind"]>(
    task: Task & { readonly kind: Kind },
    progress: (share: number) => void = () => undefined,
  ): Promise<TaskResults[Kind]> {
    if (this.#ended !== null) throw this.#ended;
    const result = await new Promise<TaskResults[keyof TaskResults]>((resolve, reject) => {
      this.#current = { resolve, reject, progress };
      this.#worker.postMessage(task);
    });
    return result as TaskResults[Kind];
  }

  /** Ends the thread, whatever it is doing. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #hear(reply: ThreadReply): void {
    const current = this.#current;
    if (current === null) return;
    if (reply.kind === "progress") {
      current.progress(reply.share);
      return;
    }
    this.#current = null;
    if (reply.kind === "done") current.resolve(reply.result);
    else current.reject(new Error(reply.message));
  }

  #end(error: Error): void {
    this.#ended ??= error;
    this.#current?.reject(this.#ended);
    this.#current = null;
  }
}
