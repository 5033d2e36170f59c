import { DEFAULT_ASSUMPTIONS } from "@spotlight/contracts";
import { Ema } from "@spotlight/market";
import {
  type BarColumns,
  type EntryColumns,
  entryColumns,
  seededRandom,
  simulate,
  summarise,
} from "@spotlight/strategy";
import { DataFrame, type IDataFrame } from "data-forge";
import { analyze, backtest, type IBar, type IStrategy } from "grademark";
import type { Measurement } from "./measurement.ts";
import { median } from "./statistics.ts";

/** About twenty years of one symbol's regular sessions for us, three months for the peer, which needs longer. */
const BARS = 2_000_000;
const PEER_BARS = 25_000;
const WARM_UPS = 3;
const ROUNDS = 9;
const SESSION_MINUTES = 390;
const FAST = 20;
const SLOW = 50;
const STOP_SHARE = 0.01;

/** The bars of a walk, with both averages: what either side is given. */
interface Market {
  readonly bars: BarColumns;
  readonly fast: Float64Array;
  readonly slow: Float64Array;
}

/** Minutes of a walk, the same every time (Numerical Recipes' linear congruential generator), Mondays on end. */
function makeMarket(length: number): Market {
  const [open, high, low, close, startMs, endMs, volume] = Array.from({ length: 7 }, () => ({
    values: new Float64Array(length),
  })) as [Column, Column, Column, Column, Column, Column, Column];
  const [fast, slow] = [new Float64Array(length), new Float64Array(length)];
  const [fastEma, slowEma] = [new Ema(FAST), new Ema(SLOW)];
  const firstMs = Date.UTC(2026, 0, 5, 14, 30);
  let seed = 20_261_124;
  let price = 100;
  for (let at = 0; at < length; at += 1) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    open.values[at] = price;
    price = Math.max(20, price + (seed / 4_294_967_296 - 0.5) * 0.2);
    close.values[at] = price;
    high.values[at] = Math.max(price, open.values[at] ?? 0) + 0.03;
    low.values[at] = Math.min(price, open.values[at] ?? 0) - 0.03;
    const week = Math.floor(at / SESSION_MINUTES);
    startMs.values[at] =
      firstMs +
      (week % 8) * 7 * 86_400_000 +
      Math.floor(week / 8) * 364 * 86_400_000 +
      (at % SESSION_MINUTES) * 60_000;
    endMs.values[at] = (startMs.values[at] ?? 0) + 60_000;
    volume.values[at] = 1_000;
    const bar = {
      startMs: 0,
      endMs: 0,
      open: price,
      high: price,
      low: price,
      close: price,
      volume: 1,
      vwap: null,
      tradeCount: 1,
      state: "closed",
      rev: 0,
    } as const;
    fast[at] = fastEma.next(bar) ?? Number.NaN;
    slow[at] = slowEma.next(bar) ?? Number.NaN;
  }
  return { bars: { length, open, high, low, close, startMs, endMs, volume }, fast, slow };
}

interface Column {
  readonly values: Float64Array;
}

/** Bars at which the fast average comes to stand above the slow one. */
function crossings({ bars, fast, slow }: Market): number {
  let count = 0;
  let wasAbove = false;
  for (let at = 0; at < bars.length; at += 1) {
    const above = (fast[at] ?? 0) > (slow[at] ?? 0);
    if (above && !wasAbove) count += 1;
    wasAbove = above;
  }
  return count;
}

/** Long while the fast average is above the slow one, with a stop one percent below; leaves when it crosses back. */
function crossover(market: Market): EntryColumns {
  const { bars, fast, slow } = market;
  const entries = entryColumns(crossings(market));
  let count = 0;
  let wasAbove = false;
  for (let at = 0; at < bars.length; at += 1) {
    const above = (fast[at] ?? 0) > (slow[at] ?? 0);
    if (above === wasAbove) continue;
    wasAbove = above;
    if (above) {
      const close = bars.close.values[at] ?? 0;
      entries.bar[count] = at;
      entries.direction[count] = 1;
      entries.entry[count] = close;
      entries.stop[count] = close * (1 - STOP_SHARE);
      count += 1;
    } else entries.leaveBar[count - 1] = at;
  }
  entries.length = count;
  return entries;
}

/** Signals, fills and statistics of all bars; answers the trades made. */
function driveOurs(market: Market): number {
  const entries = crossover(market);
  const simulation = simulate(market.bars, entries, {
    ...DEFAULT_ASSUMPTIONS,
    sizing: { equityDollars: 100_000, riskPercent: 0.5 },
    commission: { perShareDollars: 0.005, minimumDollars: 1 },
    sessionEnd: null,
  });
  const result = summarise(simulation, entries, seededRandom(1));
  if (result.statistics.totalDollars === null) throw new Error("the run has no result in dollars");
  return result.statistics.count;
}

interface PeerBar extends IBar {
  readonly fast: number;
  readonly slow: number;
}

const at = (column: Column, index: number): number => column.values[index] ?? 0;

function peerSeries({ bars, fast, slow }: Market): IDataFrame<number, PeerBar> {
  return new DataFrame<number, PeerBar>(
    Array.from({ length: bars.length }, (_, index) => ({
      time: new Date(at(bars.startMs, index)),
      open: at(bars.open, index),
      high: at(bars.high, index),
      low: at(bars.low, index),
      close: at(bars.close, index),
      volume: 1_000,
      fast: fast[index] ?? 0,
      slow: slow[index] ?? 0,
    })),
  ).bake();
}

const PEER_STRATEGY: IStrategy<PeerBar, PeerBar> = {
  entryRule(enterPosition, { bar }) {
    if (bar.fast > bar.slow) enterPosition();
  },
  exitRule(exitPosition, { bar }) {
    if (bar.fast < bar.slow) exitPosition();
  },
  stopLoss: ({ entryPrice }) => entryPrice * STOP_SHARE,
};

/** The same strategy by grademark, with its own analysis of the trades. */
function drivePeer(series: IDataFrame<number, PeerBar>): number {
  return analyze(100_000, backtest(PEER_STRATEGY, series)).totalTrades;
}

function rate(bars: number, run: () => number): number {
  const startMs = performance.now();
  const trades = run();
  const seconds = (performance.now() - startMs) / 1_000;
  if (trades < bars / 1_000) throw new Error(`only ${trades} trades on ${bars} bars`);
  return bars / seconds;
}

/** A crossover backtest with fills and statistics, indicators given, against grademark. */
export async function run(): Promise<Measurement[]> {
  const market = makeMarket(BARS);
  const series = peerSeries(makeMarket(PEER_BARS));
  const rounds = Array.from(
    { length: WARM_UPS + ROUNDS },
    () => [rate(BARS, () => driveOurs(market)), rate(PEER_BARS, () => drivePeer(series))] as const,
  ).slice(WARM_UPS);
  const ours = median(rounds.map(([each]) => each));
  const peer = median(rounds.map(([, each]) => each));
  return [
    {
      name: "crossover backtest with fills and statistics",
      ours: Math.round(ours),
      peer: Math.round(peer),
      ratio: ours / peer,
      unit: "bars/s",
      target: 20,
    },
  ];
}
