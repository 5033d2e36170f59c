/** Everything around the stream that is not pure, so that tests can put their own in its place. */
export interface StreamClock {
  /** This machine's wall clock, epoch ms; only for comparing with times that the server sends. */
  wallMs(): number;
  /** Milliseconds that never go back; the origin is arbitrary. */
  nowMs(): number;
  /** A number in [0, 1). */
  random(): number;
  /** Calls `run` once after `ms`; the answer cancels it. */
  after(ms: number, run: () => void): () => void;
}

/** The clock of this machine. */
export const systemClock: StreamClock = {
  wallMs: () => Date.now(),
  nowMs: () => performance.now(),
  random: () => Math.random(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** Resolves after `ms`, or at once when the signal aborts. Never rejects. */
export function sleep(clock: StreamClock, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const cancel = clock.after(ms, () => {
      signal.removeEventListener("abort", stop);
      resolve();
    });
    function stop(): void {
      cancel();
      resolve();
    }
    signal.addEventListener("abort", stop, { once: true });
  });
}
