import { tradingDay } from "@spotlight/market";
import { type Check, type Finding, fail, ok } from "./check.ts";

/** When this was written: no clock that is right shows less. */
const WRITTEN_MS = Date.UTC(2026, 10, 1);
const FAR_MS = Date.UTC(2100, 0, 1);
/** The hours around both changes of New York's clocks in 2026, and what they show then. */
const CHANGES: readonly (readonly [number, string])[] = [
  [Date.UTC(2026, 2, 8, 6, 59), "01:59"],
  [Date.UTC(2026, 2, 8, 7, 0), "03:00"],
  [Date.UTC(2026, 10, 1, 5, 59), "01:59"],
  [Date.UTC(2026, 10, 1, 6, 0), "01:00"],
];

/** The clock, and the time zone data of the system against the product's own calendar. */
export const clockCheck: Check = { name: "clock", run: () => [clock(Date.now()), zone(newYorkTime)] };

/** Whether a time of this machine can be true. */
export function clock(nowMs: number): Finding {
  const now = new Date(nowMs).toISOString();
  if (nowMs > WRITTEN_MS && nowMs < FAR_MS) return ok("clock", `It is ${now}.`);
  return fail("clock", `The clock says ${now}, which cannot be.`, "Set the clock, best with an NTP service.");
}

/** Whether the system's time zone data knows New York. */
export function zone(timeIn: (ms: number) => string): Finding {
  const wrong = CHANGES.filter(([ms, expected]) => timeIn(ms) !== expected);
  const openMs = tradingDay("2026-03-09")?.openMs;
  const calendarFits = openMs !== undefined && timeIn(openMs) === "09:30";
  if (wrong.length === 0 && calendarFits)
    return ok("time zone", "The clocks of New York are known, both changes included.");
  return fail(
    "time zone",
    "This Node.js does not know the clocks of New York.",
    "Install Node.js with full time zone data (full-icu), or the system's tzdata.",
  );
}

function newYorkTime(ms: number): string {
  const options = {
    timeZone: "America/New_York",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  } as const;
  return new Intl.DateTimeFormat("en-US", options).format(ms);
}
