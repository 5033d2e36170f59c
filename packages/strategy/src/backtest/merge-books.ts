import type { Book } from "./books.ts";
import { type EntryColumns, entryColumns } from "./entry-columns.ts";
import type { Simulation } from "./simulate.ts";
import { type TradeColumns, tradeColumns } from "./trade-columns.ts";

/** Trades of several books together, in the order of their exits. Dollars are the sum of the books' accounts. */
export interface MergedBooks {
  readonly simulation: Simulation;
  readonly entries: EntryColumns;
  /** Number of the book of each trade. */
  readonly bookOf: Int32Array;
  /** Index of each trade's signal within its book. */
  readonly signalOf: Int32Array;
}

const COPIED = [
  "entryMs",
  "exitMs",
  "entryPrice",
  "exitPrice",
  "resultR",
  "maeR",
  "mfeR",
  "plusMinutes",
  "minusMinutes",
  "direction",
  "how",
] as const satisfies readonly (keyof TradeColumns)[];

/** Adds books up. */
export function mergeBooks(books: readonly Book[]): MergedBooks {
  const order = exitOrder(books);
  const starts = books.map(({ simulation }) => simulation.trades.startDollars ?? 0);
  const inDollars = books.some(({ simulation }) => simulation.trades.startDollars !== null);
  const startDollars = inDollars ? starts.reduce((sum, each) => sum + each, 0) : null;
  const trades = tradeColumns(order.length, startDollars);
  const entries = entryColumns(order.length);
  const bookOf = new Int32Array(order.length);
  const signalOf = new Int32Array(order.length);
  order.forEach(({ book: number, trade }, at) => {
    const book = books[number];
    if (book === undefined) return;
    const from = book.simulation.trades;
    for (const name of COPIED) trades[name][at] = from[name][trade] ?? 0;
    if (trades.shares !== null) trades.shares[at] = from.shares?.[trade] ?? 0;
    if (trades.resultDollars !== null) trades.resultDollars[at] = from.resultDollars?.[trade] ?? 0;
    const entry = from.entry[trade] ?? 0;
    trades.entry[at] = at;
    entries.holdMinutes[at] = book.entries.holdMinutes[entry] ?? Number.POSITIVE_INFINITY;
    entries.regime[at] = book.entries.regime?.[entry] ?? 0;
    bookOf[at] = number;
    signalOf[at] = entry;
  });
  trades.length = order.length;
  entries.length = order.length;
  return { simulation: { trades, skipped: skippedOf(books) }, entries, bookOf, signalOf };
}

function exitOrder(books: readonly Book[]): { readonly book: number; readonly trade: number }[] {
  const order = books.flatMap(({ simulation: { trades } }, book) =>
    Array.from({ length: trades.length }, (_, trade) => ({ book, trade, exitMs: trades.exitMs[trade] ?? 0 })),
  );
  return order.sort((a, b) => a.exitMs - b.exitMs || a.book - b.book || a.trade - b.trade);
}

function skippedOf(books: readonly Book[]): Simulation["skipped"] {
  const skipped = { busy: 0, missed: 0, unsized: 0, unfinished: 0 };
  for (const { simulation } of books)
    for (const why of ["busy", "missed", "unsized", "unfinished"] as const)
      skipped[why] += simulation.skipped[why];
  return skipped;
}
