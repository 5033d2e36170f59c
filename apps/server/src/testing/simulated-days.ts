import { type TradingDay, nextTradingDay, tradingDayOf } from "@spotlight/market";
import { dayShape } from "../feeds/simulator/day-shape.ts";
import { haltOfDay } from "../feeds/simulator/halts.ts";
import { profileOf } from "../feeds/simulator/profile.ts";
import { hashText } from "../feeds/simulator/random.ts";
import { createSimulatorFeed } from "../feeds/simulator/simulator-feed.ts";
import { systemPacer } from "../feeds/pacer.ts";
import { TradingDays } from "../feeds/simulator/trading-days.ts";

/** Whole days of a simulated market on which trading pauses at least once, and the seed that makes them. */
export interface SimulatedDays {
  readonly seed: number;
  readonly symbols: readonly string[];
  readonly days: readonly TradingDay[];
}

/** The whole days that a simulated market which is started now has first, with the first seed from one on that has a halt. */
export function simulatedDays(symbols: readonly string[], count: number, fromSeed: number): SimulatedDays {
  const feed = createSimulatorFeed({ seed: fromSeed, speed: null, pacer: systemPacer });
  const days: TradingDay[] = [];
  let { day } = tradingDayOf(feed.firstStartMs(Date.now()));
  while (days.length < count) {
    const next = nextTradingDay(day);
    days.push(next);
    ({ day } = next);
  }
  const calendar = new TradingDays();
  const pauses = (seed: number, symbol: string, day: TradingDay): boolean =>
    profileOf(symbol).halts &&
    haltOfDay(seed, hashText(symbol), calendar.numberEndingAfter(day.preOpenMs), dayShape(day)) !== null;
  let seed = fromSeed;
  while (!symbols.some((symbol) => days.some((each) => pauses(seed, symbol, each)))) seed += 1;
  return { seed, symbols, days };
}
