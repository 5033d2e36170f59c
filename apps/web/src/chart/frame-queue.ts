/** Calls back before the next paint; the answer cancels it. */
export type FrameScheduler = (run: () => void) => () => void;

/** The browser's animation frames. */
const animationFrames: FrameScheduler = (run) => {
  const id = requestAnimationFrame(run);
  return () => cancelAnimationFrame(id);
};

/** Runs `flush` at most once per animation frame, however often it is asked. */
export class FrameQueue {
  readonly #flush: () => void;
  readonly #schedule: FrameScheduler;
  #cancel: (() => void) | null = null;

  constructor(flush: () => void, schedule: FrameScheduler = animationFrames) {
    this.#flush = flush;
    this.#schedule = schedule;
  }

  /** Asks for a flush before the next paint. */
  request(): void {
    this.#cancel ??= this.#schedule(() => {
      this.#cancel = null;
      this.#flush();
    });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }
}
