import type { Signal, TestedPart, TestedTrade, TradeStatistics } from "@spotlight/contracts";
import { tradeStatistics } from "../statistics/index.ts";
import { seededRandom } from "../statistics/random.ts";
import { type Book, REGIME_LABELS } from "./books.ts";
import { dailyR } from "./compare-runs.ts";
import { mergeBooks } from "./merge-books.ts";
import { summarise } from "./summarise.ts";
import { tradeList } from "./trade-columns.ts";

/** The same run always comes to the same intervals. */
const BOOTSTRAP_SEED = 20_131_008;

/** What the trades of all books say, as {@link reportParts} has it of the whole, without what takes longer. */
export function reportStatistics(books: readonly Book[]): TradeStatistics {
  const { length, resultR, resultDollars } = mergeBooks(books).simulation.trades;
  const results = {
    resultsR: resultR.subarray(0, length),
    resultsDollars: resultDollars?.subarray(0, length) ?? null,
  };
  return tradeStatistics(results, seededRandom(BOOTSTRAP_SEED));
}

/** What books came to: in all, by strategy, by symbol; the latter two only where there are several. */
export function reportParts(books: readonly Book[]): TestedPart[] {
  const strategies = [...new Set(books.map(({ strategy }) => strategy))];
  const symbols = [...new Set(books.map(({ symbol }) => symbol))];
  return [
    part(books, null, null),
    ...(strategies.length > 1 ? strategies : []).map((strategy) =>
      part(
        books.filter((book) => book.strategy === strategy),
        strategy,
        null,
      ),
    ),
    ...(symbols.length > 1 ? symbols : []).map((symbol) =>
      part(
        books.filter((book) => book.symbol === symbol),
        null,
        symbol,
      ),
    ),
  ];
}

function part(books: readonly Book[], strategy: string | null, symbol: string | null): TestedPart {
  const { simulation, entries } = mergeBooks(books);
  return {
    strategy,
    symbol,
    signals: books.reduce((sum, { signals }) => sum + signals.length, 0),
    retracted: books.reduce((sum, { retracted }) => sum + retracted, 0),
    result: summarise(simulation, entries, seededRandom(BOOTSTRAP_SEED), REGIME_LABELS),
  };
}

/** Every trade of some books with its signal, in the order of their exits; equity is that of all books together. */
export function reportTrades(books: readonly Book[]): TestedTrade[] {
  const { simulation, bookOf, signalOf } = mergeBooks(books);
  return tradeList(simulation.trades).flatMap((trade, at): TestedTrade[] => {
    const signal: Signal | undefined = books[bookOf[at] ?? 0]?.signals[signalOf[at] ?? 0];
    if (signal === undefined) return [];
    const { id, strategy, name, symbol, grade, stop, targets } = signal;
    return [{ ...trade, signal: id, strategy, name, symbol, grade, stop, targets }];
  });
}

/** Sums of R of each of some days (YYYY-MM-DD). */
export function reportDailyR(books: readonly Book[], days: readonly string[]): number[] {
  const byDay = dailyR(mergeBooks(books).simulation.trades);
  return days.map((day) => byDay.get(day) ?? 0);
}
