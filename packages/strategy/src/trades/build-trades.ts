import type { Fill, TradeRecord } from "@spotlight/contracts";
import { OpenTrade } from "./open-trade.ts";

/** Dollars that one fill realised for one trade: its exit against the average cost, less its commission. */
export interface Realisation {
  readonly tradeId: string;
  readonly atMs: number;
  readonly netDollars: number;
}

/** The trades of one symbol in the order of their opening, and when which dollars were realised. */
export interface SymbolTrades {
  readonly trades: readonly TradeRecord[];
  readonly realisations: readonly Realisation[];
}

/**
 * Adds the fills of one symbol up to trades from flat to flat, at average cost. Fills come in the order of a
 * {@link FillBook}. A fill larger than the position closes it and opens the opposite one with the rest; its commission
 * is shared by shares. Every dollar of a fill's commission is realised at its time.
 */
export function buildTrades(fills: readonly Fill[]): SymbolTrades {
  const trades: TradeRecord[] = [];
  const realisations: Realisation[] = [];
  let open: OpenTrade | null = null;
  for (const fill of fills) {
    let { quantity } = fill;
    if (open !== null && !open.adds(fill)) {
      const closing = Math.min(quantity, open.quantity);
      const commission = fill.commission * (closing / fill.quantity);
      const gross = open.exit({ fill, quantity: closing, commission });
      realisations.push({ tradeId: open.id, atMs: fill.atMs, netDollars: gross - commission });
      quantity -= closing;
      if (!open.flat) continue;
      trades.push(open.record(fill.atMs));
      open = null;
      if (quantity <= fill.quantity * 1e-12) continue;
    }
    open ??= new OpenTrade(quantity < fill.quantity ? `${fill.id}+` : fill.id, fill);
    const commission = fill.commission * (quantity / fill.quantity);
    open.enter({ fill, quantity, commission });
    realisations.push({ tradeId: open.id, atMs: fill.atMs, netDollars: -commission });
  }
  if (open !== null) trades.push(open.record(null));
  return { trades, realisations };
}
