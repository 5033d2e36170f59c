import { monitorEventLoopDelay } from "node:perf_hooks";

const NANOSECONDS_PER_MS = 1_000_000;
const SLOT_MS = 500;
/** Slots that are looked back on: a block is told for five seconds after it. */
const SLOTS = 10;
/** A turn that takes longer than this delays every reader noticeably. */
const BLOCKED_MS = 1_000;

/** Pause between the histogram's looks. What it measures is this pause and the delay together. */
const RESOLUTION_MS = 20;

/** Watches how late the event loop is. */
export class EventLoopWatch {
  readonly #histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  readonly #timer: NodeJS.Timeout;
  readonly #longest: number[] = [];
  #lastTickMs = performance.now();
  #p99Ms = 0;

  constructor() {
    this.#histogram.enable();
    this.#timer = setInterval(() => this.#tick(), SLOT_MS);
    this.#timer.unref();
  }

  /** The 99th percentile of the delay over the last half second, ms. */
  get p99Ms(): number {
    return this.#p99Ms;
  }

  /** The longest that anything had to wait in the last five seconds, ms. */
  get longestMs(): number {
    const sinceTickMs = performance.now() - this.#lastTickMs - SLOT_MS;
    return Math.max(0, sinceTickMs, ...this.#longest);
  }

  /** Why the event loop counts as blocked; null while it runs. */
  get trouble(): string | null {
    const { longestMs } = this;
    if (longestMs < BLOCKED_MS) return null;
    return `The server was busy for ${(longestMs / 1_000).toFixed(1)} s in one go. What it says may be late.`;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#histogram.disable();
  }

  #tick(): void {
    const nowMs = performance.now();
    const lateMs = nowMs - this.#lastTickMs - SLOT_MS;
    this.#lastTickMs = nowMs;
    this.#p99Ms = delayOf(this.#histogram.percentile(99));
    this.#longest.push(Math.max(lateMs, delayOf(this.#histogram.max)));
    if (this.#longest.length > SLOTS) this.#longest.shift();
    this.#histogram.reset();
  }
}

function delayOf(nanoseconds: number): number {
  return Math.max(0, nanoseconds / NANOSECONDS_PER_MS - RESOLUTION_MS);
}
