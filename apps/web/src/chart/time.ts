import type { SessionKind, Timeframe } from "@spotlight/contracts";
import { newYorkOffsetMs } from "@spotlight/market";
import type { UTCTimestamp } from "lightweight-charts";

/**
 * The chart library knows only UTC. It is given New York's wall clock as if it were UTC, in seconds, so that its days
 * and labels are the exchange's. Inside trading hours that is one to one: the clock changes while markets are closed.
 */
export function chartTime(ms: number): UTCTimestamp {
  return ((ms + newYorkOffsetMs(ms)) / 1000) as UTCTimestamp;
}

const utc = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat("en-US", { ...options, timeZone: "UTC" });

const CLOCK = utc({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const DAY = utc({ weekday: "short", day: "numeric", month: "short" });
const LONG_DAY = utc({ weekday: "short", day: "numeric", month: "short", year: "numeric" });
const MONTH = utc({ month: "short", year: "numeric" });
const DAY_OF_MONTH = utc({ day: "numeric", month: "short" });
const YEAR = utc({ year: "numeric" });

function wallDate(ms: number): Date {
  return new Date(ms + newYorkOffsetMs(ms));
}

/** `10:42` in New York. */
export function clockText(ms: number): string {
  return CLOCK.format(wallDate(ms));
}

/** `10:42:07` in New York. */
export function clockTextWithSeconds(ms: number): string {
  return wallDate(ms).toISOString().slice(11, 19);
}

/** `Tue, Mar 12` in New York. */
export function dayText(ms: number): string {
  return DAY.format(wallDate(ms));
}

/** When a bar was, as the crosshair says it. */
export function barTimeText(ms: number, timeframe: Timeframe): string {
  return timeframe === "1d" ? LONG_DAY.format(wallDate(ms)) : `${dayText(ms)}  ${clockText(ms)}`;
}

/** Label of a tick of the time axis; `weight` is the library's kind of tick (0 year, 1 month, 2 day, 3 and 4 time). */
export function tickText(seconds: number, weight: number): string {
  const date = new Date(seconds * 1000);
  if (weight === 0) return YEAR.format(date);
  if (weight === 1) return MONTH.format(date);
  return weight === 2 ? DAY_OF_MONTH.format(date) : CLOCK.format(date);
}

/** A session's name for people. */
export function sessionText(session: SessionKind): string {
  return session === "rth" ? "Regular" : "Extended";
}
