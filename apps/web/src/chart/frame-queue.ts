/** Calls back before the next paint with the frame's time, ms; the answer cancels it. */
export type FrameScheduler = (run: (atMs: number) => void) => () => void;

/** The browser's animation frames. */
const animationFrames: FrameScheduler = (run) => {
  const id = requestAnimationFrame(run);
  return () => cancelAnimationFrame(id);
};

/** Displays are not exact: a frame this much early, ms, counts as on time. */
const EARLY_MS = 1;

/** Runs `flush` at most once per animation frame, and at most so many times a second, however often it is asked. */
export class FrameQueue {
  readonly #flush: () => void;
  readonly #schedule: FrameScheduler;
  readonly #maxFps: () => number;
  #cancel: (() => void) | null = null;
  #flushedMs = Number.NEGATIVE_INFINITY;

  constructor(
    flush: () => void,
    maxFps: () => number = () => Number.POSITIVE_INFINITY,
    schedule: FrameScheduler = animationFrames,
  ) {
    this.#flush = flush;
    this.#maxFps = maxFps;
    this.#schedule = schedule;
  }

  /** Asks for a flush before the next paint. */
  request(): void {
    this.#cancel ??= this.#schedule((atMs) => this.#frame(atMs));
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #frame(atMs: number): void {
    this.#cancel = null;
    if (atMs - this.#flushedMs < 1_000 / this.#maxFps() - EARLY_MS) {
      this.request();
      return;
    }
    this.#flushedMs = atMs;
    this.#flush();
  }
}
