import type { Revision } from "@spotlight/contracts";
import { describe, expect, it } from "vitest";
import { MarketApi } from "./api.ts";
import { BarSeries } from "./bar-series.ts";
import { RevisionLedger } from "./revision-ledger.ts";
import { ManualClock, makeBar, makeHistory } from "./testing/fixtures.ts";
import { canonicalForm, sha256Hex, verifyDay } from "./verify.ts";

function revision(cursor: number, index: number, cause: Revision["cause"], close: number): Revision {
  return {
    cursor,
    learnedMs: 0,
    cause,
    before: makeBar({ index }),
    after: makeBar({ index, rev: 1, close }),
  };
}

describe("RevisionLedger", () => {
  it("asks only for what is new and keeps what changed values", async () => {
    const all = [revision(3, 0, "official", 100), revision(5, 1, "late_trade", 90)];
    const asked: string[] = [];
    const api = new MarketApi({
      fetch: (input) => {
        const url = new URL(input instanceof Request ? input.url : input, "http://fake");
        const after = Number(url.searchParams.get("after"));
        asked.push(String(after));
        const revisions = all.filter(({ cursor }) => cursor > after);
        return Promise.resolve(Response.json({ symbol: "SPY", cursor: 9, revisions }));
      },
    });
    const ledger = new RevisionLedger(api, "SPY", 0);
    await ledger.refresh();
    all.push(revision(8, 2, "official", 80));
    await ledger.refresh();
    expect(asked).toEqual(["0", "5"]);
    expect(ledger.entries.map(({ cursor }) => cursor)).toEqual([5, 8]);
    expect([0, 1, 2].map((index) => ledger.kindOf(makeBar({ index })))).toEqual([
      null,
      "changed",
      "official",
    ]);
    expect(ledger.kindOf(makeBar({ index: 0, timeframe: "5m" }))).toBe("changed");
  });
});

function apiWith(digest: string): MarketApi {
  const answer = {
    symbol: "SPY",
    timeframe: "1m",
    session: "rth",
    day: "2024-03-12",
    cursor: 4,
    count: 2,
    digest,
  };
  return new MarketApi({ fetch: () => Promise.resolve(Response.json(answer)) });
}

function turn(): Promise<boolean> {
  return new Promise((resolve) => setImmediate(() => resolve(false)));
}

describe("verifyDay", () => {
  const bars = [makeBar({ index: 0 }), makeBar({ index: 1, rev: 2, state: "official" })];

  function series(): BarSeries {
    const made = new BarSeries({ symbol: "SPY", timeframe: "1m", session: "rth" });
    made.load(makeHistory(bars, 4));
    return made;
  }

  it("writes one line per bar", () => {
    expect(canonicalForm(bars.slice(0, 1))).toBe(
      "28504170,1710250200000,1710250260000,100,100.1,99.9,100,100,100,3,0,closed\n",
    );
  });

  it("finds equal and different copies", async () => {
    const right = await sha256Hex(canonicalForm(bars));
    expect(await verifyDay(apiWith(right), series(), "2024-03-12")).toEqual({ result: "equal", count: 2 });
    const clock = new ManualClock();
    const outcome = verifyDay(apiWith("0".repeat(64)), series(), "2024-03-12", clock);
    const decided = outcome.then(() => true);
    // The digest is made on another thread: give it real turns of the event loop.
    while (!(await Promise.race([decided, turn()]))) await clock.advance(400);
    expect(await outcome).toEqual({ result: "different", count: 2, expected: 2 });
  });
});
