import { newYorkTimeMs } from "@spotlight/market";
import { expect, it } from "vitest";
import { riskSessionAt } from "./risk-day.ts";
import { windowSpans } from "./windows.ts";

const HOUR_MS = 3_600_000;

const at = (day: string, hour: number): string => riskSessionAt(newYorkTimeMs(day, hour * HOUR_MS)).day;

it("gives nights, weekends and holidays to the trading day before", () => {
  expect(at("2026-06-01", 4)).toBe("2026-06-01");
  expect(at("2026-06-02", 3.999)).toBe("2026-06-01");
  expect(at("2026-06-05", 23)).toBe("2026-06-05");
  expect(at("2026-06-07", 12)).toBe("2026-06-05");
  expect(at("2026-11-26", 12)).toBe("2026-11-25");
  expect(at("2026-06-01", 2)).toBe("2026-05-29");
});

it("lasts until the next pre-market over a clock change", () => {
  const { fromMs, untilMs, nextDay } = riskSessionAt(newYorkTimeMs("2026-10-30", 12 * HOUR_MS));
  expect(nextDay).toBe("2026-11-02");
  expect(untilMs - fromMs).toBe((3 * 24 + 1) * HOUR_MS);
});

it("moves windows at the close to the half day's close, and joins what overlaps", () => {
  const half = riskSessionAt(newYorkTimeMs("2026-11-27", 12 * HOUR_MS));
  const spans = windowSpans(
    [
      { anchor: "close", from: -10, to: 0 },
      { anchor: "clock", from: 12 * 60, to: 12 * 60 + 55 },
      { anchor: "open", from: 0, to: 5 },
    ],
    half,
  );
  expect(spans).toEqual([
    { fromMs: half.openMs, untilMs: half.openMs + 5 * 60_000 },
    { fromMs: newYorkTimeMs("2026-11-27", 12 * HOUR_MS), untilMs: newYorkTimeMs("2026-11-27", 13 * HOUR_MS) },
  ]);
});
