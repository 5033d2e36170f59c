import type { RevisionCause } from "@spotlight/contracts";
import type { MinuteFact } from "@spotlight/market";

/** What became known of one finished minute of one symbol: for the first time (cause null), or as a change. */
export interface MinuteNews {
  readonly symbol: string;
  readonly minute: MinuteFact;
  readonly cause: RevisionCause | null;
  /** When it was learned, epoch ms on the market's clock. */
  readonly learnedMs: number;
}

/** News that are worked in before anything is decided: the first word about one minute, of every symbol that has one. */
export interface Moment {
  readonly news: readonly MinuteNews[];
  readonly cause: RevisionCause | null;
  /** Epoch ms. */
  readonly learnedMs: number;
  /** End of the minute, epoch ms. */
  readonly endMs: number;
}

const MINUTE_MS = 60_000;

/**
 * Splits news, in the order of the log, into moments. First words about the same minute belong together, so that a rule
 * that compares two symbols sees both as of the same minute; each change stands alone. Live and from the log the same
 * news make the same moments.
 */
export function* momentsOf(news: Iterable<MinuteNews>): Generator<Moment> {
  let run: MinuteNews[] = [];
  for (const one of news) {
    const first = run[0];
    if (one.cause === null && first?.minute.startMs === one.minute.startMs) {
      run.push(one);
      continue;
    }
    if (first !== undefined) yield momentOf(run);
    run = one.cause === null ? [one] : [];
    if (one.cause !== null) yield momentOf([one]);
  }
  if (run.length > 0) yield momentOf(run);
}

function momentOf(news: readonly MinuteNews[]): Moment {
  const first = news[0];
  const startMs = first?.minute.startMs ?? 0;
  let newestMs = -Infinity;
  for (const { learnedMs } of news) if (learnedMs > newestMs) newestMs = learnedMs;
  return { news, cause: first?.cause ?? null, learnedMs: newestMs, endMs: startMs + MINUTE_MS };
}
