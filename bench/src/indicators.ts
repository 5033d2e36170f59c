import { Atr, Ema, type MarketBar, Rsi } from "@spotlight/market";
import { ATR as PeerAtr, EMA as PeerEma, RSI as PeerRsi } from "trading-signals";

/** One measured ratio: both medians in `unit`, `ratio` = ours / peer, `target` the least ratio that is wanted. */
export interface Measurement {
  readonly name: string;
  readonly ours: number;
  readonly peer: number;
  readonly ratio: number;
  readonly unit: string;
  readonly target: number;
}

const BARS = 200_000;
const ROUNDS = 9;

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

/** EMA 9/20/50, RSI 14 and ATR 14, one bar at a time; returns a sum of all values, so that none can be skipped. */
function foldOurs(bars: readonly MarketBar[]): number {
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

/** The same work by trading-signals, through `update`, its shortest way in. */
function foldPeer(bars: readonly MarketBar[]): number {
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

/** Bars per second of one pass. */
function rate(fold: (bars: readonly MarketBar[]) => number, bars: readonly MarketBar[]): number {
  const startMs = performance.now();
  const sum = fold(bars);
  const seconds = (performance.now() - startMs) / 1_000;
  if (!Number.isFinite(sum)) throw new Error("an indicator produced a value that is not finite");
  return bars.length / seconds;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Measures indicators against trading-signals 8 in interleaved rounds, after one round of each to warm up. */
export async function run(): Promise<Measurement[]> {
  const bars = makeBars();
  const ours: number[] = [];
  const peer: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const [oursNow, peerNow] = [rate(foldOurs, bars), rate(foldPeer, bars)];
    if (round === 0) continue;
    ours.push(oursNow);
    peer.push(peerNow);
  }
  const [oursRate, peerRate] = [median(ours), median(peer)];
  return [
    {
      name: "EMA 9/20/50, RSI 14, ATR 14, one bar at a time",
      ours: Math.round(oursRate),
      peer: Math.round(peerRate),
      ratio: oursRate / peerRate,
      unit: "bars/s",
      target: 10,
    },
  ];
}
