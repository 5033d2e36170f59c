import type { Drawdown, Figure, TradeStatistics } from "@spotlight/contracts";
import { type Blocks, cutBlocks } from "./blocks.ts";
import { bootstrapDrawdown, bootstrapSums } from "./bootstrap.ts";
import { deepestFall } from "./drawdown.ts";
import type { Random } from "./random.ts";
import { MINIMUM_SAMPLE, tooFew } from "./sample.ts";
import { wilson } from "./wilson.ts";

/** Trades from which the system quality number means something. */
const SQN_SAMPLE = 30;
/** Trades above which the number stops growing with their count. */
const SQN_CAP = 100;

/** Finished trades in the order of their exits: results in R, and in dollars where they are known. */
export interface TradeResults {
  readonly resultsR: Float64Array;
  readonly resultsDollars: Float64Array | null;
}

/** What one pass over the results counts. */
interface Tally {
  readonly wins: number;
  readonly losses: number;
  readonly gain: number;
  readonly loss: number;
  readonly squares: number;
  readonly longestWinStreak: number;
  readonly longestLossStreak: number;
}

function tally(results: Float64Array): Tally {
  let [wins, losses, gain, loss, squares] = [0, 0, 0, 0, 0];
  let [winStreak, lossStreak, longestWinStreak, longestLossStreak] = [0, 0, 0, 0];
  for (let at = 0; at < results.length; at += 1) {
    const result = results[at] ?? 0;
    squares += result * result;
    if (result > 0) {
      wins += 1;
      gain += result;
    } else if (result < 0) {
      losses += 1;
      loss -= result;
    }
    winStreak = result > 0 ? winStreak + 1 : 0;
    lossStreak = result < 0 ? lossStreak + 1 : 0;
    if (winStreak > longestWinStreak) longestWinStreak = winStreak;
    if (lossStreak > longestLossStreak) longestLossStreak = lossStreak;
  }
  return { wins, losses, gain, loss, squares, longestWinStreak, longestLossStreak };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** The win rate with its Wilson interval, or a refusal. */
export function winRateFigure(wins: number, count: number, least = MINIMUM_SAMPLE): Figure {
  const refusal = tooFew(count, least);
  if (refusal !== null) return refusal;
  const { rate, low, high } = wilson(wins, count);
  return { enough: true, value: rate, low, high };
}

function drawdown(results: Float64Array, blocks: Blocks, random: Random, least: number): Drawdown {
  const deepest = deepestFall(results);
  const refusal = tooFew(results.length, least);
  if (refusal !== null) return { deepest, likely: refusal };
  const { median, low, high } = bootstrapDrawdown(blocks, random);
  return { deepest, likely: { enough: true, value: median, low, high } };
}

/**
 * Van Tharp's system quality number: mean by standard deviation of the results in R, times the root of their count (at
 * most 100). Source: Van K. Tharp, "The Definitive Guide to Position Sizing" (2008).
 */
function systemQuality(count: number, total: number, squares: number): TradeStatistics["sqn"] {
  const refusal = tooFew(count, SQN_SAMPLE);
  if (refusal !== null) return refusal;
  const variance = (squares - (total * total) / count) / (count - 1);
  const value =
    variance > 1e-12 ? (total / count / Math.sqrt(variance)) * Math.sqrt(Math.min(count, SQN_CAP)) : 0;
  return { enough: true, value };
}

function sumFigures(
  { resultsR }: TradeResults,
  { gain, loss }: Tally,
  blocks: Blocks,
  random: Random,
  least: number,
): Pick<TradeStatistics, "expectancyR" | "profitFactor"> {
  const refusal = tooFew(resultsR.length, least);
  if (refusal !== null) return { expectancyR: refusal, profitFactor: refusal };
  const { mean, profitFactor } = bootstrapSums(blocks, random);
  return {
    expectancyR: { enough: true, value: (gain - loss) / resultsR.length, ...mean },
    profitFactor: {
      enough: true,
      value: loss > 0 ? gain / loss : null,
      low: finite(profitFactor.low),
      high: finite(profitFactor.high),
    },
  };
}

/**
 * What finished trades say: rates with Wilson intervals, expectancy, profit factor and drawdown with bootstrap intervals.
 * Below `least` trades (at least 2) each of these is a refusal. The same random source in the same state gives the same
 * figures.
 */
export function tradeStatistics(
  results: TradeResults,
  random: Random,
  least = MINIMUM_SAMPLE,
): TradeStatistics {
  const { resultsR, resultsDollars } = results;
  const count = resultsR.length;
  const counted = tally(resultsR);
  const { wins, losses, gain, loss, squares, longestWinStreak, longestLossStreak } = counted;
  const blocks = cutBlocks(resultsR);
  return {
    count,
    wins,
    losses,
    winRate: winRateFigure(wins, count, least),
    ...sumFigures(results, counted, blocks, random, least),
    averageWinR: wins > 0 ? gain / wins : null,
    averageLossR: losses > 0 ? -loss / losses : null,
    totalR: gain - loss,
    drawdownR: drawdown(resultsR, blocks, random, least),
    totalDollars: resultsDollars?.reduce((sum, result) => sum + result, 0) ?? null,
    drawdownDollars:
      resultsDollars === null ? null : drawdown(resultsDollars, cutBlocks(resultsDollars), random, least),
    longestWinStreak,
    longestLossStreak,
    sqn: systemQuality(count, gain - loss, squares),
  };
}
