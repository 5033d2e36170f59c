import type { RevisionCause } from "@spotlight/contracts";
import { MINUTE_MS, type MinuteFact } from "@spotlight/market";
import type { MinuteNews } from "./moments.ts";

/** A change of what is known of a minute, as the log keeps it. `before` is what it said before; null when no bar was known. */
export interface LedgerEntry {
  /** Place in the log. */
  readonly cursor: number;
  readonly minute: MinuteFact;
  readonly before: MinuteFact | null;
  readonly cause: RevisionCause | null;
  readonly learnedMs: number;
}

/** What is stored of one symbol's minutes: as they stand, and what the log says of how they came about. */
export interface StoredMinutes {
  readonly symbol: string;
  /** Ascending. */
  readonly standing: readonly MinuteFact[];
  /** By cursor. */
  readonly entries: readonly LedgerEntry[];
}

type Told = MinuteNews & { readonly cursor: number };

/**
 * What was heard of some minutes, in the order in which it was heard. Where the log no longer has, or never had, the first
 * word about a minute (what was backfilled, what retention took), it counts as said at the minute's end.
 */
export function ledgerNews(stored: readonly StoredMinutes[]): readonly MinuteNews[] {
  const logged: Told[] = [];
  const presumed: MinuteNews[] = [];
  for (const { symbol, standing, entries } of stored) {
    const first = new Map<number, LedgerEntry>();
    for (const entry of entries) {
      const { minute, cause, learnedMs, cursor } = entry;
      if (!first.has(minute.startMs)) first.set(minute.startMs, entry);
      logged.push({ symbol, minute, cause, learnedMs, cursor });
    }
    for (const minute of standing) {
      const word = firstWord(minute, first.get(minute.startMs));
      if (word !== null)
        presumed.push({ symbol, minute: word, cause: null, learnedMs: minute.startMs + MINUTE_MS });
    }
  }
  logged.sort((a, b) => a.cursor - b.cursor);
  presumed.sort((a, b) => a.learnedMs - b.learnedMs);
  return merged(presumed, logged);
}

/** The first word about a minute that the log does not hold; null when it holds it. */
function firstWord(standing: MinuteFact, entry: LedgerEntry | undefined): MinuteFact | null {
  if (entry === undefined) return standing;
  if (entry.cause === null) return null;
  if (entry.before !== null) return entry.before;
  const { startMs } = standing;
  return entry.cause === "late_trade"
    ? { kind: "empty", startMs }
    : { kind: "gap", startMs, reason: "not covered whole" };
}

/** What is presumed comes before what was logged at the same time. */
function merged(presumed: readonly MinuteNews[], logged: readonly MinuteNews[]): readonly MinuteNews[] {
  const news: MinuteNews[] = [];
  let next = 0;
  for (const one of logged) {
    for (; next < presumed.length && (presumed[next]?.learnedMs ?? Infinity) <= one.learnedMs; next += 1) {
      const earlier = presumed[next];
      if (earlier !== undefined) news.push(earlier);
    }
    news.push(one);
  }
  return [...news, ...presumed.slice(next)];
}
