import type { StreamClock } from "./clock.ts";

/** Limits of silence, in milliseconds, and what to do at each. */
export interface WatchdogOptions {
  /** From here on the connection is in doubt. */
  readonly quietMs: number;
  /** From here on it counts as dead. */
  readonly deadMs: number;
  readonly onQuiet: () => void;
  readonly onDead: () => void;
}

/** Watches that bytes keep coming on one connection. One timer at a time, however many chunks arrive. */
export class Watchdog {
  readonly #clock: StreamClock;
  readonly #options: WatchdogOptions;
  #lastMs: number;
  #quiet = false;
  #cancel: () => void;

  constructor(clock: StreamClock, options: WatchdogOptions) {
    this.#clock = clock;
    this.#options = options;
    this.#lastMs = clock.nowMs();
    this.#cancel = clock.after(options.quietMs, () => this.#check());
  }

  /** Bytes came. */
  feed(): void {
    this.#lastMs = this.#clock.nowMs();
    this.#quiet = false;
  }

  stop(): void {
    this.#cancel();
  }

  #check(): void {
    const silence = this.#clock.nowMs() - this.#lastMs;
    if (silence >= this.#options.deadMs) {
      this.#options.onDead();
      return;
    }
    if (silence >= this.#options.quietMs && !this.#quiet) {
      this.#quiet = true;
      this.#options.onQuiet();
    }
    const limit = this.#quiet ? this.#options.deadMs : this.#options.quietMs;
    this.#cancel = this.#clock.after(Math.max(1, limit - silence), () => this.#check());
  }
}
