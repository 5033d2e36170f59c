import { createHash } from "node:crypto";
import type { BacktestPlan } from "@spotlight/contracts";
import {
  type TradingDay,
  nextTradingDay,
  previousTradingDay,
  tradingDay,
  tradingDayAt,
  tradingDayOf,
} from "@spotlight/market";
import { type MinuteNews, symbolsHeard, warmUpStartMs } from "@spotlight/strategy";
import { readNews } from "../desk/ledger-reader.ts";
import { strategiesOf } from "../desk/strategies.ts";
import type { MarketLog } from "../log/market-log.ts";
import { type PackedNews, packNews } from "./packed-news.ts";

/**
 * The stretch of a test, epoch ms, `untilMs` exclusive. What was heard from `heardBeforeMs` on, if that is given, is left
 * out.
 */
export interface Range {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly heardBeforeMs?: number;
}

/** What a test is made of: everything that was heard of its minutes and of the warm-up before them. */
export interface Inputs extends Range {
  readonly pieces: readonly PackedNews[];
  /** SHA-256 over all of it. */
  readonly digest: string;
  /** Trading days of the range with at least one bar, ascending. */
  readonly days: readonly string[];
}

/** The stretch from the first trading day of a range of dates (YYYY-MM-DD) to the end of its last; null without one. */
export function rangeOf(from: string, to: string): Range | null {
  const first = tradingDay(from) ?? nextTradingDay(from);
  const last = tradingDay(to) ?? previousTradingDay(to);
  return first.day > last.day ? null : { fromMs: first.preOpenMs, untilMs: last.postCloseMs };
}

/** Whose minutes a plan needs. */
export function heardBy({
  symbols,
  strategies,
}: Pick<BacktestPlan, "symbols" | "strategies">): readonly string[] {
  return symbolsHeard(symbols, strategiesOf(strategies));
}

/** Reads what a test needs, in pieces, so that nothing else waits long. `progress` is told the share that is read. */
export async function readInputs(
  log: MarketLog,
  symbols: readonly string[],
  range: Range,
  progress: (share: number) => void,
): Promise<Inputs> {
  const hash = createHash("sha256").update(JSON.stringify([symbols, range.fromMs, range.untilMs]));
  const days = new Set<string>();
  const pieces: PackedNews[] = [];
  const startMs = warmUpStartMs(tradingDayOf(range.fromMs));
  const { heardBeforeMs = Infinity } = range;
  for await (const all of readNews(log, symbols, startMs, range.untilMs)) {
    const news = all.filter(({ learnedMs }) => learnedMs < heardBeforeMs);
    const packed = packNews(symbols, news);
    hash.update(Buffer.from(packed.values.buffer));
    noteDays(days, news, range);
    pieces.push(packed);
    const reachedMs = news.at(-1)?.minute.startMs ?? startMs;
    progress(Math.max(0, Math.min(1, (reachedMs - startMs) / (range.untilMs - startMs))));
  }
  return { ...range, pieces, digest: hash.digest("hex"), days: [...days].sort() };
}

function noteDays(days: Set<string>, news: readonly MinuteNews[], { fromMs, untilMs }: Range): void {
  let day: TradingDay | null = null;
  for (const { minute } of news) {
    const { startMs } = minute;
    if (minute.kind !== "bar" || startMs < fromMs || startMs >= untilMs) continue;
    if (day !== null && startMs >= day.preOpenMs && startMs < day.postCloseMs) continue;
    day = tradingDayAt(startMs);
    if (day !== null) days.add(day.day);
  }
}
