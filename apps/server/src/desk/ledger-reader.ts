import { type MinuteNews, type LedgerEntry, ledgerNews } from "@spotlight/strategy";
import type { Fact, MarketLog } from "../log/market-log.ts";
import { minuteOf } from "../log/minute-of.ts";

/** Minutes that are read at once: a memory of about ten days of each symbol. */
const STEP_MS = 10 * 86_400_000;

/**
 * What was heard of some symbols' minutes that start in [fromMs, untilMs), in the order in which it was heard, in pieces.
 * Nothing that is learned after `untilMs` is left out, if it is about those minutes.
 */
export async function* readNews(
  log: MarketLog,
  symbols: readonly string[],
  fromMs: number,
  untilMs: number,
): AsyncGenerator<readonly MinuteNews[]> {
  let later: readonly MinuteNews[] = [];
  for (let startMs = fromMs; startMs < untilMs; startMs += STEP_MS) {
    const endMs = Math.min(startMs + STEP_MS, untilMs);
    const stored = [];
    for (const symbol of symbols) {
      const standing = await log.minutes(symbol, startMs, endMs);
      stored.push({
        symbol,
        standing,
        entries: (await log.minuteFacts(symbol, startMs, endMs)).flatMap(entryOf),
      });
    }
    const news = inOrder([...later, ...ledgerNews(stored)]);
    const isLast = endMs === untilMs;
    later = isLast ? [] : news.filter(({ learnedMs }) => learnedMs >= endMs);
    yield isLast ? news : news.filter(({ learnedMs }) => learnedMs < endMs);
  }
}

function entryOf(fact: Fact): readonly LedgerEntry[] {
  const minute = minuteOf(fact);
  if (minute === null) return [];
  const bar = fact.kind === "bar" ? fact.body.before : null;
  const before = bar === null ? null : { kind: "bar" as const, startMs: minute.startMs, bar };
  return [{ cursor: fact.cursor, minute, before, cause: fact.cause, learnedMs: fact.learnedMs }];
}

/** By the time at which it was heard; what was heard at one time stays in its order. */
function inOrder(news: readonly MinuteNews[]): readonly MinuteNews[] {
  return news.toSorted((a, b) => a.learnedMs - b.learnedMs);
}
