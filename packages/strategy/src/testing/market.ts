import type { SessionKind, Timeframe } from "@spotlight/contracts";
import { bucketAt, combineBars, type MarketBar } from "@spotlight/market";
import type { SeriesNeed } from "../compile/index.ts";
import { BarSeries } from "../series/index.ts";

/** The bars of a longer timeframe that minutes add up to. */
export function longerBars(
  minutes: readonly MarketBar[],
  timeframe: Timeframe,
  session: SessionKind,
): MarketBar[] {
  const buckets = new Map<number, { endMs: number; minutes: MarketBar[] }>();
  for (const minute of minutes) {
    const span = bucketAt(minute.startMs, timeframe, session);
    if (span === null) continue;
    const bucket = buckets.get(span.startMs) ?? { endMs: span.endMs, minutes: [] };
    bucket.minutes.push(minute);
    buckets.set(span.startMs, bucket);
  }
  return [...buckets].flatMap(
    ([startMs, bucket]) => combineBars(startMs, bucket.endMs, bucket.minutes) ?? [],
  );
}

/** A market for tests: the minutes of some symbols, `OWN` being the rule's own, and every series made of them. */
export class TestMarket {
  readonly #minutes: Readonly<Record<string, readonly MarketBar[]>>;
  readonly #series = new Map<string, BarSeries>();

  constructor(minutes: Readonly<Record<string, readonly MarketBar[]>>) {
    this.#minutes = minutes;
  }

  /** The series of a need, the same one each time, with all its bars. */
  readonly find = ({ symbol, timeframe, session }: SeriesNeed): BarSeries => {
    const key = `${symbol ?? "OWN"} ${timeframe} ${session}`;
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    const series = new BarSeries(symbol ?? "OWN", timeframe, session);
    series.appendAll(longerBars(this.#minutes[symbol ?? "OWN"] ?? [], timeframe, session));
    this.#series.set(key, series);
    return series;
  };
}

/**
 * Gives a series bar by bar as an intrabar rule sees it: after each minute the bar that is forming, ending with it, then
 * the closed one. `judge` is called with the index of the last bar each time.
 */
export function playIntrabar(
  series: BarSeries,
  minutes: readonly MarketBar[],
  judge: (index: number, nowMs: number) => void,
): void {
  const { timeframe, session } = series;
  let parts: MarketBar[] = [];
  for (const minute of minutes) {
    const span = bucketAt(minute.startMs, timeframe, session);
    if (span === null) continue;
    const isNew = parts[0] === undefined || parts[0].startMs < span.startMs;
    if (isNew && series.closedLength < series.length) series.reviseLast(closed(series, parts));
    parts = isNew ? [minute] : [...parts, minute];
    const sum = combineBars(span.startMs, minute.endMs, parts);
    if (sum === null) continue;
    const bar: MarketBar = minute.endMs === span.endMs ? sum : { ...sum, state: "forming" };
    if (series.indexOfStart(span.startMs) < 0) series.append(bar);
    else series.reviseLast(bar);
    judge(series.length - 1, minute.endMs);
  }
}

/** The last bar of a series as it closes when its last minutes had no trade. */
function closed(series: BarSeries, parts: readonly MarketBar[]): MarketBar {
  const last = series.bar(series.length - 1);
  const endMs = bucketAt(last.startMs, series.timeframe, series.session)?.endMs ?? last.endMs;
  return combineBars(last.startMs, endMs, parts) ?? last;
}
