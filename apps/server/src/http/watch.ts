import { UnknownSymbol } from "../engine/parts.ts";
import type { MarketParts } from "./parts.ts";
import { Refusal } from "./refusal.ts";

/** Most symbols that may be watched at once. */
const WATCHED_MAX = 100;

/**
 * Watches a symbol; resolves when its past is there.
 *
 * @throws {Refusal} when too many are watched, or the feed does not know it.
 */
export async function watch({ engine }: Pick<MarketParts, "engine">, symbol: string): Promise<void> {
  if (engine.symbols().length >= WATCHED_MAX && engine.symbol(symbol) === undefined) {
    throw new Refusal(
      409,
      "too_many_symbols",
      `${WATCHED_MAX} symbols are watched already. Remove one first.`,
    );
  }
  try {
    await engine.watch(symbol);
  } catch (error) {
    if (!(error instanceof UnknownSymbol)) throw error;
    throw new Refusal(
      404,
      "unknown_symbol",
      `The feed ${engine.source} does not know ${symbol}. GET /api/symbols lists what it has.`,
    );
  }
}
