import { monitorEventLoopDelay } from "node:perf_hooks";

const NANOSECONDS_PER_MS = 1_000_000;
const WINDOW_MS = 5_000;

/** Watches how late the event loop is. */
export class EventLoopWatch {
  readonly #histogram = monitorEventLoopDelay({ resolution: 20 });
  readonly #timer: NodeJS.Timeout;
  #lastP99Ms = 0;

  constructor() {
    this.#histogram.enable();
    this.#timer = setInterval(() => {
      this.#lastP99Ms = this.#histogram.percentile(99) / NANOSECONDS_PER_MS;
      this.#histogram.reset();
    }, WINDOW_MS);
    this.#timer.unref();
  }

  /** The 99th percentile of the delay over the last whole window of five seconds, ms. */
  get p99Ms(): number {
    return this.#lastP99Ms;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#histogram.disable();
  }
}
