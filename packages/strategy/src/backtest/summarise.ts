import type { BacktestGroup, BacktestResult, Figure, Spread } from "@spotlight/contracts";
import { minuteOfDay } from "@spotlight/market";
import {
  bootstrapMean,
  MINIMUM_SAMPLE,
  quantileFigure,
  type Random,
  tooFew,
  tradeStatistics,
  winRateFigure,
} from "../statistics/index.ts";
import type { EntryColumns } from "./entry-columns.ts";
import type { Simulation } from "./simulate.ts";
import type { TradeColumns } from "./trade-columns.ts";

const MINUTE_MS = 60_000;
/** Bins of half an R from here to there; beyond are open bins. */
const LOWEST_BIN_R = -3;
const HIGHEST_BIN_R = 5;
const BIN_R = 0.5;
/** Trades that a percentile is made of at most: evenly chosen ones speak for more. */
const SPEAKING_MAX = 5_000;

function distribution(results: Float64Array): BacktestResult["distribution"] {
  const inner = (HIGHEST_BIN_R - LOWEST_BIN_R) / BIN_R;
  const counts = new Int32Array(inner + 2);
  for (let at = 0; at < results.length; at += 1) {
    const bin = Math.floor(((results[at] ?? 0) - LOWEST_BIN_R) / BIN_R) + 1;
    const place = Math.max(0, Math.min(inner + 1, bin));
    counts[place] = (counts[place] ?? 0) + 1;
  }
  return Array.from(counts, (count, place) => ({
    from: place === 0 ? null : LOWEST_BIN_R + (place - 1) * BIN_R,
    to: place === inner + 1 ? null : LOWEST_BIN_R + place * BIN_R,
    count,
  }));
}

function thinned(values: Float64Array): Float64Array {
  if (values.length <= SPEAKING_MAX) return values;
  return Float64Array.from(
    { length: SPEAKING_MAX },
    (_, index) => values[Math.floor((index * values.length) / SPEAKING_MAX)] ?? 0,
  );
}

function spread(values: Float64Array): Spread {
  const speaking = thinned(values).toSorted();
  const at = (share: number): Figure => quantileFigure(speaking, share, 0.95, MINIMUM_SAMPLE);
  return { p25: at(0.25), p50: at(0.5), p75: at(0.75) };
}

function group(label: string, results: Float64Array, random: Random): BacktestGroup {
  const count = results.length;
  let wins = 0;
  let totalR = 0;
  for (let at = 0; at < count; at += 1) {
    const result = results[at] ?? 0;
    if (result > 0) wins += 1;
    totalR += result;
  }
  const refusal = tooFew(count, MINIMUM_SAMPLE);
  const expectancyR: Figure = refusal ?? {
    enough: true,
    value: totalR / count,
    ...bootstrapMean(results, random),
  };
  return { label, count, totalR, winRate: winRateFigure(wins, count), expectancyR };
}

/** Groups results by a small number; labels of groups without a trade are left out. */
function grouped(
  results: Float64Array,
  keyOf: (at: number) => number,
  labels: readonly string[],
  random: Random,
): BacktestGroup[] {
  const sizes = new Int32Array(labels.length);
  const keys = new Uint8Array(results.length);
  for (let at = 0; at < keys.length; at += 1) {
    const key = keyOf(at);
    keys[at] = key;
    sizes[key] = (sizes[key] ?? 0) + 1;
  }
  const members = labels.map((_, key) => new Float64Array(sizes[key] ?? 0));
  sizes.fill(0);
  for (let at = 0; at < results.length; at += 1) {
    const key = keys[at] ?? 0;
    const place = sizes[key] ?? 0;
    const own = members[key];
    if (own !== undefined) own[place] = results[at] ?? 0;
    sizes[key] = place + 1;
  }
  return labels.flatMap((label, key) => {
    const own = members[key];
    return own === undefined || own.length === 0 ? [] : [group(label, own, random)];
  });
}

function expectedHold(trades: TradeColumns, entries: EntryColumns): number | null {
  let [sum, count] = [0, 0];
  for (let at = 0; at < trades.length; at += 1) {
    const minutes = entries.holdMinutes[trades.entry[at] ?? 0] ?? Number.POSITIVE_INFINITY;
    if (minutes === Number.POSITIVE_INFINITY) continue;
    sum += minutes;
    count += 1;
  }
  return count === 0 ? null : sum / count;
}

const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour));

/** What a simulation came to. `regimes` names the numbers of `entries.regime`. The same random source gives the same. */
export function summarise(
  { trades, skipped }: Simulation,
  entries: EntryColumns,
  random: Random,
  regimes: readonly string[] = [],
): BacktestResult {
  const { length } = trades;
  const resultsR = trades.resultR.subarray(0, length);
  const holds = new Float64Array(length);
  for (let at = 0; at < length; at += 1)
    holds[at] = ((trades.exitMs[at] ?? 0) - (trades.entryMs[at] ?? 0)) / MINUTE_MS;
  return {
    statistics: tradeStatistics(
      { resultsR, resultsDollars: trades.resultDollars?.subarray(0, length) ?? null },
      random,
    ),
    distribution: distribution(resultsR),
    byHour: grouped(resultsR, (at) => Math.floor(minuteOfDay(trades.entryMs[at] ?? 0) / 60), HOURS, random),
    byRegime: grouped(resultsR, (at) => entries.regime?.[trades.entry[at] ?? 0] ?? 0, regimes, random),
    maeR: spread(trades.maeR.subarray(0, length)),
    mfeR: spread(trades.mfeR.subarray(0, length)),
    holdMinutes: spread(holds),
    expectedHoldMinutes: expectedHold(trades, entries),
    skipped,
  };
}
