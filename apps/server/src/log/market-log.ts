import type {
  Callout,
  CoachMessage,
  DeskInput,
  RevisionCause,
  RiskState,
  Signal,
} from "@spotlight/contracts";
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

/** A fact about the market or its feed; it belongs to nobody. */
export type MarketFact = BarFact | EmptyFact | GapFact | StatusFact | HaltFact;

/** What every fact about one person's decisions says. */
interface OwnedFrame extends FactFrame {
  readonly owner: string;
  readonly startMs: null;
  readonly cause: null;
}

/** A strategy's statement, or what became of it. */
export interface SignalFact extends OwnedFrame {
  readonly kind: "signal";
  readonly symbol: string;
  readonly body: Signal;
}

/** A proposal as it stands now. */
export interface CalloutFact extends OwnedFrame {
  readonly kind: "callout";
  readonly symbol: string;
  readonly body: Callout;
}

/** What the risk sentinel says from now on. */
export interface RiskFact extends OwnedFrame {
  readonly kind: "risk";
  readonly symbol: null;
  readonly body: RiskState;
}

/** Something that the coach said unasked. */
export interface CoachFact extends OwnedFrame {
  readonly kind: "coach";
  readonly body: CoachMessage;
}

/** What a person did that decisions depend on. */
export interface InputFact extends OwnedFrame {
  readonly kind: "input";
  readonly symbol: null;
  readonly body: DeskInput;
}

/** A fact about one person's decisions. */
export type OwnedFact = SignalFact | CalloutFact | RiskFact | CoachFact | InputFact;

/** A fact that is not in the log yet. */
export type NewFact = MarketFact | OwnedFact;

/** A fact of the log, at its cursor. */
export type Fact = NewFact & { readonly cursor: number };

/** A fact about one person's decisions, at its cursor. */
export type StoredOwnedFact = OwnedFact & { readonly cursor: number };

/** A minute as history knows it, with when that was learned. */
export type KnownMinute = MinuteFact & { readonly learnedMs: number };

/** How far a feed's facts are durable; see `FeedPosition`. `runKey` names the feed's settings. */
export interface FeedProgress {
  readonly runKey: string;
  readonly startMs: number;
  readonly positionMs: number;
  readonly ended: boolean;
}

/**
 * Which facts to read: after one cursor up to another (inclusive), oldest first. Null symbols: of every symbol; no kinds:
 * of every kind.
 */
export interface LogRange {
  readonly after: number;
  readonly until: number;
  readonly symbols: readonly string[] | null;
  readonly kinds?: readonly Fact["kind"][];
  readonly limit: number;
}

/** Which of a person's facts to read: of some kinds, learned from one time up to another (exclusive). */
export interface OwnedRange {
  readonly owner: string;
  readonly kinds: readonly OwnedFact["kind"][];
  readonly fromMs: number;
  readonly untilMs: number;
  readonly limit: number;
  /** Whether the newest come first. */
  readonly newestFirst: boolean;
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
  /** The newest cursor whose fact was learned before a time, epoch ms; 0 when there is none. */
  cursorBefore(learnedMs: number): Promise<number>;
  /** One person's facts, by cursor. */
  owned(range: OwnedRange): Promise<readonly StoredOwnedFact[]>;
  /** Every fact about a symbol's minutes that start in [fromMs, untilMs), by cursor. */
  minuteFacts(symbol: string, fromMs: number, untilMs: number): Promise<readonly Fact[]>;
  /** What is known now of a symbol's minutes that start in [fromMs, untilMs), ascending. */
  minutes(symbol: string, fromMs: number, untilMs: number): Promise<readonly KnownMinute[]>;
  /** Start of the first and the last known minute of a symbol; null when none is known. */
  extent(symbol: string): Promise<{ readonly firstMs: number; readonly lastMs: number } | null>;
  /** Deletes facts that were learned before this time; changes of bars, which are the ledger, and what belongs to a person stay for ever. */
  trim(learnedBeforeMs: number): Promise<number>;
}
