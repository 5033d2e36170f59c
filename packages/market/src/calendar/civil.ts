/**
 * Dates of the proleptic Gregorian calendar as plain integers. An *epoch day* counts days since 1970-01-01; a *civil
 * number* is `year * 10000 + month * 100 + day`. Integers keep the calendar free of allocation on hot paths.
 */

/** The length of a day without a clock change, in milliseconds. */
export const DAY_MS = 86_400_000;

/**
 * Epoch day to civil number, for years 0 to 9999. Algorithm: Howard Hinnant, "chrono-Compatible Low-Level Date
 * Algorithms", `civil_from_days` (the year begins in March, so that the leap day comes last).
 */
export function civilNumber(epochDay: number): number {
  const shifted = (epochDay + 719_468) | 0;
  const era = (shifted / 146_097) | 0;
  const dayOfEra = shifted - era * 146_097;
  const leaps = ((dayOfEra / 1_460) | 0) - ((dayOfEra / 36_524) | 0) + ((dayOfEra / 146_096) | 0);
  const yearOfEra = ((dayOfEra - leaps) / 365) | 0;
  const dayOfYear = dayOfEra - (365 * yearOfEra + ((yearOfEra / 4) | 0) - ((yearOfEra / 100) | 0));
  const shiftedMonth = ((5 * dayOfYear + 2) / 153) | 0;
  const day = dayOfYear - (((153 * shiftedMonth + 2) / 5) | 0) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return year * 10_000 + month * 100 + day;
}

/** Year, month (1 to 12) and day (1 to 31) to epoch day; the inverse of {@link civilNumber}, same source. */
export function epochDayOf(year: number, month: number, day: number): number {
  const shiftedYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** Day of the week of an epoch day: 0 is Sunday, 6 is Saturday. */
export function weekday(epochDay: number): number {
  const remainder = ((epochDay + 4) | 0) % 7;
  return remainder < 0 ? remainder + 7 : remainder;
}

/** Epoch day of the first given weekday (0 to 6) on or after an epoch day. */
export function weekdayOnOrAfter(epochDay: number, day: number): number {
  return epochDay + ((day - weekday(epochDay) + 7) % 7);
}

/** Epoch day of the last given weekday (0 to 6) on or before an epoch day. */
export function weekdayOnOrBefore(epochDay: number, day: number): number {
  return epochDay - ((weekday(epochDay) - day + 7) % 7);
}

const YEARS: readonly string[] = Array.from({ length: 10_000 }, (_, year) => String(year).padStart(4, "0"));
const MONTH_DAYS: readonly string[] = Array.from({ length: 1_232 }, (_, monthDay) => {
  const digits = String(monthDay).padStart(4, "0");
  return `-${digits.slice(0, 2)}-${digits.slice(2)}`;
});

/** A civil number as YYYY-MM-DD. */
export function formatCivil(civil: number): string {
  const year = (civil / 10_000) | 0;
  return `${YEARS[year]}${MONTH_DAYS[civil - year * 10_000]}`;
}

/** YYYY-MM-DD to epoch day. Throws RangeError when the text is not a date of that form. */
export function parseDay(day: string): number {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (match !== null) {
    const epochDay = epochDayOf(Number(match[1]), Number(match[2]), Number(match[3]));
    if (formatCivil(civilNumber(epochDay)) === day) return epochDay;
  }
  throw new RangeError(`"${day}" is not a calendar date; write it as YYYY-MM-DD, for example 2026-11-23.`);
}
