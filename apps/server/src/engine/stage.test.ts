import type { MarketEvent } from "@spotlight/contracts";
import { type MarketChange, MarketFold, newYorkTimeMs } from "@spotlight/market";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { KnownMinute, NewFact } from "../log/market-log.ts";
import { minuteOf } from "../log/minute-of.ts";
import { stageChange } from "./stage.ts";

const OPEN_MS = newYorkTimeMs("2013-10-08", 9.5 * 3_600_000);

/** What is stored of a day, as the engine builds it up. */
class Stored {
  readonly minutes = new Map<number, KnownMinute>();

  stage(changes: Iterable<MarketChange>): NewFact[] {
    const facts: NewFact[] = [];
    for (const change of changes) {
      const startMs =
        change.kind === "closed"
          ? change.bar.startMs
          : change.kind === "revised"
            ? change.after.startMs
            : "startMs" in change
              ? change.startMs
              : null;
      const fact = stageChange(change, startMs === null ? undefined : this.minutes.get(startMs));
      if (fact === null) continue;
      facts.push(fact);
      const minute = minuteOf(fact);
      if (minute !== null) this.minutes.set(minute.startMs, { ...minute, learnedMs: fact.learnedMs });
    }
    return facts;
  }
}

function changesOf(events: readonly MarketEvent[]): MarketChange[] {
  const fold = new MarketFold();
  return events.flatMap((event) => [...fold.step(event)]);
}

const day: fc.Arbitrary<readonly MarketEvent[]> = fc
  .array(
    fc.record({
      atMs: fc.integer({ min: 0, max: 600_000 }),
      lateMs: fc.integer({ min: 0, max: 180_000 }),
      cents: fc.integer({ min: 100, max: 200 }),
      size: fc.integer({ min: 1, max: 500 }),
      official: fc.boolean(),
    }),
    { maxLength: 60 },
  )
  .map((rows) => {
    const events: MarketEvent[] = rows.map(({ atMs, lateMs, cents, size, official }, index) => {
      const price = cents / 100;
      if (!official) {
        const eventMs = OPEN_MS + atMs;
        return {
          type: "trade",
          symbol: "SPY",
          price,
          size,
          conditions: [],
          eventMs,
          receivedMs: eventMs + lateMs,
          sequence: index + 1,
        };
      }
      const startMs = OPEN_MS + Math.floor(atMs / 60_000) * 60_000;
      const prices = { open: price, high: price, low: price, close: price };
      return {
        type: "aggregate",
        symbol: "SPY",
        startMs,
        ...prices,
        volume: size,
        receivedMs: startMs + 61_000 + lateMs,
      };
    });
    const clocks: MarketEvent[] = Array.from({ length: 16 }, (_, index) => ({
      type: "clock",
      receivedMs: OPEN_MS + (index + 1) * 60_000,
    }));
    const ordered = [...events, ...clocks].sort((a, b) => a.receivedMs - b.receivedMs);
    const eventMs = OPEN_MS;
    return [{ type: "coverage", symbol: "SPY", covered: true, eventMs, receivedMs: eventMs }, ...ordered];
  });

test("a day that is seen again after a restart adds no fact", () => {
  fc.assert(
    fc.property(day, (events) => {
      const stored = new Stored();
      stored.stage(changesOf(events));
      const before = new Map(stored.minutes);
      expect(stored.stage(changesOf(events))).toEqual([]);
      expect(stored.minutes).toEqual(before);
    }),
    { numRuns: 200 },
  );
});

test("a day cut off anywhere and seen again from its start stores what an uninterrupted one stores", () => {
  fc.assert(
    fc.property(day, fc.nat(80), (events, cut) => {
      const whole = new Stored();
      const facts = whole.stage(changesOf(events));
      const cutOff = new Stored();
      const first = cutOff.stage(changesOf(events.slice(0, cut)));
      const rest = cutOff.stage(changesOf(events));
      expect([...first, ...rest]).toEqual(facts);
      expect(cutOff.minutes).toEqual(whole.minutes);
    }),
    { numRuns: 200 },
  );
});

test("P9 an official bar said twice is one revision; P10 a minute has one fact of its first close", () => {
  fc.assert(
    fc.property(day, (events) => {
      const twice = events.flatMap((event): MarketEvent[] =>
        event.type === "aggregate" ? [event, event] : [event],
      );
      const once = new Stored().stage(changesOf(events));
      const facts = new Stored().stage(changesOf(twice));
      expect(facts).toEqual(once);
      const firsts = facts.filter(
        (fact) => fact.kind === "empty" || (fact.kind === "bar" && fact.cause === null),
      );
      expect(new Set(firsts.map(({ startMs }) => startMs)).size).toBe(firsts.length);
    }),
    { numRuns: 200 },
  );
});

test("revision numbers of a minute grow by one with each fact, and each `before` is the former `after`", () => {
  fc.assert(
    fc.property(day, (events) => {
      const last = new Map<number, Extract<NewFact, { kind: "bar" }>>();
      for (const fact of new Stored().stage(changesOf(events))) {
        if (fact.kind !== "bar") continue;
        const former = last.get(fact.startMs)?.body.bar ?? null;
        expect(fact.body.before).toEqual(former);
        expect(fact.body.bar.rev).toBe(former === null ? 0 : former.rev + 1);
        last.set(fact.startMs, fact);
      }
    }),
    { numRuns: 200 },
  );
});
