import type { HistoricalMinute } from "../feed.ts";
import { planDay } from "./day-plan.ts";
import type { Universe } from "./universe.ts";

const MINUTE_MS = 60_000;

/** Trading days of the past that are given when nobody says how many: about six months. */
const HISTORY_DAYS = 126;
/** Batches end with the first whole day that fills this many bars. */
const BATCH = 6_000;

/** See `Feed.history`: the bars that a run delivers as official aggregates in the end. */
export async function* simulatedHistory(
  universe: Universe,
  symbol: string,
  fromMs: number | null,
  untilMs: number,
): AsyncGenerator<readonly HistoricalMinute[]> {
  const { days } = universe;
  const source = universe.source(symbol);
  const today = days.numberEndingAfter(untilMs);
  const first = fromMs === null ? Math.max(0, today - HISTORY_DAYS) : days.numberEndingAfter(fromMs);
  let batch: HistoricalMinute[] = [];
  for (let number = first; days.at(number).preOpenMs < untilMs; number += 1) {
    for (const planned of planDay(source, number).minutes) {
      if (planned === null || planned.bar.startMs + MINUTE_MS > untilMs) continue;
      if (fromMs === null || planned.bar.startMs >= fromMs) batch.push(planned.bar);
    }
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
