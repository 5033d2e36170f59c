import type { RevisionCause } from "@spotlight/contracts";
import type { MarketBar } from "../bar.ts";

/** A 1m bar closed for the first time, whole and from trades. */
export interface BarClosed {
  readonly kind: "closed";
  readonly symbol: string;
  readonly bar: MarketBar;
  /** Feed time at which it was learned, epoch ms; the same in every change. */
  readonly learnedMs: number;
}

/** What is known of a finished minute changed. `before` is null when it had no bar until now. */
export interface BarRevised {
  readonly kind: "revised";
  readonly symbol: string;
  readonly cause: RevisionCause;
  readonly before: MarketBar | null;
  readonly after: MarketBar;
  readonly learnedMs: number;
}

/** A finished minute without a trade that could make a bar. */
export interface MinuteEmpty {
  readonly kind: "empty";
  readonly symbol: string;
  readonly startMs: number;
  readonly learnedMs: number;
}

/** A finished minute that was not covered whole: what is known of it is no bar. */
export interface MinuteGap {
  readonly kind: "gap";
  readonly symbol: string;
  readonly startMs: number;
  readonly reason: string;
  readonly learnedMs: number;
}

/** Why an event changed nothing that anyone may see. */
export type IgnoredReason =
  | "duplicate"
  | "invalid"
  | "outside_session"
  | "not_covered"
  | "beyond_retention"
  | "in_gap"
  | "official_stands"
  | "unknown_trade"
  | "no_effect";

/** An event that moved no bar, with the reason, so that it can be counted. */
export interface EventIgnored {
  readonly kind: "ignored";
  readonly symbol: string;
  readonly reason: IgnoredReason;
  readonly learnedMs: number;
}

/** Trading in a symbol halted or resumed. */
export interface TradingStatusChanged {
  readonly kind: "trading_status";
  readonly symbol: string;
  readonly halted: boolean;
  readonly reason: string;
  readonly learnedMs: number;
}

/** Anything the market fold answers. The bar that is still forming is asked for, not answered. */
export type MarketChange =
  | BarClosed
  | BarRevised
  | MinuteEmpty
  | MinuteGap
  | EventIgnored
  | TradingStatusChanged;
