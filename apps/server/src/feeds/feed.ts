import type { MarketEvent } from "@spotlight/contracts";

/** A symbol that a feed can deliver, with its name for people. */
export interface Listing {
  readonly symbol: string;
  readonly name: string;
}

/** One finished minute of the past, as the vendor's history gives it: always official. Prices in dollars. */
export interface HistoricalMinute {
  readonly startMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly vwap: number | null;
  readonly tradeCount: number;
}

/** Where a feed began and how far its facts are durable; both epoch ms on the feed's own clock. */
export interface FeedPosition {
  /** The first moment that this source ever delivered live. */
  readonly startMs: number;
  /** Receive time of the last event whose facts are committed. */
  readonly positionMs: number;
}

/** Time as a feed may use it. Monotonic, so that a wall clock that jumps moves no market. */
export interface Pacer {
  /** Milliseconds since an arbitrary start, never going back. */
  nowMs(): number;
  /** Resolves after `ms`, or at once when the signal aborts. Never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** What the engine hands to a feed that it starts. */
export interface FeedRun {
  readonly symbols: readonly string[];
  readonly position: FeedPosition;
  /**
   * Takes events in the order of their receive time. Resolves when the engine can take more: a feed awaits it before it
   * delivers again, so a slow database slows the feed and never grows a queue without bound.
   */
  readonly deliver: (events: readonly MarketEvent[]) => Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * A source of market events. After a restart `run` begins again at the start of the trading day that holds
 * `position.positionMs` (but not before `position.startMs`), delivers everything up to the position as fast as it can,
 * and keeps its pace only from there: the fold rebuilds its tapes from that, and what is already durable changes
 * nothing. The same position, symbols and settings always give the same events.
 */
export interface Feed {
  /** Namespace of the facts: bars of different sources never mix (`sim:1`, `replay`, `massive`). */
  readonly source: string;
  /** How fast the feed's clock runs against the wall; null is as fast as it can. */
  readonly speed: number | null;
  /** Whether it delivers trades outside the regular session. */
  readonly extendedHours: boolean;
  listings(): readonly Listing[];
  /** Where the very first run begins, given the wall's time; epoch ms on the feed's clock, a whole minute. */
  firstStartMs(wallMs: number): number;
  /**
   * Finished minutes from `fromMs` (null: as far back as there are) up to `untilMs` (exclusive), ascending, in batches.
   * They are bit for bit the official aggregates that `run` would have delivered for those minutes.
   */
  history(symbol: string, fromMs: number | null, untilMs: number): AsyncIterable<readonly HistoricalMinute[]>;
  /** Delivers until the recorded data ends or the signal aborts. Rejects only when it cannot go on. */
  run(run: FeedRun): Promise<"ended" | "stopped">;
  /** Adds a symbol while running; resolves with the whole minute from which on it is covered, epoch ms. */
  watch(symbol: string): Promise<number>;
  unwatch(symbol: string): void;
}
