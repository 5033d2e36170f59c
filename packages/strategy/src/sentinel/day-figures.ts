import type { RiskDay, RiskProfile, TradeRecord } from "@spotlight/contracts";
import { type DayTrade, isWithin } from "./day-trades.ts";
import type { RiskSession } from "./risk-day.ts";

/** An amount in both measures. */
export interface Amount {
  readonly r: number;
  readonly dollars: number;
}

/** Where the day stands, from its trades and the newest prices. */
export interface DayFigures {
  readonly realised: Amount;
  readonly open: Amount;
  /** What open positions would still lose at their stops, beyond what counts already; ≥ 0. */
  readonly pending: Amount;
  readonly openedToday: number;
  readonly losses: number;
  readonly openSymbols: readonly string[];
}

const NOTHING: Amount = { r: 0, dollars: 0 };

function plus(a: Amount, b: Amount): Amount {
  return { r: a.r + b.r, dollars: a.dollars + b.dollars };
}

function openDollars(trade: TradeRecord, price: number): number {
  const sign = trade.direction === "long" ? 1 : -1;
  return sign * (price - trade.averageCost) * trade.openQuantity;
}

/**
 * Adds a day up. `unitDollars` is the day's 1 R, null while it is not known. `priceOf` answers the newest closed minute's
 * price, undefined before the first; without one an open position stands at its cost.
 */
export function dayFigures(
  trades: readonly DayTrade[],
  session: RiskSession,
  unitDollars: number | null,
  profile: RiskProfile,
  priceOf: (symbol: string) => number | undefined,
): DayFigures {
  let [realised, open, pending] = [NOTHING, NOTHING, NOTHING];
  let [openedToday, losses] = [0, 0];
  const openSymbols: string[] = [];
  for (const { trade, realisedDollars } of trades) {
    const basis = unitDollars ?? trade.riskDollars;
    const whole = realisedDollars < 0 && trade.closedMs !== null ? -1 : 0;
    realised = plus(realised, {
      dollars: realisedDollars,
      r: basis === null ? whole : realisedDollars / basis,
    });
    if (isWithin(trade.openedMs, session)) openedToday += 1;
    if (trade.closedMs !== null) {
      if (trade.netDollars < 0) losses += 1;
      continue;
    }
    openSymbols.push(trade.symbol);
    const price = priceOf(trade.symbol);
    const dollars = price === undefined ? 0 : openDollars(trade, price);
    open = plus(open, { dollars, r: basis === null ? 0 : dollars / basis });
    const counted = profile.lossBasis === "open" ? Math.max(0, -dollars) : 0;
    const planned = ((trade.riskDollars ?? unitDollars ?? 0) * trade.openQuantity) / trade.quantity;
    const left = Math.max(0, planned - counted);
    pending = plus(pending, { dollars: left, r: basis === null ? 1 : left / basis });
  }
  return { realised, open, pending, openedToday, losses, openSymbols };
}

/** The day's result as a loss limit sees it, and as its best sees it: gains of open positions never offset a loss. */
export function standing(
  { realised, open }: DayFigures,
  basis: RiskProfile["lossBasis"],
): { low: Amount; high: Amount } {
  if (basis === "realised") return { low: realised, high: realised };
  const marked = plus(realised, open);
  return {
    low: { r: Math.min(realised.r, marked.r), dollars: Math.min(realised.dollars, marked.dollars) },
    high: { r: Math.max(realised.r, marked.r), dollars: Math.max(realised.dollars, marked.dollars) },
  };
}

/** The figures in the form that is shown. */
export function shownDay(figures: DayFigures, best: Amount, inARow: number): RiskDay {
  return {
    trades: figures.openedToday,
    losses: figures.losses,
    lossesInARow: inARow,
    openPositions: figures.openSymbols.length,
    realisedR: figures.realised.r,
    realisedDollars: figures.realised.dollars,
    openR: figures.open.r,
    openDollars: figures.open.dollars,
    bestR: best.r,
    bestDollars: best.dollars,
  };
}
