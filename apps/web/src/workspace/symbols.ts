import { ApiError } from "../stream/index.ts";
import type { MarketSession } from "./market-session.ts";
import { useDesk, useOver } from "./stores.ts";

/** Puts a watched symbol on the chart. */
export function selectSymbol(symbol: string): void {
  useDesk.setState({ symbol });
}

/**
 * Watches a symbol if it is not watched yet, and puts it on the chart. Resolves with null, or with the sentence that
 * says why it was not possible; nothing changes then.
 */
export async function openSymbol(market: MarketSession, symbol: string): Promise<string | null> {
  const known = market.symbols?.symbols.some((watched) => watched.symbol === symbol) ?? false;
  if (!known) {
    try {
      await market.api.watch(symbol);
    } catch (error) {
      return error instanceof ApiError ? error.message : "The server does not answer.";
    }
    await market.loadSymbols();
  }
  selectSymbol(symbol);
  return null;
}

/** Takes a symbol off the list; the chart goes on with the next one. */
export async function removeSymbol(market: MarketSession, symbol: string): Promise<void> {
  try {
    await market.api.unwatch(symbol);
  } catch (error) {
    useOver.setState({
      notice: error instanceof ApiError ? error.message : `${symbol} could not be removed.`,
    });
    return;
  }
  await market.loadSymbols();
  if (useDesk.getState().symbol === symbol) {
    useDesk.setState({ symbol: market.symbols?.symbols[0]?.symbol ?? null });
  }
}

/** Goes to the next (`step` 1) or previous (`step` −1) symbol of the list. */
export function stepSymbol(market: MarketSession, step: number): void {
  const symbols = market.symbols?.symbols.map((watched) => watched.symbol) ?? [];
  if (symbols.length === 0) return;
  const at = symbols.indexOf(useDesk.getState().symbol ?? "");
  const next = symbols[(at + step + symbols.length) % symbols.length];
  if (next !== undefined) selectSymbol(next);
}
