import type { MarketEvent } from "@spotlight/contracts";
import type { Feed, FeedRun, HistoricalMinute, Listing } from "./feed.ts";

/** What can go wrong with a feed: nothing, it says nothing any more, or it breaks off and cannot be reached. */
export type FeedFault = "none" | "mute" | "killed";

/**
 * A feed that can be made to fail, for trying out what the product does then. Loses no event: what a mute feed holds
 * back comes when it is well again.
 */
export class FaultyFeed implements Feed {
  readonly #feed: Feed;
  #fault: FeedFault = "none";
  #changed: () => void = () => undefined;
  #change: Promise<void>;

  constructor(feed: Feed) {
    this.#feed = feed;
    this.#change = this.#nextChange();
  }

  get source(): string {
    return this.#feed.source;
  }

  get speed(): number | null {
    return this.#feed.speed;
  }

  get extendedHours(): boolean {
    return this.#feed.extendedHours;
  }

  get fault(): FeedFault {
    return this.#fault;
  }

  /** Puts the feed into a state, from its next event on. */
  set(fault: FeedFault): void {
    this.#fault = fault;
    this.#changed();
    this.#change = this.#nextChange();
  }

  listings(): readonly Listing[] {
    return this.#feed.listings();
  }

  firstStartMs(wallMs: number): number {
    return this.#feed.firstStartMs(wallMs);
  }

  history(
    symbol: string,
    fromMs: number | null,
    untilMs: number,
  ): AsyncIterable<readonly HistoricalMinute[]> {
    return this.#feed.history(symbol, fromMs, untilMs);
  }

  async run(run: FeedRun): Promise<"ended" | "stopped"> {
    this.#refuseWhenKilled();
    return this.#feed.run({ ...run, deliver: (events) => this.#deliver(run, events) });
  }

  watch(symbol: string): Promise<number> {
    return this.#feed.watch(symbol);
  }

  unwatch(symbol: string): void {
    this.#feed.unwatch(symbol);
  }

  async #deliver(run: FeedRun, events: readonly MarketEvent[]): Promise<void> {
    while (this.#fault === "mute" && !run.signal.aborted) {
      const aborted = new Promise<void>((resolve) => {
        run.signal.addEventListener("abort", () => resolve(), { once: true });
      });
      await Promise.race([this.#change, aborted]);
    }
    this.#refuseWhenKilled();
    if (!run.signal.aborted) await run.deliver(events);
  }

  #refuseWhenKilled(): void {
    if (this.#fault === "killed") throw new Error("the feed cannot be reached (a fault that was asked for)");
  }

  #nextChange(): Promise<void> {
    return new Promise((resolve) => {
      this.#changed = resolve;
    });
  }
}
