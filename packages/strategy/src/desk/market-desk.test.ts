import type { Signal } from "@spotlight/contracts";
import { MINUTE_MS, type MinuteFact } from "@spotlight/market";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ruleStrategy } from "../decide/rule-strategy.ts";
import type { Strategy } from "../decide/strategy.ts";
import { SETUPS } from "../setups/index.ts";
import { SHIPPED_RULES } from "../shipped/index.ts";
import { disturbedDay, randomMarket, tradingDays } from "../testing/random-market.ts";
import { MarketDesk } from "./market-desk.ts";
import { type MinuteNews, momentsOf } from "./moments.ts";

const DAYS = tradingDays("2026-03-02", 22);
const PAST_DAYS = 20;
const LONG = process.env["SPOTLIGHT_LONG"] === "1";

function firstWords(symbol: string, minutes: readonly MinuteFact[]): MinuteNews[] {
  return minutes.map((minute) => ({ symbol, minute, cause: null, learnedMs: minute.startMs + MINUTE_MS }));
}

const RULES = SHIPPED_RULES.flatMap(
  ({ id, source }) => ruleStrategy({ id: `rule:${id}`, version: 1, source }) ?? [],
);

function deskWith(past: readonly MinuteFact[], strategies: readonly Strategy[] = SETUPS): MarketDesk {
  const desk = new MarketDesk();
  desk.use(strategies);
  desk.load("SPY", past);
  return desk;
}

function told(desk: MarketDesk, news: readonly MinuteNews[]): Signal[] {
  return [...momentsOf(news)].flatMap((moment) => desk.advance(moment));
}

/** The newest word about each minute, ascending. */
function standing(past: readonly MinuteFact[], news: readonly MinuteNews[]): MinuteFact[] {
  const minutes = new Map(past.map((minute) => [minute.startMs, minute]));
  for (const { minute } of news) minutes.set(minute.startMs, minute);
  return [...minutes.values()].sort((a, b) => a.startMs - b.startMs);
}

/** How a signal stands in the end. */
function last(signals: readonly Signal[]): ReadonlyMap<string, Signal> {
  return new Map(signals.map((signal) => [signal.id, signal]));
}

describe("strategies on the desk", () => {
  test("P25 every shipped setup fires, each reason with its number", () => {
    const fired = new Set<string>();
    for (let seed = 1; seed <= 3; seed += 1) {
      const market = randomMarket(seed, tradingDays("2026-03-02", 26));
      const desk = deskWith(market.slice(0, PAST_DAYS).flat());
      for (const signal of told(desk, firstWords("SPY", market.slice(PAST_DAYS).flat()))) {
        fired.add(signal.strategy);
        expect(signal.reasons).toHaveLength(3);
        expect(signal.reasons.every(({ value }) => Number.isFinite(value))).toBe(true);
      }
    }
    expect([...fired].sort()).toEqual(SETUPS.map(({ id }) => id).sort());
  });

  test(
    "a desk that is made anew in the middle of a day goes on to say the same, with setups and rules",
    () => {
      const arbitrary = fc.record({ seed: fc.nat(10_000), cut: fc.double({ min: 0, max: 1, noNaN: true }) });
      fc.assert(
        fc.property(arbitrary, ({ seed, cut }) => {
          const past = randomMarket(seed, DAYS).slice(0, PAST_DAYS).flat();
          const other = randomMarket(seed + 1, DAYS);
          const news = [
            ...disturbedDay("SPY", randomMarket(seed, DAYS).slice(PAST_DAYS).flat(), seed),
            ...disturbedDay("QQQ", other.slice(PAST_DAYS).flat(), seed + 1),
          ].sort((a, b) => a.learnedMs - b.learnedMs);
          const of = (symbol: string): readonly MinuteNews[] => news.filter((one) => one.symbol === symbol);
          const desk = (until: number): MarketDesk => {
            const made = new MarketDesk();
            made.use([...SETUPS, ...RULES]);
            const heard = new Set(news.slice(0, until));
            for (const [symbol, known] of [
              ["SPY", past],
              ["QQQ", other.slice(0, PAST_DAYS).flat()],
            ] as const)
              made.load(
                symbol,
                standing(
                  known,
                  of(symbol).filter((one) => heard.has(one)),
                ),
              );
            return made;
          };
          const whole = told(desk(0), news);
          // A moment is never cut: what is learned at one time is in the log together.
          let at = Math.floor(cut * news.length);
          while (at > 0 && news[at - 1]?.learnedMs === news[at]?.learnedMs) at -= 1;
          const early = told(desk(0), news.slice(0, at));
          const again = desk(at);
          for (const signal of last(early).values()) again.recall(signal);
          expect([...early, ...told(again, news.slice(at))]).toEqual(whole);
        }),
        { numRuns: LONG ? 60 : 2, verbose: true },
      );
    },
    LONG ? 600_000 : undefined,
  );

  test("two desks that hear of the same bars in other ways stand the same in the end", () => {
    fc.assert(
      fc.property(fc.nat(10_000), (seed) => {
        const market = randomMarket(seed, DAYS);
        const past = market.slice(0, PAST_DAYS).flat();
        const news = disturbedDay("SPY", market.slice(PAST_DAYS).flat(), seed);
        const live = deskWith(past);
        told(live, news);
        const fresh = deskWith(standing(past, news));
        for (const timeframe of ["1m", "5m", "1h"] as const) {
          const a = live.view("SPY")?.series(timeframe, "rth");
          const b = fresh.view("SPY")?.series(timeframe, "rth");
          expect(a?.length).toBe(b?.length);
          for (let index = 0; index < (a?.length ?? 0); index += 1)
            expect(a?.bar(index)).toEqual(b?.bar(index));
        }
      }),
      { numRuns: 5, verbose: true },
    );
  });
});
