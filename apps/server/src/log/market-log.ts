import type { RevisionCause } from "@spotlight/contracts";
import type { MarketBar, MinuteFact } from "@spotlight/market";

/** What every fact of the log says, whatever its kind. Times are epoch ms on the feed's clock. */
interface FactFrame {
  readonly symbol: string | null;
  /** Start of the minute that the fact is about; null when it is about none. */
  readonly startMs: number | null;
  readonly learnedMs: number;
}

/** What became known of a finished minute: its first bar (cause null, before null) or a change of it. */
export interface BarFact extends FactFrame {
  readonly kind: "bar";
  readonly symbol: string;
  readonly startMs: number;
  readonly cause: RevisionCause | null;
  readonly body: { readonly bar: MarketBar; readonly before: MarketBar | null };
}

/** A finished minute without a bar. */
export interface EmptyFact extends FactFrame {
  readonly kind: "empty";
  readonly symbol: string;
  readonly startMs: number;
  readonly cause: null;
  readonly body: Record<string, never>;
}

/** A finished minute that was not covered whole. */
export interface GapFact extends FactFrame {
  readonly kind: "gap";
  readonly symbol: string;
  readonly startMs: number;
  readonly cause: null;
  readonly body: { readonly reason: string };
}

/** The feed's state changed. */
export interface StatusFact extends FactFrame {
  readonly kind: "status";
  readonly symbol: null;
  readonly startMs: null;
  readonly cause: null;
  readonly body: { readonly state: string; readonly reason?: string };
}

/** Trading in a symbol halted or resumed. */
export interface HaltFact extends FactFrame {
  readonly kind: "halt";
  readonly symbol: string;
  readonly startMs: null;
  readonly cause: null;
  readonly body: { readonly halted: boolean; readonly reason: string };
}

/** A fact that is not in the log yet. */
export type NewFact = BarFact | EmptyFact | GapFact | StatusFact | HaltFact;

/** A fact of the log, at its cursor. */
export type Fact = NewFact & { readonly cursor: number };

/** A minute as history knows it, with when that was learned. */
export type KnownMinute = MinuteFact & { readonly learnedMs: number };

/** How far a feed's facts are durable; see `FeedPosition`. `runKey` names the feed's settings. */
export interface FeedProgress {
  readonly runKey: string;
  readonly startMs: number;
  readonly positionMs: number;
  readonly ended: boolean;
}

/** Which facts to read: after one cursor up to another (inclusive), oldest first. Null symbols: of every symbol. */
export interface LogRange {
  readonly after: number;
  readonly until: number;
  readonly symbols: readonly string[] | null;
  readonly limit: number;
}

/**
 * The one durable log of one source, with the minutes that it adds up to. Exactly one process appends to it. Cursors
 * are integers that only grow, for the life of the data, restarts included; a fact has its cursor only once it is
 * durable. Every implementation passes `marketLogContract`.
 */
export interface MarketLog {
  readonly source: string;
  /** Cursor of the newest durable fact of any source; 0 when there is none. */
  readonly head: number;
  /** Whether a reader that holds everything up to this cursor can be given everything after it. */
  canResume(cursor: number): boolean;
  /** Makes facts durable, all or none, together with the feed's progress. Answers them with their cursors, in order. */
  append(facts: readonly NewFact[], progress: FeedProgress | null): Promise<readonly Fact[]>;
  /**
   * Stores finished minutes of the past without telling readers: only for a symbol that is not served yet. Minutes that
   * are known already stay as they are.
   */
  backfill(symbol: string, minutes: readonly MinuteFact[], learnedMs: number): Promise<void>;
  read(range: LogRange): Promise<readonly Fact[]>;
  /** Every fact about a symbol's minutes that start in [fromMs, untilMs), by cursor. */
  minuteFacts(symbol: string, fromMs: number, untilMs: number): Promise<readonly Fact[]>;
  /** What is known now of a symbol's minutes that start in [fromMs, untilMs), ascending. */
  minutes(symbol: string, fromMs: number, untilMs: number): Promise<readonly KnownMinute[]>;
  /** Start of the first and the last known minute of a symbol; null when none is known. */
  extent(symbol: string): Promise<{ readonly firstMs: number; readonly lastMs: number } | null>;
  /** Deletes facts that were learned before this time; changes of bars, which are the ledger, stay for ever. */
  trim(learnedBeforeMs: number): Promise<number>;
}
