import * as fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { tradingDayAt } from "../calendar.ts";
import { minuteOfDay, newYorkDate, newYorkOffsetMs, newYorkTimeMs } from "./new-york.ts";

const HOUR_MS = 3_600_000;
const hostTimeZone = process.env["TZ"];

/** The platform's own time zone data, as an independent witness. */
const witness = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "America/New_York",
  dateStyle: "short",
  timeStyle: "short",
});

/** What the calendar says at 400 times spread over a year. */
function sample(): unknown[] {
  return Array.from({ length: 400 }, (_, index) => {
    const ms = Date.UTC(2026, 0, 1) + index * 79_200_017;
    return [newYorkDate(ms), minuteOfDay(ms), tradingDayAt(ms)];
  });
}

afterEach(() => {
  if (hostTimeZone === undefined) delete process.env["TZ"];
  else process.env["TZ"] = hostTimeZone;
});

describe("New York time", () => {
  it.each([
    ["2026 spring", Date.UTC(2026, 2, 8, 7), -5, -4],
    ["2026 autumn", Date.UTC(2026, 10, 1, 6), -4, -5],
    ["2013 spring", Date.UTC(2013, 2, 10, 7), -5, -4],
    ["2006 spring", Date.UTC(2006, 3, 2, 7), -5, -4],
    ["2006 autumn", Date.UTC(2006, 9, 29, 6), -4, -5],
    ["1986 spring", Date.UTC(1986, 3, 27, 7), -5, -4],
    ["1974 winter", Date.UTC(1974, 0, 6, 7), -5, -4],
    ["1975 winter", Date.UTC(1975, 1, 23, 7), -5, -4],
  ])("changes its clock at the right millisecond: %s", (_name, changeMs, before, after) => {
    expect(newYorkOffsetMs(changeMs - 1)).toBe(before * HOUR_MS);
    expect(newYorkOffsetMs(changeMs)).toBe(after * HOUR_MS);
  });

  it("agrees with the time zone database from 1967 on", () => {
    const range = { min: Date.UTC(1967, 0, 1), max: Date.UTC(2037, 0, 1) };
    fc.assert(
      fc.property(fc.integer(range), (ms) => {
        const minute = minuteOfDay(ms);
        const clock = `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
        expect(`${newYorkDate(ms)} ${clock}`).toBe(witness.format(new Date(ms)));
      }),
      { numRuns: 2_000 },
    );
  });

  it("answers for wall-clock times that do not exist or exist twice", () => {
    expect(newYorkTimeMs("2026-03-08", 2.5 * HOUR_MS)).toBe(Date.UTC(2026, 2, 8, 7, 30));
    expect(newYorkTimeMs("2026-11-01", 1.5 * HOUR_MS)).toBe(Date.UTC(2026, 10, 1, 5, 30));
    expect(newYorkTimeMs("2026-11-01", 2 * HOUR_MS)).toBe(Date.UTC(2026, 10, 1, 7));
    expect(() => newYorkTimeMs("2026-02-29", 0)).toThrow(RangeError);
  });

  it("turns a wall-clock time back into itself", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20_000 }),
        fc.integer({ min: 4 * 60, max: 1439 }),
        (day, minute) => {
          const date = new Date(day * 86_400_000).toISOString().slice(0, 10);
          const ms = newYorkTimeMs(date, minute * 60_000);
          expect([newYorkDate(ms), minuteOfDay(ms)]).toEqual([date, minute]);
        },
      ),
    );
  });

  it("does not depend on the time zone of the host (P14)", () => {
    process.env["TZ"] = "UTC";
    const expected = sample();
    for (const zone of ["Asia/Kolkata", "Europe/London", "America/New_York"]) {
      process.env["TZ"] = zone;
      expect(new Date(2026, 0, 1).getTime() === Date.UTC(2026, 0, 1)).toBe(zone === "Europe/London");
      expect(sample()).toEqual(expected);
    }
  });
});
