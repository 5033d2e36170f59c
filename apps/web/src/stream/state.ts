import type { Hops, SessionKind, Timeframe } from "@spotlight/contracts";

/**
 * `connecting`: the first connection is being made. `live`: frames arrive. `stale`: the connection is silent for longer
 * than a heartbeat. `gap-filling`: live, and missing history is being loaded. `reconnecting`: cut off; the next attempt
 * is known. `outdated`: the server speaks a newer protocol; the page has to be loaded again. `stopped`: on purpose.
 */
export type ConnectionPhase =
  | "connecting"
  | "live"
  | "stale"
  | "gap-filling"
  | "reconnecting"
  | "outdated"
  | "stopped";

/** The stream's state as a screen shows it. */
export interface ConnectionState {
  readonly phase: ConnectionPhase;
  /** Attempts since data was last stable; 0 while connected. */
  readonly attempt: number;
  /** When the next attempt starts, on the injected monotonic clock; null when none is planned. */
  readonly retryAtMs: number | null;
  /** Why the last connection ended, in words; null when there is nothing to say. */
  readonly reason: string | null;
  /** Life of the serving process; changes when the server was restarted. */
  readonly epochId: string | null;
  /** Position in the log that the copy has reached. */
  readonly cursor: number | null;
}

/** What a client follows: one timeframe and session for all symbols. The first symbol gets the deepest history. */
export interface Subscription {
  readonly symbols: readonly string[];
  readonly timeframe: Timeframe;
  readonly session: SessionKind;
}

/** Forming bars arrived: the hops they passed and when they came, epoch ms on this machine's clock. */
export interface Arrival {
  readonly hops: Hops;
  readonly arrivedMs: number;
  readonly symbols: readonly string[];
}

/** Counts since the start, for tests, metrics and the curious. */
export interface StreamCounts {
  readonly connections: number;
  readonly bars: number;
  readonly duplicates: number;
  readonly badFrames: number;
  readonly gaps: number;
}
