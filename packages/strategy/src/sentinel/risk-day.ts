import { nextTradingDay, tradingDayOf } from "@spotlight/market";

/** A trading day as limits count it: from its pre-market's open until that of the next one. Times in epoch ms. */
export interface RiskSession {
  readonly day: string;
  readonly fromMs: number;
  /** Exclusive. */
  readonly untilMs: number;
  /** Open and close of the regular session. */
  readonly openMs: number;
  readonly closeMs: number;
  /** The trading day after it. */
  readonly nextDay: string;
}

/** The risk day that a time belongs to: nights, weekends and holidays belong to the trading day before them. */
export function riskSessionAt(ms: number): RiskSession {
  const { day, preOpenMs, openMs, closeMs } = tradingDayOf(ms);
  const next = nextTradingDay(day);
  return { day, fromMs: preOpenMs, untilMs: next.preOpenMs, openMs, closeMs, nextDay: next.day };
}
