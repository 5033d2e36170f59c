import { epochDayOf, weekday } from "./civil.ts";

const MONDAY = 1;
const WEDNESDAY = 3;
const THURSDAY = 4;
const FRIDAY = 5;

/** Closures that no rule foretells, by civil number. Source: NYSE, list of special closings. */
const UNSCHEDULED_CLOSURES: ReadonlyMap<number, string> = new Map([
  [1977_07_14, "New York City blackout"],
  [1985_09_27, "Hurricane Gloria"],
  [1994_04_27, "Day of mourning for Richard Nixon"],
  [2001_09_11, "September 11 attacks"],
  [2001_09_12, "September 11 attacks"],
  [2001_09_13, "September 11 attacks"],
  [2001_09_14, "September 11 attacks"],
  [2004_06_11, "Day of mourning for Ronald Reagan"],
  [2007_01_02, "Day of mourning for Gerald Ford"],
  [2012_10_29, "Hurricane Sandy"],
  [2012_10_30, "Hurricane Sandy"],
  [2018_12_05, "Day of mourning for George H. W. Bush"],
  [2025_01_09, "Day of mourning for Jimmy Carter"],
]);

/** Early closes at 13:00 that no rule foretells, by civil number. Source: NYSE, list of special closings. */
const UNSCHEDULED_HALF_DAYS: ReadonlySet<number> = new Set([1997_12_26, 2003_12_26]);

/** Easter Sunday of a Gregorian year as `month * 100 + day`: the Anonymous Gregorian computus (Meeus, Jones, Butcher). */
function easterSunday(year: number): number {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const yearOfCentury = year % 100;
  const correction = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - correction + 15) % 30;
  const sunday =
    (32 + 2 * (century % 4) + 2 * Math.floor(yearOfCentury / 4) - epact - (yearOfCentury % 4)) % 7;
  const shift = Math.floor((golden + 11 * epact + 22 * sunday) / 451);
  const number = epact + sunday - 7 * shift + 114;
  return Math.floor(number / 31) * 100 + (number % 31) + 1;
}

function isGoodFriday(epochDay: number, year: number, month: number): boolean {
  if (month !== 3 && month !== 4) return false;
  const easter = easterSunday(year);
  return epochDay + 2 === epochDayOf(year, Math.floor(easter / 100), easter % 100);
}

/** Holidays that fall on the same weekday each year. */
function weekdayHoliday(year: number, month: number, day: number, dayOfWeek: number): string | null {
  if (dayOfWeek === THURSDAY) return month === 11 && day >= 22 && day <= 28 ? "Thanksgiving Day" : null;
  if (dayOfWeek !== MONDAY) return null;
  if (month === 1 && day >= 15 && day <= 21 && year >= 1998) return "Martin Luther King Jr. Day";
  if (month === 2 && day >= 15 && day <= 21) return "Washington's Birthday";
  if (month === 5 && day >= 25) return "Memorial Day";
  if (month === 9 && day <= 7) return "Labor Day";
  return null;
}

/** Whether a weekday is the observance of a date: itself, the Friday before a Saturday, the Monday after a Sunday. */
function observes(day: number, dayOfWeek: number, date: number): boolean {
  if (day === date) return true;
  return (day === date - 1 && dayOfWeek === FRIDAY) || (day === date + 1 && dayOfWeek === MONDAY);
}

/** Holidays with a date. New Year's Day on a Saturday is not observed on the Friday, the end of a quarter. */
function datedHoliday(year: number, month: number, day: number, dayOfWeek: number): string | null {
  switch (month) {
    case 1:
      return day === 1 || (day === 2 && dayOfWeek === MONDAY) ? "New Year's Day" : null;
    case 6:
      return year >= 2022 && observes(day, dayOfWeek, 19) ? "Juneteenth" : null;
    case 7:
      return observes(day, dayOfWeek, 4) ? "Independence Day" : null;
    case 12:
      return observes(day, dayOfWeek, 25) ? "Christmas Day" : null;
    default:
      return null;
  }
}

/**
 * Why the exchanges are closed on a day (epoch day and its civil number); null when they are open, and on weekends. Rules
 * of NYSE Rule 7.2 and its published calendars; they hold from 1971 on (the Monday holidays law) save for the Election
 * Days until 1980.
 */
export function holidayOn(epochDay: number, civil: number): string | null {
  const dayOfWeek = weekday(epochDay);
  if (dayOfWeek === 0 || dayOfWeek === 6) return null;
  const year = (civil / 10_000) | 0;
  const month = ((civil / 100) | 0) % 100;
  const day = civil % 100;
  if (dayOfWeek === FRIDAY && isGoodFriday(epochDay, year, month)) return "Good Friday";
  return (
    weekdayHoliday(year, month, day, dayOfWeek) ??
    datedHoliday(year, month, day, dayOfWeek) ??
    UNSCHEDULED_CLOSURES.get(civil) ??
    null
  );
}

/**
 * Whether an open day (epoch day and its civil number) ends at 13:00: the day after Thanksgiving (since 1993), Christmas
 * Eve from Monday to Thursday (since 1996), 3 July on Monday, Tuesday and Thursday (since 1995) and on Wednesday (since
 * 2013; before, Friday 5 July was short instead). Source: NYSE holiday and early closing calendars. Asked only of days
 * that are no holiday.
 */
export function isHalfDay(epochDay: number, civil: number): boolean {
  const month = ((civil / 100) | 0) % 100;
  if (month !== 7 && month < 11) return false;
  const year = (civil / 10_000) | 0;
  const day = civil % 100;
  const dayOfWeek = weekday(epochDay);
  if (month === 11) return year >= 1993 && dayOfWeek === FRIDAY && day >= 23 && day <= 29;
  if (month === 12) {
    return (day === 24 && dayOfWeek <= THURSDAY && year >= 1996) || UNSCHEDULED_HALF_DAYS.has(civil);
  }
  if (day === 3) return dayOfWeek === WEDNESDAY ? year >= 2013 : dayOfWeek <= THURSDAY && year >= 1995;
  return day === 5 && dayOfWeek === FRIDAY && year >= 1996 && year <= 2012;
}
