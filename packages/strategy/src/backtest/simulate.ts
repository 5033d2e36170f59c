import type { BacktestAssumptions, BacktestResult } from "@spotlight/contracts";
import { type BarColumns, valueAt } from "../columns.ts";
import type { EntryColumns } from "./entry-columns.ts";
import { assume, fillEntry } from "./plan.ts";
import { SessionEnds } from "./session-end.ts";
import { type GrowingTrades, pushTrade, type TradeColumns, tradeColumns } from "./trade-columns.ts";
import { Walk } from "./walk.ts";

/** What a simulation leaves: finished trades, and what became of the other entries. */
export interface Simulation {
  readonly trades: TradeColumns;
  readonly skipped: BacktestResult["skipped"];
}

type Commission = BacktestAssumptions["commission"];

function orderDollars({ perShareDollars, minimumDollars }: Commission, shares: number): number {
  return Math.max(minimumDollars, shares * perShareDollars);
}

function commissionDollars(commission: Commission, shares: number, halved: boolean): number {
  const whole = orderDollars(commission, shares);
  return halved ? whole + 2 * orderDollars(commission, shares / 2) : 2 * whole;
}

/**
 * Trades entries over bars, one position at a time: an entry on a bar before the last exit finds the position open and is
 * passed over; where a strategy leaves and enters on the same bar, it turns at the next open. Trades that the bars leave open are counted, not scored.
 */
export function simulate(
  bars: BarColumns,
  entries: EntryColumns,
  assumptions: BacktestAssumptions,
): Simulation {
  const { sizing, commission } = assumptions;
  const trades: GrowingTrades = tradeColumns(entries.length, sizing?.equityDollars ?? null);
  const skipped = { busy: 0, missed: 0, unsized: 0, unfinished: 0 };
  const ends = new SessionEnds(assumptions.sessionEnd);
  const walk = new Walk();
  assume(walk, assumptions);
  const atOpen = assumptions.fill === "next_open";
  let freeFrom = 0;
  let equityDollars = sizing?.equityDollars ?? 0;
  for (let index = 0; index < entries.length; index += 1) {
    const signal = entries.bar[index] ?? 0;
    if (signal < freeFrom) {
      skipped.busy += 1;
      continue;
    }
    const first = fillEntry(walk, bars, entries, index, assumptions, ends.at(valueAt(bars.startMs, signal)));
    if (first < 0) {
      skipped.missed += 1;
      continue;
    }
    const shares =
      sizing === null ? 1 : Math.floor((equityDollars * sizing.riskPercent) / 100 / walk.unit + 1e-9);
    if (shares < 1) {
      skipped.unsized += 1;
      continue;
    }
    if (!walk.run(bars, first)) {
      skipped.unfinished += 1;
      skipped.busy += entries.length - index - 1;
      break;
    }
    freeFrom = walk.exitBar === walk.leaveBar + 1 && atOpen ? walk.leaveBar : walk.exitBar;
    const gross = (walk.exit - walk.entry) * shares;
    const costs =
      sizing === null ? 2 * commission.perShareDollars : commissionDollars(commission, shares, walk.halved);
    const net = gross - costs;
    if (trades.shares !== null) trades.shares[trades.length] = shares;
    if (trades.resultDollars !== null) trades.resultDollars[trades.length] = net;
    pushTrade(trades, walk, index, net / (shares * walk.unit));
    equityDollars += net;
  }
  return { trades, skipped };
}
