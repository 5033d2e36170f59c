import type { RevisionCause, Signal } from "@spotlight/contracts";
import type { Phase, Proposal, Strategy } from "./strategy.ts";

/** What changed before a strategy is asked again. */
export interface MinuteChange {
  /** End of the earliest minute that changed, epoch ms. */
  readonly fromMs: number;
  /** Why bars that were closed before changed; null when none did. */
  readonly cause: RevisionCause | null;
  /** When the newest of the changes was learned, epoch ms. */
  readonly learnedMs: number;
}

/** What a strategy proposes at a bar by the bars as they stand, and the end of the minute at which it first does, epoch ms. */
export interface Standing {
  readonly barStartMs: number;
  readonly atMs: number;
  readonly proposal: Proposal;
}

/**
 * One strategy on one symbol. Signals are what was said; after each change of bars, what would be said now is compared
 * with it. Nothing is said about the past: only the newest bar can fire.
 */
export interface Runner {
  readonly strategy: Strategy;
  /** Other symbols whose bars it reads. */
  readonly reads: readonly string[];
  /** The signals of the newest day, as they stand. */
  readonly signals: Iterable<Signal>;
  /** Where it stands after the newest bar. */
  readonly phase: Phase;
  /** What it proposes on the newest day by the bars as they stand, whether or not it was said: each bar once, ascending. */
  standing(): readonly Standing[];
  /** Takes note of what was said before, after a restart. */
  recall(signal: Signal): void;
  /** Evaluates what changed; answers old signals whose status changed, and a new one. */
  advance(change: MinuteChange): readonly Signal[];
}

/** Other symbols that a strategy reads. */
export function symbolsRead({ needs }: Strategy): readonly string[] {
  return [...new Set(needs.flatMap(({ symbol }) => (symbol === null ? [] : [symbol])))];
}
