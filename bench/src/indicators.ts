import { Atr, Ema, type MarketBar, Rsi } from "@spotlight/market";
import { ATR as PeerAtr, EMA as PeerEma, RSI as PeerRsi } from "trading-signals";
import type { Measurement } from "./measurement.ts";

/** About six months of five-minute bars: what one chart or one rule folds. */
const BARS = 10_000;
const PASSES = 20;
const ROUNDS = 15;

/** A walk of minute bars; the same every time (Numerical Recipes' linear congruential generator). */
function makeBars(): MarketBar[] {
  let seed = 20_261_123;
  let close = 100;
  return Array.from({ length: BARS }, (_, index) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    const step = (seed / 4_294_967_296 - 0.5) * 0.2;
    const open = close;
    close = Math.max(5, close + step);
    const startMs = Date.UTC(2026, 0, 5, 14, 30) + index * 60_000;
    return {
      startMs,
      endMs: startMs + 60_000,
      open,
      high: Math.max(open, close) + 0.03,
      low: Math.min(open, close) - 0.03,
      close,
      volume: 1_000 + (seed % 5_000),
      vwap: null,
      tradeCount: 20,
      state: "official",
      rev: 0,
    };
  });
}

type Fold = (bars: readonly MarketBar[]) => number;

/** EMA 9/20/50, RSI 14 and ATR 14, one bar at a time; returns the sum of the last values. */
function driveOurs(bars: readonly MarketBar[]): number {
  const [fast, middle, slow, rsi, atr] = [new Ema(9), new Ema(20), new Ema(50), new Rsi(14), new Atr(14)];
  for (const bar of bars) {
    fast.next(bar);
    middle.next(bar);
    slow.next(bar);
    rsi.next(bar);
    atr.next(bar);
  }
  return [fast, middle, slow, rsi, atr].reduce((sum, indicator) => sum + (indicator.value ?? Number.NaN), 0);
}

/** The same work by trading-signals, through `update`, its shortest way in. */
function drivePeer(bars: readonly MarketBar[]): number {
  const [fast, middle, slow] = [new PeerEma(9), new PeerEma(20), new PeerEma(50)];
  const [rsi, atr] = [new PeerRsi(14), new PeerAtr(14)];
  for (const bar of bars) {
    fast.update(bar.close, false);
    middle.update(bar.close, false);
    slow.update(bar.close, false);
    rsi.update(bar.close, false);
    atr.update(bar, false);
  }
  return [fast, middle, slow, rsi, atr].reduce((sum, indicator) => sum + indicator.getResultOrThrow(), 0);
}

/** {@link driveOurs} with every value read as it comes; returns the sum of all. */
function readOurs(bars: readonly MarketBar[]): number {
  const [fast, middle, slow, rsi, atr] = [new Ema(9), new Ema(20), new Ema(50), new Rsi(14), new Atr(14)];
  let sum = 0;
  for (const bar of bars) {
    sum += fast.next(bar) ?? 0;
    sum += middle.next(bar) ?? 0;
    sum += slow.next(bar) ?? 0;
    sum += rsi.next(bar) ?? 0;
    sum += atr.next(bar) ?? 0;
  }
  return sum;
}

/** {@link drivePeer} with every value read as it comes; returns the sum of all. */
function readPeer(bars: readonly MarketBar[]): number {
  const [fast, middle, slow] = [new PeerEma(9), new PeerEma(20), new PeerEma(50)];
  const [rsi, atr] = [new PeerRsi(14), new PeerAtr(14)];
  let sum = 0;
  for (const bar of bars) {
    sum += fast.update(bar.close, false);
    sum += middle.update(bar.close, false);
    sum += slow.update(bar.close, false);
    sum += rsi.update(bar.close, false) ?? 0;
    sum += atr.update(bar, false) ?? 0;
  }
  return sum;
}

/** Bars per second over a few passes, each with fresh indicators. */
function rate(fold: Fold, bars: readonly MarketBar[]): number {
  const startMs = performance.now();
  let sum = 0;
  for (let pass = 0; pass < PASSES; pass += 1) sum += fold(bars);
  const seconds = (performance.now() - startMs) / 1_000;
  if (!Number.isFinite(sum)) throw new Error("an indicator produced a value that is not finite");
  return (PASSES * bars.length) / seconds;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Medians of interleaved rounds, after one round of each to warm up. */
function compare(
  name: string,
  target: number,
  ourFold: Fold,
  peerFold: Fold,
  bars: readonly MarketBar[],
): Measurement {
  const rounds = Array.from(
    { length: ROUNDS + 1 },
    () => [rate(ourFold, bars), rate(peerFold, bars)] as const,
  );
  const measured = rounds.slice(1);
  const ours = median(measured.map(([rate]) => rate));
  const peer = median(measured.map(([, rate]) => rate));
  return { name, ours: Math.round(ours), peer: Math.round(peer), ratio: ours / peer, unit: "bars/s", target };
}

/** Measures EMA 9/20/50, RSI 14 and ATR 14, one bar at a time, against trading-signals 8. */
export async function run(): Promise<Measurement[]> {
  const bars = makeBars();
  return [
    compare("EMA 9/20/50, RSI 14, ATR 14", 10, driveOurs, drivePeer, bars),
    compare("EMA 9/20/50, RSI 14, ATR 14, every value read", 4, readOurs, readPeer, bars),
  ];
}
