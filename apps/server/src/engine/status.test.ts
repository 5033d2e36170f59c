import { newYorkTimeMs } from "@spotlight/market";
import { expect, test } from "vitest";
import { type FeedSigns, feedState } from "./status.ts";

const OPEN_MS = newYorkTimeMs("2013-10-08", 10 * 3_600_000);
const NIGHT_MS = newYorkTimeMs("2013-10-08", 23 * 3_600_000);
const well: FeedSigns = {
  failure: null,
  ended: false,
  caughtUp: true,
  nowMs: OPEN_MS,
  silentMs: 0,
  staleAfterMs: 15_000,
};

test.each<[string, Partial<FeedSigns>]>([
  ["live", {}],
  ["live", { silentMs: 15_000 }],
  ["stale", { silentMs: 15_001 }],
  ["closed", { nowMs: NIGHT_MS, silentMs: 1e9 }],
  ["ended", { ended: true, nowMs: NIGHT_MS, silentMs: 1e9 }],
  ["starting", { caughtUp: false, ended: true, nowMs: NIGHT_MS, silentMs: 1e9 }],
  ["down", { failure: "gone", caughtUp: false, ended: true, nowMs: NIGHT_MS, silentMs: 1e9 }],
])("the feed is %s with %o", (state, signs) => {
  expect(feedState({ ...well, ...signs }).state).toBe(state);
});

test("every state but live has a reason for a person; that of a failure is the failure", () => {
  const states = [{ silentMs: 15_001 }, { nowMs: NIGHT_MS }, { ended: true }, { caughtUp: false }];
  for (const signs of states) expect(feedState({ ...well, ...signs }).reason).toMatch(/\.$/);
  expect(feedState(well)).toEqual({ state: "live" });
  expect(feedState({ ...well, failure: "No line." }).reason).toBe("No line.");
  expect(feedState({ ...well, silentMs: 15_001 }).reason).toContain("15 s");
});
