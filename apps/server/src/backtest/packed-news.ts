import { BAR_STATES, REVISION_CAUSES, type RevisionCause } from "@spotlight/contracts";
import { MINUTE_MS, type MinuteFact } from "@spotlight/market";
import type { MinuteNews } from "@spotlight/strategy";

const KINDS = ["bar", "empty", "gap"] as const;
const CAUSES: readonly (RevisionCause | null)[] = [null, ...REVISION_CAUSES];
/** Numbers of one row: symbol, start, kind, six prices and volume, count, state, revision, learned, cause. */
const ROW = 14;

/**
 * News in numbers, in memory that threads share: read from the log once, copied for nobody. Why a minute has a gap is
 * left out; no strategy asks.
 */
export interface PackedNews {
  readonly symbols: readonly string[];
  readonly rows: number;
  readonly values: Float64Array<SharedArrayBuffer>;
}

/** Packs news of these symbols. Throws RangeError on a symbol that is not among them. */
export function packNews(symbols: readonly string[], news: readonly MinuteNews[]): PackedNews {
  const bytes = news.length * ROW * Float64Array.BYTES_PER_ELEMENT;
  const values = new Float64Array(new SharedArrayBuffer(bytes));
  news.forEach(({ symbol, minute, cause, learnedMs }, row) => {
    const place = symbols.indexOf(symbol);
    if (place < 0) throw new RangeError(`news of ${symbol}, which was not asked for`);
    const bar = minute.kind === "bar" ? minute.bar : null;
    values.set(
      [
        place,
        minute.startMs,
        KINDS.indexOf(minute.kind),
        bar?.open ?? 0,
        bar?.high ?? 0,
        bar?.low ?? 0,
        bar?.close ?? 0,
        bar?.volume ?? 0,
        bar?.vwap ?? Number.NaN,
        bar?.tradeCount ?? 0,
        bar === null ? 0 : BAR_STATES.indexOf(bar.state),
        bar?.rev ?? 0,
        learnedMs,
        CAUSES.indexOf(cause),
      ],
      row * ROW,
    );
  });
  return { symbols, rows: news.length, values };
}

/** The news as they were. */
export function unpackNews({ symbols, rows, values }: PackedNews): MinuteNews[] {
  return Array.from({ length: rows }, (_, row) => {
    const from = row * ROW;
    const number = (column: number): number => values[from + column] ?? Number.NaN;
    return {
      symbol: symbols[number(0)] ?? "",
      minute: minuteOf(number),
      learnedMs: number(12),
      cause: CAUSES[number(13)] ?? null,
    };
  });
}

function minuteOf(number: (column: number) => number): MinuteFact {
  const startMs = number(1);
  const kind = KINDS[number(2)];
  if (kind === "empty") return { kind, startMs };
  if (kind === "gap") return { kind, startMs, reason: "not covered whole" };
  const vwap = number(8);
  const bar = {
    startMs,
    endMs: startMs + MINUTE_MS,
    open: number(3),
    high: number(4),
    low: number(5),
    close: number(6),
    volume: number(7),
    vwap: Number.isNaN(vwap) ? null : vwap,
    tradeCount: number(9),
    state: BAR_STATES[number(10)] ?? "closed",
    rev: number(11),
  };
  return { kind: "bar", startMs, bar };
}
