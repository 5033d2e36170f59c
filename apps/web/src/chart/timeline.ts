import type { Bar, GapSpan } from "@spotlight/contracts";
import { TIMEFRAME_MS, bucketAt, sessionAt, tradingDayAt } from "@spotlight/market";
import type { UTCTimestamp } from "lightweight-charts";
import type { BarSeries } from "../stream/index.ts";
import { chartTime } from "./time.ts";

/** One place on the time axis: a bar, or a bucket of a gap that has none. */
export interface TimelinePoint {
  readonly time: UTCTimestamp;
  readonly startMs: number;
  readonly bar: Bar | null;
}

/** What a stretch of the chart is shaded for. */
type ShadeKind = "pre" | "post" | "gap";

/** From point `from` to point `to`, both inclusive. */
export interface Shade {
  readonly kind: ShadeKind;
  readonly from: number;
  readonly to: number;
}

/** Most empty buckets that one gap may put on the axis; longer gaps are drawn shorter than they were. */
const GAP_POINTS_MAX = 390;

function emptyBuckets(gap: GapSpan, series: BarSeries, known: ReadonlySet<number>): number[] {
  const { timeframe, session } = series.key;
  const firstMs = series.bars[0]?.bar_start ?? Number.POSITIVE_INFINITY;
  const starts: number[] = [];
  const step = timeframe === "1d" ? TIMEFRAME_MS["1h"] : TIMEFRAME_MS[timeframe];
  let minute = Math.max(gap.fromMs, firstMs);
  while (minute < gap.toMs && starts.length < GAP_POINTS_MAX) {
    const bucket = bucketAt(minute, timeframe, session);
    if (bucket !== null && !known.has(bucket.startMs)) starts.push(bucket.startMs);
    minute = bucket === null ? nextOpening(minute, step) : bucket.endMs;
  }
  return starts;
}

/** Skips what lies outside of sessions without walking every minute of a weekend. */
function nextOpening(ms: number, step: number): number {
  const day = tradingDayAt(ms);
  if (day !== null && ms < day.openMs) return day.openMs;
  return ms + Math.min(step, TIMEFRAME_MS["30m"]);
}

/** The points of a series, ascending, the forming bar last. */
export function buildTimeline(series: BarSeries): TimelinePoint[] {
  const points: TimelinePoint[] = series.bars.map(toPoint);
  if (series.gaps.length > 0) {
    const known = new Set(points.map((point) => point.startMs));
    const lastMs = points.at(-1)?.startMs ?? 0;
    const empty = new Set(series.gaps.flatMap((gap) => emptyBuckets(gap, series, known)));
    for (const startMs of empty) {
      if (startMs < lastMs) points.push({ time: chartTime(startMs), startMs, bar: null });
    }
    points.sort((a, b) => a.startMs - b.startMs);
  }
  if (series.forming !== null) points.push(toPoint(series.forming));
  return points;
}

/** A bar as a point. */
export function toPoint(bar: Bar): TimelinePoint {
  return { time: chartTime(bar.bar_start), startMs: bar.bar_start, bar };
}

function shadeOf(point: TimelinePoint, daily: boolean, gaps: readonly GapSpan[]): ShadeKind | null {
  if (gaps.some((gap) => point.startMs >= gap.fromMs && point.startMs < gap.toMs)) return "gap";
  if (daily) return null;
  const part = sessionAt(point.startMs);
  return part === "pre" || part === "post" ? part : null;
}

/** Runs of points that share a reason to be shaded. */
export function buildShades(points: readonly TimelinePoint[], series: BarSeries): Shade[] {
  const shades: Shade[] = [];
  const daily = series.key.timeframe === "1d";
  points.forEach((point, index) => {
    const kind = shadeOf(point, daily, series.gaps);
    if (kind === null) return;
    const last = shades.at(-1);
    if (last !== undefined && last.kind === kind && last.to === index - 1) {
      shades[shades.length - 1] = { ...last, to: index };
    } else shades.push({ kind, from: index, to: index });
  });
  return shades;
}

/** Indexes of points that begin a trading day, except the first; none for daily bars. */
export function buildDayStarts(points: readonly TimelinePoint[], series: BarSeries): number[] {
  if (series.key.timeframe === "1d") return [];
  const starts: number[] = [];
  let endMs = 0;
  points.forEach((point, index) => {
    if (point.startMs < endMs) return;
    const day = tradingDayAt(point.startMs);
    endMs = day?.postCloseMs ?? point.startMs + 1;
    if (index > 0) starts.push(index);
  });
  return starts;
}
