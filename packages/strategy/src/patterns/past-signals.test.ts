import type { Signal } from "@spotlight/contracts";
import { MINUTE_MS } from "@spotlight/market";
import { describe, expect, test } from "vitest";
import { outcomeSince } from "../callouts/outcome.ts";
import { ruleStrategy } from "../decide/rule-strategy.ts";
import type { Strategy } from "../decide/strategy.ts";
import { MarketDesk } from "../desk/market-desk.ts";
import { type MinuteNews, momentsOf } from "../desk/moments.ts";
import { SETUPS } from "../setups/index.ts";
import { SHIPPED_RULES } from "../shipped/index.ts";
import { randomMarket, tradingDays } from "../testing/random-market.ts";
import { pastSignals } from "./past-signals.ts";

const DAYS = tradingDays("2026-03-02", 16);
const SESSIONS = 10;
const RULES = SHIPPED_RULES.flatMap(
  ({ id, source }) => ruleStrategy({ id: `rule:${id}`, version: 1, source }) ?? [],
);
/** Speaks within its bars, often. */
const TALKATIVE = `language 1
rule "Up within the bar"
on 5m
long
evaluate intrabar
when close > highest(high[1], 3)
stop close * 0.998
target 1 R, 2 R
cooldown 4 bars
because "close" close
`;

/** Signals as they fired live on the last sessions but the newest day, on bars that nobody revised. */
function live(strategy: Strategy, seed: number) {
  const desk = new MarketDesk();
  desk.use([strategy]);
  const minutes = randomMarket(seed, DAYS);
  const before = minutes.slice(0, DAYS.length - SESSIONS - 1);
  desk.load("SPY", before.flat());
  const news = minutes
    .slice(before.length)
    .flat()
    .map((minute): MinuteNews => ({
      symbol: "SPY",
      minute,
      cause: null,
      learnedMs: minute.startMs + MINUTE_MS,
    }));
  const today = DAYS.at(-1)?.preOpenMs ?? 0;
  const fired: Signal[] = [];
  for (const moment of momentsOf(news))
    fired.push(...desk.advance(moment).filter(({ status, atMs }) => status === "fired" && atMs < today));
  return { desk, fired };
}

describe("the past of a strategy", () => {
  const talkative = ruleStrategy({ id: "rule:talkative", version: 1, source: TALKATIVE });
  if (talkative === null) throw new Error("the rule does not compile");

  test.for([...SETUPS, ...RULES, talkative])(
    "$id: what it says of past sessions is what it said on them",
    (strategy) => {
      let compared = 0;
      for (const seed of [11, 12, 13, 14]) {
        const { desk, fired } = live(strategy, seed);
        const view = desk.view("SPY");
        if (view === undefined) throw new Error("no view");
        const minutes = view.series("1m", "rth");
        const said = fired.flatMap((signal) => {
          const outcome = outcomeSince(minutes, signal.atMs, signal);
          return outcome === null ? [] : [{ direction: signal.direction, outcome }];
        });
        const past = pastSignals(strategy, view, desk.sourceFor("SPY"), SESSIONS);
        expect(past.map(({ direction, outcome }) => ({ direction, outcome }))).toEqual(said);
        compared += said.length;
      }
      if (strategy === talkative) expect(compared).toBeGreaterThan(20);
    },
  );
});
