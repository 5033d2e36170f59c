import { MINUTE_MS, type MinuteFact, type TradingDay, tradingDayAt } from "@spotlight/market";
import type { HistoricalMinute } from "../feeds/feed.ts";

/**
 * A feed's history as facts. The last minute of each day that is over is marked as finished even when nothing traded in
 * it, because a bucket closes with its last minute.
 */
export async function* pastFacts(
  history: AsyncIterable<readonly HistoricalMinute[]>,
  untilMs: number,
): AsyncGenerator<readonly MinuteFact[]> {
  let day: TradingDay | null = null;
  let lastMs = -Infinity;
  const finish = function* (): Generator<MinuteFact> {
    if (day === null || day.postCloseMs > untilMs || lastMs === day.postCloseMs - MINUTE_MS) return;
    yield { kind: "empty", startMs: day.postCloseMs - MINUTE_MS };
  };
  for await (const minutes of history) {
    const facts: MinuteFact[] = [];
    for (const minute of minutes) {
      if (day === null || minute.startMs >= day.postCloseMs) {
        facts.push(...finish());
        day = tradingDayAt(minute.startMs);
      }
      lastMs = minute.startMs;
      facts.push(officialFact(minute));
    }
    yield facts;
  }
  const rest = [...finish()];
  if (rest.length > 0) yield rest;
}

function officialFact({
  startMs,
  open,
  high,
  low,
  close,
  volume,
  vwap,
  tradeCount,
}: HistoricalMinute): MinuteFact {
  const endMs = startMs + MINUTE_MS;
  return {
    kind: "bar",
    startMs,
    bar: { startMs, endMs, open, high, low, close, volume, vwap, tradeCount, state: "official", rev: 0 },
  };
}
