import type { TradeRecord } from "@spotlight/contracts";
import type { SymbolTrades } from "../trades/index.ts";
import { type RiskSession, riskSessionAt } from "./risk-day.ts";

/** A trade that is open, or did something on the day. */
export interface DayTrade {
  readonly trade: TradeRecord;
  /** Dollars that it realised on the day, net. */
  readonly realisedDollars: number;
}

/** Whether a time belongs to a day. */
export function isWithin(ms: number, session: RiskSession): boolean {
  return ms >= session.fromMs && ms < session.untilMs;
}

/** The trades of one symbol that matter on a day: open ones, and those with a fill of the day. */
export function tradesOfDay({ trades, realisations }: SymbolTrades, session: RiskSession): DayTrade[] {
  const realised = new Map<string, number>();
  for (const { tradeId, atMs, netDollars } of realisations)
    if (isWithin(atMs, session)) realised.set(tradeId, (realised.get(tradeId) ?? 0) + netDollars);
  return trades
    .filter((trade) => trade.closedMs === null || realised.has(trade.id))
    .map((trade) => ({ trade, realisedDollars: realised.get(trade.id) ?? 0 }));
}

/** Losses at the end of closed trades, in the order of their exits and after `afterMs`; a trade of exactly 0 is passed over. */
export function lossesInARow(closed: readonly TradeRecord[], afterMs: number): TradeRecord[] {
  const ordered = closed
    .filter((trade) => trade.closedMs !== null && trade.closedMs > afterMs && trade.netDollars !== 0)
    .toSorted((a, b) => (a.closedMs ?? 0) - (b.closedMs ?? 0) || (a.id < b.id ? -1 : 1));
  const lastWin = ordered.findLastIndex((trade) => trade.netDollars > 0);
  return ordered.slice(lastWin + 1);
}

/** Whether a trade was opened on the day that it was closed on, or may still be. */
export function isDayTrade(trade: TradeRecord, nowMs: number): boolean {
  return riskSessionAt(trade.openedMs).day === riskSessionAt(trade.closedMs ?? nowMs).day;
}
