import type { Logger } from "pino";

/** Rejections within a minute that are more than bad luck. */
const BURST = 20;
const BURST_WINDOW_MS = 60_000;

/** Kinds of errors that nobody caught. */
export type UncaughtKind = "unhandled_rejection" | "uncaught_exception";

/** How errors that nobody caught are dealt with. */
export interface ProcessErrorParts {
  readonly production: boolean;
  readonly logger: Logger;
  /** Counts an error by its kind. */
  readonly counted: (kind: UncaughtKind) => void;
  /** Makes readiness false and stops in order; resolves when everything is written. */
  readonly drain: (reason: string) => Promise<void>;
  readonly drainTimeoutMs: number;
  readonly exit: (code: number) => void;
}

/**
 * Deals with errors that nobody caught. In development the process ends at once, with the stack. In production a
 * rejection is logged, counted and survived; many in a minute, or an exception, make the server drain and exit 1, so
 * that a supervisor starts it anew. Answers how to stop listening.
 */
export function watchProcessErrors(parts: ProcessErrorParts): () => void {
  const handler = new ProcessErrors(parts);
  const onRejection = (reason: unknown): void => handler.rejection(reason);
  const onException = (error: unknown): void => handler.exception(error);
  process.on("unhandledRejection", onRejection);
  process.on("uncaughtException", onException);
  return () => {
    process.off("unhandledRejection", onRejection);
    process.off("uncaughtException", onException);
  };
}

class ProcessErrors {
  readonly #parts: ProcessErrorParts;
  readonly #rejectedMs: number[] = [];
  #draining = false;

  constructor(parts: ProcessErrorParts) {
    this.#parts = parts;
  }

  rejection(reason: unknown): void {
    const { logger, counted } = this.#parts;
    counted("unhandled_rejection");
    if (this.#endsAtOnce(reason)) return;
    logger.error({ err: reason }, "a promise was rejected and nobody looked");
    const nowMs = performance.now();
    this.#rejectedMs.push(nowMs);
    while ((this.#rejectedMs[0] ?? nowMs) < nowMs - BURST_WINDOW_MS) this.#rejectedMs.shift();
    if (this.#rejectedMs.length >= BURST) this.#drain("Too much failed at once; the server starts anew.");
  }

  exception(error: unknown): void {
    const { logger, counted } = this.#parts;
    counted("uncaught_exception");
    if (this.#endsAtOnce(error)) return;
    logger.fatal({ err: error }, "an error that nobody caught; draining");
    this.#drain("The server failed and starts anew.");
  }

  /** In development, and for whatever happens on the way out: the stack, and the end. */
  #endsAtOnce(error: unknown): boolean {
    if (this.#parts.production) return false;
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`${text}\n`);
    this.#exit();
    return true;
  }

  #drain(reason: string): void {
    if (this.#draining) return;
    this.#draining = true;
    setTimeout(() => this.#exit(), this.#parts.drainTimeoutMs).unref();
    this.#parts.drain(reason).then(
      () => this.#exit(),
      (error: unknown) => {
        this.#parts.logger.error({ err: error }, "draining failed");
        this.#exit();
      },
    );
  }

  #exit(): void {
    this.#parts.logger.flush();
    this.#parts.exit(1);
  }
}
