import type { SessionKind, Timeframe } from "@spotlight/contracts";
import { type TradingDay, tradingDayAt } from "./calendar.ts";

/** Length of each timeframe in milliseconds. A day's bar spans its session; its number counts UTC days. */
export const TIMEFRAME_MS: Readonly<Record<Timeframe, number>> = {
  "1m": 60_000,
  "2m": 120_000,
  "5m": 300_000,
  "10m": 600_000,
  "15m": 900_000,
  "30m": 1_800_000,
  "1h": 3_600_000,
  "1d": 86_400_000,
};

/** A bar's number: `floor(start / timeframe)`. The one definition that server and client share. */
export function barNumber(startMs: number, timeframe: Timeframe): number {
  return Math.floor(startMs / TIMEFRAME_MS[timeframe]);
}

/** A stretch of time, epoch ms, `endMs` exclusive. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** From the first to the last minute of a session on a trading day. */
export function sessionSpan(day: TradingDay, session: SessionKind): Span {
  return session === "rth"
    ? { startMs: day.openMs, endMs: day.closeMs }
    : { startMs: day.preOpenMs, endMs: day.postCloseMs };
}

/**
 * The bucket of a timeframe that a minute belongs to, anchored at the session's open and cut off at its close; null
 * when the minute lies outside the session.
 */
export function bucketAt(minuteMs: number, timeframe: Timeframe, session: SessionKind): Span | null {
  const day = tradingDayAt(minuteMs);
  return day === null ? null : bucketWithin(sessionSpan(day, session), minuteMs, timeframe);
}

/** {@link bucketAt} for a session that is already known. */
export function bucketWithin(span: Span, minuteMs: number, timeframe: Timeframe): Span | null {
  if (minuteMs < span.startMs || minuteMs >= span.endMs) return null;
  if (timeframe === "1d") return span;
  const length = TIMEFRAME_MS[timeframe];
  const startMs = minuteMs - ((minuteMs - span.startMs) % length);
  return { startMs, endMs: Math.min(startMs + length, span.endMs) };
}
