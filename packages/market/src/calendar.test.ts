import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  holidayName,
  nextTradingDay,
  previousTradingDay,
  sessionAt,
  tradingDay,
  tradingDayAt,
} from "./calendar.ts";

/** Weekdays on which the exchanges stayed or will stay closed, from the calendars that NYSE published. */
const CLOSED: Readonly<Record<string, string>> = {
  "2012": "01-02 01-16 02-20 04-06 05-28 07-04 09-03 10-29 10-30 11-22 12-25",
  "2013": "01-01 01-21 02-18 03-29 05-27 07-04 09-02 11-28 12-25",
  "2014": "01-01 01-20 02-17 04-18 05-26 07-04 09-01 11-27 12-25",
  "2018": "01-01 01-15 02-19 03-30 05-28 07-04 09-03 11-22 12-05 12-25",
  "2020": "01-01 01-20 02-17 04-10 05-25 07-03 09-07 11-26 12-25",
  "2021": "01-01 01-18 02-15 04-02 05-31 07-05 09-06 11-25 12-24",
  "2022": "01-17 02-21 04-15 05-30 06-20 07-04 09-05 11-24 12-26",
  "2023": "01-02 01-16 02-20 04-07 05-29 06-19 07-04 09-04 11-23 12-25",
  "2024": "01-01 01-15 02-19 03-29 05-27 06-19 07-04 09-02 11-28 12-25",
  "2025": "01-01 01-09 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25",
  "2026": "01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25",
  "2027": "01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24",
  "2028": "01-17 02-21 04-14 05-29 06-19 07-04 09-04 11-23 12-25",
};

const HALF_DAYS: Readonly<Record<string, string>> = {
  "2012": "07-03 11-23 12-24",
  "2013": "07-03 11-29 12-24",
  "2014": "07-03 11-28 12-24",
  "2018": "07-03 11-23 12-24",
  "2020": "11-27 12-24",
  "2021": "11-26",
  "2022": "11-25",
  "2023": "07-03 11-24",
  "2024": "07-03 11-29 12-24",
  "2025": "07-03 11-28 12-24",
  "2026": "11-27 12-24",
  "2027": "11-26",
  "2028": "07-03 11-24",
};

/** Every weekday of a year as YYYY-MM-DD. */
function weekdays(year: number): string[] {
  const days: string[] = [];
  for (let ms = Date.UTC(year, 0, 1); ms < Date.UTC(year + 1, 0, 1); ms += 86_400_000) {
    const date = new Date(ms);
    if (date.getUTCDay() % 6 !== 0) days.push(date.toISOString().slice(0, 10));
  }
  return days;
}

describe("the published calendars", () => {
  it.each(Object.keys(CLOSED))("%s: closed days and half days are the published ones", (year) => {
    const days = weekdays(Number(year));
    const closed = days.filter((day) => tradingDay(day) === null).map((day) => day.slice(5));
    const half = days.filter((day) => tradingDay(day)?.halfDay === true).map((day) => day.slice(5));
    expect(closed.join(" ")).toBe(CLOSED[year]);
    expect(half.join(" ")).toBe(HALF_DAYS[year]);
  });

  it("names every closed weekday and no other day", () => {
    for (const day of Object.keys(CLOSED).flatMap((year) => weekdays(Number(year)))) {
      expect(holidayName(day) === null).toBe(tradingDay(day) !== null);
    }
    expect(holidayName("2025-01-09")).toBe("Day of mourning for Jimmy Carter");
    expect(holidayName("2026-04-03")).toBe("Good Friday");
    expect(holidayName("2026-07-03")).toBe("Independence Day");
    expect(holidayName("2026-11-28")).toBeNull();
  });

  it("closes on days that no rule foretells", () => {
    for (const day of ["2001-09-11", "2001-09-14", "2004-06-11", "2007-01-02", "2012-10-30", "2018-12-05"]) {
      expect(tradingDay(day)).toBeNull();
    }
    expect(tradingDay("2001-09-17")).not.toBeNull();
  });

  it("shortens Friday 5 July until 2012 and Wednesday 3 July since 2013", () => {
    expect(tradingDay("2002-07-05")?.halfDay).toBe(true);
    expect(tradingDay("2002-07-03")?.halfDay).toBe(false);
    expect(tradingDay("2019-07-05")?.halfDay).toBe(false);
    expect(tradingDay("2019-07-03")?.halfDay).toBe(true);
  });
});

describe("tradingDay", () => {
  it("gives the session times of a full day in winter", () => {
    expect(tradingDay("2026-11-23")).toEqual({
      day: "2026-11-23",
      preOpenMs: Date.UTC(2026, 10, 23, 9),
      openMs: Date.UTC(2026, 10, 23, 14, 30),
      closeMs: Date.UTC(2026, 10, 23, 21),
      postCloseMs: Date.UTC(2026, 10, 24, 1),
      halfDay: false,
    });
  });

  it("ends a half day at 13:00 and its after-hours trading at 17:00", () => {
    const day = tradingDay("2024-07-03");
    expect(day?.closeMs).toBe(Date.UTC(2024, 6, 3, 17));
    expect(day?.postCloseMs).toBe(Date.UTC(2024, 6, 3, 21));
  });

  it.each(["2026-1-5", "2026-02-30", "today", "", "2026-13-01", "2026-01-01T00:00"])("refuses %j", (day) => {
    expect(() => tradingDay(day)).toThrow(RangeError);
    expect(() => nextTradingDay(day)).toThrow(/YYYY-MM-DD/);
  });

  it("steps over weekends and holidays in both directions", () => {
    expect(nextTradingDay("2026-11-25").day).toBe("2026-11-27");
    expect(nextTradingDay("2021-12-31").day).toBe("2022-01-03");
    expect(previousTradingDay("2026-11-23").day).toBe("2026-11-20");
    expect(previousTradingDay("2001-09-17").day).toBe("2001-09-10");
  });
});

describe("tradingDayAt", () => {
  it("holds from 04:00 to 20:00, the end excluded", () => {
    const day = tradingDay("2026-07-06");
    if (day === null) throw new Error("2026-07-06 is a trading day");
    expect(tradingDayAt(day.preOpenMs - 1)).toBeNull();
    expect(tradingDayAt(day.preOpenMs)).toEqual(day);
    expect(tradingDayAt(day.postCloseMs - 1)).toEqual(day);
    expect(tradingDayAt(day.postCloseMs)).toBeNull();
    expect(sessionAt(day.openMs - 1)).toBe("pre");
    expect(sessionAt(day.openMs)).toBe("regular");
    expect(sessionAt(day.closeMs)).toBe("post");
    expect(sessionAt(day.postCloseMs)).toBe("closed");
  });

  it("agrees with tradingDay at every time of every trading day", () => {
    const dayOfRun = fc.integer({ min: 0, max: 21_000 });
    fc.assert(
      fc.property(dayOfRun, fc.integer({ min: 0, max: 57_599_999 }), (epochDay, msAfterOpen) => {
        const day = tradingDay(new Date(epochDay * 86_400_000).toISOString().slice(0, 10));
        if (day === null) return;
        const ms = day.preOpenMs + msAfterOpen;
        expect(tradingDayAt(ms)).toEqual(ms < day.postCloseMs ? day : null);
      }),
    );
  });

  it("goes back and forth between neighbours", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 21_000 }), (epochDay) => {
        const next = nextTradingDay(new Date(epochDay * 86_400_000).toISOString().slice(0, 10));
        expect(nextTradingDay(previousTradingDay(next.day).day)).toEqual(next);
      }),
    );
  });
});
