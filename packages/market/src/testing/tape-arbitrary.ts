import type { MarketEvent, Trade } from "@spotlight/contracts";
import fc from "fast-check";
import type { MarketBar } from "../bar.ts";
import { type TradingDay, tradingDay } from "../calendar.ts";
import { MarketFold } from "../fold/market-fold.ts";

/** Days on which time is odd: both DST changes (the Mondays after), a half day, and a plain one. */
export const ODD_DAYS = ["2024-03-11", "2024-11-04", "2024-11-29", "2013-10-08"] as const;

/** The trading day of a date that is one. */
export function knownDay(day: string): TradingDay {
  const found = tradingDay(day);
  if (found === null) throw new Error(`${day} is no trading day`);
  return found;
}

/** A regular print at `offsetMs` after the pre-market's open. */
export function print(day: TradingDay, sequence: number, offsetMs: number, more: Partial<Trade> = {}): Trade {
  const eventMs = day.preOpenMs + offsetMs;
  return {
    type: "trade",
    symbol: "SPY",
    price: 100,
    size: 100,
    conditions: [],
    eventMs,
    receivedMs: eventMs,
    sequence,
    ...more,
  };
}

/** A tape of a few busy minutes around the open, in tape order. */
export function tapeArbitrary(day: TradingDay): fc.Arbitrary<readonly Trade[]> {
  const row = fc.record({
    gapMs: fc.integer({ min: 0, max: 9_000 }),
    cents: fc.integer({ min: 9_900, max: 10_100 }),
    size: fc.oneof(fc.integer({ min: 1, max: 500 }), fc.constantFrom(0.5, 0.123456, 12.7)),
    conditions: fc.constantFrom<readonly number[]>([], [14], [37], [12], [2], [16], [22], [14, 37], [41]),
  });
  return fc.array(row, { minLength: 1, maxLength: 60 }).map((rows) => {
    let offsetMs = day.openMs - day.preOpenMs - 60_000;
    return rows.map(({ gapMs, cents, size, conditions }, index) => {
      offsetMs += gapMs;
      return print(day, index + 1, offsetMs, { price: cents / 100, size, conditions });
    });
  });
}

/** Folds events from the start to the end of a day; answers the final bar of each minute, without revision numbers. */
export function finalBars(day: TradingDay, events: readonly MarketEvent[]): readonly MarketBar[] {
  const fold = new MarketFold();
  const bars = new Map<number, MarketBar>();
  const take = (event: MarketEvent): void => {
    for (const change of fold.step(event)) {
      if (change.kind === "closed") bars.set(change.bar.startMs, change.bar);
      if (change.kind === "revised") bars.set(change.after.startMs, change.after);
    }
  };
  take({ type: "coverage", symbol: "SPY", covered: true, eventMs: day.preOpenMs, receivedMs: day.preOpenMs });
  for (const event of events) take(event);
  take({ type: "clock", receivedMs: day.postCloseMs + 1 });
  return [...bars.values()].sort((a, b) => a.startMs - b.startMs).map((bar) => ({ ...bar, rev: 0 }));
}
