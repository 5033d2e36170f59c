import type { MarketEvent } from "@spotlight/contracts";
import type { FeedPosition } from "../feeds/feed.ts";
import type { EngineParts } from "./parts.ts";

/** Waits between attempts to run a failed feed: from, and at most. Only stable data brings the first one back. */
const RETRY_FIRST_MS = 500;
const RETRY_MAX_MS = 30_000;
const STABLE_MS = 30_000;
/** Silence longer than this counts for nothing towards stable data. */
const HEARD_PAUSE_MAX_MS = 2_000;

/** What the loop asks of the engine, and tells it. */
export interface FeedLoopHost {
  symbols(): readonly string[];
  /** Where the feed goes on. */
  position(): FeedPosition;
  deliver(events: readonly MarketEvent[]): Promise<void>;
  /** The feed has nothing more to tell. */
  ended(): Promise<void>;
  /** Whether the feed fails has changed. */
  changed(): void;
}

/** Runs the feed and, however often it fails, runs it again: the tapes it repeats change nothing. */
export class FeedLoop {
  readonly #parts: Pick<EngineParts, "feed" | "pacer" | "logger" | "meter" | "random">;
  readonly #host: FeedLoopHost;
  readonly #stopping: AbortSignal;
  #attempt = new AbortController();
  #failure: string | null = null;
  #lastHeardMs: number;
  #deliveredMs = 0;

  constructor(
    parts: Pick<EngineParts, "feed" | "pacer" | "logger" | "meter" | "random">,
    host: FeedLoopHost,
    stopping: AbortSignal,
  ) {
    this.#parts = parts;
    this.#host = host;
    this.#stopping = stopping;
    this.#lastHeardMs = parts.pacer.nowMs();
  }

  /** Why the feed does not run, in a sentence; null while it does. */
  get failure(): string | null {
    return this.#failure;
  }

  /** How long nothing at all has come from the feed, ms. */
  get silentMs(): number {
    return this.#parts.pacer.nowMs() - this.#lastHeardMs;
  }

  /** Resolves when the feed has ended or the engine stops. */
  async run(): Promise<void> {
    const { pacer, logger, meter, random, feed } = this.#parts;
    let delayMs = RETRY_FIRST_MS;
    while (!this.#stopping.aborted) {
      const deliveredBefore = this.#deliveredMs;
      try {
        const outcome = await this.#runOnce();
        if (outcome === "ended") await this.#host.ended();
        if (outcome === "ended" || this.#stopping.aborted) return;
        continue;
      } catch (error) {
        this.#failure = "The feed failed. It is being started again.";
        meter.count("feed_restarts_total", 1);
        logger.error({ err: error, source: feed.source }, "the feed failed");
      }
      this.#host.changed();
      if (this.#deliveredMs - deliveredBefore >= STABLE_MS) delayMs = RETRY_FIRST_MS;
      await pacer.sleep(delayMs * (0.5 + random() / 2), this.#stopping);
      delayMs = Math.min(delayMs * 2, RETRY_MAX_MS);
    }
  }

  /** Breaks the feed's run off and begins another at once, as after a failure. Loses nothing. */
  reconnect(): void {
    this.#attempt.abort();
  }

  async #runOnce(): Promise<"ended" | "stopped"> {
    this.#attempt = new AbortController();
    return this.#parts.feed.run({
      symbols: this.#host.symbols(),
      position: this.#host.position(),
      deliver: (events) => {
        this.#noteHeard();
        return this.#host.deliver(events);
      },
      signal: AbortSignal.any([this.#stopping, this.#attempt.signal]),
    });
  }

  /** Adds up for how long the feed has delivered without a pause, and takes back that it failed. */
  #noteHeard(): void {
    const nowMs = this.#parts.pacer.nowMs();
    this.#deliveredMs += Math.min(nowMs - this.#lastHeardMs, HEARD_PAUSE_MAX_MS);
    this.#lastHeardMs = nowMs;
    if (this.#failure === null) return;
    this.#failure = null;
    this.#host.changed();
  }
}
