import {
  civilNumber,
  DAY_MS,
  epochDayOf,
  formatCivil,
  parseDay,
  weekdayOnOrAfter,
  weekdayOnOrBefore,
} from "./civil.ts";

const HOUR_MS = 3_600_000;
/** Offset of standard time from UTC, milliseconds. */
export const STANDARD_MS = -5 * HOUR_MS;
/** Offset of daylight time from UTC, milliseconds. */
export const DAYLIGHT_MS = -4 * HOUR_MS;
const SUNDAY = 0;

/** Epoch day of the Sunday (in 1974 and 1975 too) on which daylight time begins in a year, at 02:00 standard time. */
function daylightStartDay(year: number): number {
  if (year >= 2007) return weekdayOnOrAfter(epochDayOf(year, 3, 8), SUNDAY);
  if (year >= 1987) return weekdayOnOrAfter(epochDayOf(year, 4, 1), SUNDAY);
  if (year === 1974) return epochDayOf(1974, 1, 6);
  if (year === 1975) return epochDayOf(1975, 2, 23);
  return weekdayOnOrBefore(epochDayOf(year, 4, 30), SUNDAY);
}

/** Epoch day of the Sunday on which daylight time ends in a year, at 02:00 daylight time. */
function daylightEndDay(year: number): number {
  return year >= 2007
    ? weekdayOnOrAfter(epochDayOf(year, 11, 1), SUNDAY)
    : weekdayOnOrBefore(epochDayOf(year, 10, 31), SUNDAY);
}

/**
 * Whether daylight time is in force. `standardMs` is New York's wall clock as if standard time held all year (UTC minus
 * five hours, in the form of epoch ms) and `civil` the civil number of its date. On that clock daylight time begins at
 * 02:00 and ends at 01:00.
 */
export function isDaylight(standardMs: number, civil: number): boolean {
  const year = (civil / 10_000) | 0;
  const month = (((civil / 100) | 0) % 100) | 0;
  if (month === 12) return false;
  if (month >= 5 && month <= 9) return true;
  if (month <= 2 && year !== 1974 && year !== 1975) return false;
  if (standardMs < daylightStartDay(year) * DAY_MS + 2 * HOUR_MS) return false;
  return standardMs < daylightEndDay(year) * DAY_MS + HOUR_MS;
}

/**
 * New York's offset from UTC at a time, in milliseconds: -18,000,000 (standard) or -14,400,000 (daylight). Rules of 15
 * U.S.C. 260a and the IANA time zone database: since 2007 second Sunday of March to first Sunday of November, 1987 to
 * 2006 first Sunday of April to last Sunday of October, before that last Sunday of April to last Sunday of October with
 * the early starts of 1974 and 1975. Exact from 1955 on; earlier years follow the last of these rules.
 */
export function newYorkOffsetMs(ms: number): number {
  const standardMs = ms + STANDARD_MS;
  return isDaylight(standardMs, civilNumber(Math.floor(standardMs / DAY_MS))) ? DAYLIGHT_MS : STANDARD_MS;
}

/** The New York calendar date at a time, YYYY-MM-DD. */
export function newYorkDate(ms: number): string {
  return formatCivil(civilNumber(Math.floor((ms + newYorkOffsetMs(ms)) / DAY_MS)));
}

/** The New York wall clock at a time, in whole minutes since midnight: 0 to 1439. */
export function minuteOfDay(ms: number): number {
  const wallMs = ms + newYorkOffsetMs(ms);
  return Math.floor((wallMs - Math.floor(wallMs / DAY_MS) * DAY_MS) / 60_000);
}

/**
 * Epoch ms at which New York's wall clock shows `msOfDay` (milliseconds since midnight, 0 to 86,399,999) on a date. A
 * time that the clock shows twice is the first of the two; one that it skips in spring is read on the clock before
 * the change, so 02:30 becomes 03:30 daylight time. Throws RangeError on a malformed date.
 */
export function newYorkTimeMs(day: string, msOfDay: number): number {
  const wallMs = parseDay(day) * DAY_MS + msOfDay;
  const daylight = wallMs - DAYLIGHT_MS;
  return newYorkOffsetMs(daylight) === DAYLIGHT_MS ? daylight : wallMs - STANDARD_MS;
}
