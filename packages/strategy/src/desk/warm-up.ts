import { tradingDay, nextTradingDay, type TradingDay } from "@spotlight/market";

/**
 * From when on bars count for decisions on a trading day, epoch ms: the pre-market of the first session of the month
 * before. Averages that remember for ever would otherwise depend on when a process was started; like this live, replay
 * and backtest begin at the same bar, 19 to 45 sessions before the day.
 */
export function warmUpStartMs({ day }: TradingDay): number {
  const [year = 0, month = 1] = day.split("-").map(Number);
  const first = month === 1 ? `${year - 1}-12-01` : `${year}-${String(month - 1).padStart(2, "0")}-01`;
  return (tradingDay(first) ?? nextTradingDay(first)).preOpenMs;
}

/** Whether two trading days begin their warm-up at the same bar. */
export function sharesWarmUp(a: TradingDay, b: TradingDay): boolean {
  return a.day.slice(0, 7) === b.day.slice(0, 7);
}
