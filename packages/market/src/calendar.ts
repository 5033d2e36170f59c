import { civilNumber, DAY_MS, formatCivil, parseDay, weekday } from "./calendar/civil.ts";
import { holidayOn, isHalfDay } from "./calendar/holidays.ts";
import { DAYLIGHT_MS, isDaylight, newYorkDate, newYorkOffsetMs, STANDARD_MS } from "./calendar/new-york.ts";

export { minuteOfDay, newYorkDate, newYorkOffsetMs, newYorkTimeMs } from "./calendar/new-york.ts";

/** A day on which the US stock exchanges trade. All times are epoch ms. */
export interface TradingDay {
  /** New York calendar date, YYYY-MM-DD. */
  readonly day: string;
  /** 04:00 New York: the pre-market opens. */
  readonly preOpenMs: number;
  /** 09:30 New York: the regular session opens. */
  readonly openMs: number;
  /** 16:00 New York, 13:00 on half days: the regular session closes (exclusive). */
  readonly closeMs: number;
  /** 20:00 New York, 17:00 on half days: after-hours trading ends (exclusive). */
  readonly postCloseMs: number;
  readonly halfDay: boolean;
}

/** The part of a trading day that a time lies in; `closed` is the night, a weekend or a holiday. */
export type SessionPart = "pre" | "regular" | "post" | "closed";

const HOUR_MS = 3_600_000;
const NOON_MS = 12 * HOUR_MS;

function isOpen(epochDay: number, civil: number): boolean {
  const dayOfWeek = weekday(epochDay);
  return dayOfWeek !== 0 && dayOfWeek !== 6 && holidayOn(epochDay, civil) === null;
}

function buildTradingDay(epochDay: number, civil: number, offsetMs: number): TradingDay {
  const midnightMs = epochDay * DAY_MS - offsetMs;
  const halfDay = isHalfDay(epochDay, civil);
  return {
    day: formatCivil(civil),
    preOpenMs: midnightMs + 4 * HOUR_MS,
    openMs: midnightMs + 9.5 * HOUR_MS,
    closeMs: midnightMs + (halfDay ? 13 : 16) * HOUR_MS,
    postCloseMs: midnightMs + (halfDay ? 17 : 20) * HOUR_MS,
    halfDay,
  };
}

/** The clock changes on Sundays only, so one offset holds for the whole of a trading day. */
function openDay(epochDay: number): TradingDay | null {
  const civil = civilNumber(epochDay);
  if (!isOpen(epochDay, civil)) return null;
  return buildTradingDay(epochDay, civil, newYorkOffsetMs(epochDay * DAY_MS + NOON_MS));
}

/** The trading day of a New York date, null on weekends and holidays. Throws RangeError on a malformed date. */
export function tradingDay(day: string): TradingDay | null {
  return openDay(parseDay(day));
}

/** The trading day whose extended session (pre-market to after-hours) contains this time; null outside of one. */
export function tradingDayAt(ms: number): TradingDay | null {
  const standardMs = ms + STANDARD_MS;
  const epochDay = Math.floor(standardMs / DAY_MS);
  const standardMsOfDay = standardMs - epochDay * DAY_MS;
  if (standardMsOfDay < 3 * HOUR_MS || standardMsOfDay >= 20 * HOUR_MS) return null;
  const civil = civilNumber(epochDay);
  if (!isOpen(epochDay, civil)) return null;
  const offsetMs = isDaylight(standardMs, civil) ? DAYLIGHT_MS : STANDARD_MS;
  const day = buildTradingDay(epochDay, civil, offsetMs);
  return ms >= day.preOpenMs && ms < day.postCloseMs ? day : null;
}

/**
 * The trading day that a time belongs to: from its pre-market until the next one's, so that an evening, a weekend or a
 * holiday belongs to the day before it.
 */
export function tradingDayOf(ms: number): TradingDay {
  const within = tradingDayAt(ms);
  if (within !== null) return within;
  const date = newYorkDate(ms);
  const today = tradingDay(date);
  return today !== null && today.preOpenMs <= ms ? today : previousTradingDay(date);
}

/** The first trading day after a New York date. Throws RangeError on a malformed date. */
export function nextTradingDay(day: string): TradingDay {
  return openDayFrom(parseDay(day), 1);
}

/** The last trading day before a New York date. Throws RangeError on a malformed date. */
export function previousTradingDay(day: string): TradingDay {
  return openDayFrom(parseDay(day), -1);
}

function openDayFrom(epochDay: number, step: 1 | -1): TradingDay {
  for (let candidate = epochDay + step; ; candidate += step) {
    const found = openDay(candidate);
    if (found !== null) return found;
  }
}

/** The part of the trading day that a time lies in. */
export function sessionAt(ms: number): SessionPart {
  const day = tradingDayAt(ms);
  if (day === null) return "closed";
  if (ms < day.openMs) return "pre";
  return ms < day.closeMs ? "regular" : "post";
}

/**
 * Why the exchanges are closed on a New York date that is no weekend (`Thanksgiving Day`, `Hurricane Sandy`); null when
 * they are open or on a weekend. Throws RangeError on a malformed date.
 */
export function holidayName(day: string): string | null {
  const epochDay = parseDay(day);
  return holidayOn(epochDay, civilNumber(epochDay));
}
