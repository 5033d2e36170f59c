import type { SessionKind, Timeframe } from "@spotlight/contracts";
import {
  MINUTE_MS,
  type MarketBar,
  type Span,
  bucketWithin,
  combineBars,
  sessionSpan,
  tradingDayAt,
} from "@spotlight/market";
import type { BarSeries } from "../series/bar-series.ts";
import { barsBetween, placeBar } from "../series/search.ts";

/**
 * Keeps the series of a longer timeframe right while the minutes of its session become known. A bar is there once its
 * last minute, or a later one, is finished; before that it is of no series that strategies read on close.
 */
export class BucketSeries {
  readonly series: BarSeries;
  readonly #minutes: BarSeries;
  readonly #timeframe: Timeframe;
  readonly #session: SessionKind;
  #open: Span | null = null;

  /** `minutes` are the 1m bars of the same symbol and session; what they hold already is taken over. */
  constructor(series: BarSeries, minutes: BarSeries, timeframe: Timeframe, session: SessionKind) {
    this.series = series;
    this.#minutes = minutes;
    this.#timeframe = timeframe;
    this.#session = session;
  }

  /** To be called after the minute that starts at `startMs` is in `minutes`; everything up to `finishedMs` is known. */
  advance(startMs: number, finishedMs: number): void {
    const bucket = this.#bucket(startMs);
    if (this.#open !== null && this.#open.endMs <= finishedMs && this.#open.startMs !== bucket?.startMs) {
      this.#rebuild(this.#open);
      this.#open = null;
    }
    if (bucket === null) return;
    if (bucket.endMs <= finishedMs) {
      this.#rebuild(bucket);
      if (this.#open?.startMs === bucket.startMs) this.#open = null;
    } else this.#open = bucket;
  }

  /** The bar of the bucket that holds a minute, from its first minute to the end of this one; null without any trade. */
  formingAt(startMs: number): MarketBar | null {
    const bucket = this.#bucket(startMs);
    if (bucket === null) return null;
    const endMs = startMs + MINUTE_MS;
    const bar = combineBars(bucket.startMs, endMs, barsBetween(this.#minutes, bucket.startMs, endMs));
    return bar === null ? null : { ...bar, state: "forming" };
  }

  /** Start of the bar that holds a minute, epoch ms; null outside the session. */
  startOf(minuteMs: number): number | null {
    return this.#bucket(minuteMs)?.startMs ?? null;
  }

  /** The bucket that holds a minute; null outside the session. */
  #bucket(startMs: number): Span | null {
    const open = this.#open;
    if (open !== null && startMs >= open.startMs && startMs < open.endMs) return open;
    const day = tradingDayAt(startMs);
    return day === null ? null : bucketWithin(sessionSpan(day, this.#session), startMs, this.#timeframe);
  }

  #rebuild(bucket: Span): void {
    const minutes = barsBetween(this.#minutes, bucket.startMs, bucket.endMs);
    const bar = combineBars(bucket.startMs, bucket.endMs, minutes);
    if (bar !== null) placeBar(this.series, bar);
  }
}
