import type { BacktestTrade } from "@spotlight/contracts";
import type { Walk } from "./walk.ts";
import { HOWS } from "./walk.ts";

/** Finished trades in columns, in the order of their exits; results are net of costs. */
export interface TradeColumns {
  readonly length: number;
  /** Index of the entry that it came from. */
  readonly entry: Int32Array;
  readonly direction: Int8Array;
  readonly entryMs: Float64Array;
  readonly exitMs: Float64Array;
  readonly entryPrice: Float64Array;
  readonly exitPrice: Float64Array;
  readonly resultR: Float64Array;
  readonly maeR: Float64Array;
  readonly mfeR: Float64Array;
  readonly plusMinutes: Float64Array;
  readonly minusMinutes: Float64Array;
  /** Place in {@link HOWS}. */
  readonly how: Uint8Array;
  /** Null where a run reckons in R only. */
  readonly shares: Float64Array | null;
  readonly resultDollars: Float64Array | null;
  /** Equity before the first trade, dollars. */
  readonly startDollars: number | null;
}

/** Columns that can still grow, up to their capacity. */
export type GrowingTrades = TradeColumns & { length: number };

/** Empty columns for so many trades. */
export function tradeColumns(capacity: number, startDollars: number | null): GrowingTrades {
  const column = (): Float64Array => new Float64Array(capacity);
  return {
    length: 0,
    entry: new Int32Array(capacity),
    direction: new Int8Array(capacity),
    entryMs: column(),
    exitMs: column(),
    entryPrice: column(),
    exitPrice: column(),
    resultR: column(),
    maeR: column(),
    mfeR: column(),
    plusMinutes: column(),
    minusMinutes: column(),
    how: new Uint8Array(capacity),
    shares: startDollars === null ? null : column(),
    resultDollars: startDollars === null ? null : column(),
    startDollars,
  };
}

/** Notes a walk that has ended; `resultR` is net of costs. */
export function pushTrade(trades: GrowingTrades, walk: Walk, entry: number, resultR: number): void {
  const at = trades.length;
  trades.entry[at] = entry;
  trades.direction[at] = walk.sign;
  trades.entryMs[at] = walk.entryMs;
  trades.exitMs[at] = walk.exitMs;
  trades.entryPrice[at] = walk.sign * walk.entry;
  trades.exitPrice[at] = walk.sign * walk.exit;
  trades.resultR[at] = resultR;
  trades.maeR[at] = (walk.entry - walk.worst) / walk.unit;
  trades.mfeR[at] = (walk.best - walk.entry) / walk.unit;
  trades.plusMinutes[at] = walk.plusMinutes;
  trades.minusMinutes[at] = walk.minusMinutes;
  trades.how[at] = walk.how;
  trades.length = at + 1;
}

function known(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

/** The trades as records for people and files, with the equity after each. */
export function tradeList(trades: TradeColumns): BacktestTrade[] {
  const { resultDollars, startDollars } = trades;
  let [equityR, bestR] = [0, 0];
  let [equityDollars, bestDollars] = [startDollars ?? 0, startDollars ?? 0];
  return Array.from({ length: trades.length }, (_, at) => {
    const resultR = trades.resultR[at] ?? 0;
    equityR += resultR;
    bestR = Math.max(bestR, equityR);
    equityDollars += resultDollars?.[at] ?? 0;
    bestDollars = Math.max(bestDollars, equityDollars);
    return {
      how: HOWS[trades.how[at] ?? 0] ?? "target",
      resultR,
      maeR: trades.maeR[at] ?? 0,
      mfeR: trades.mfeR[at] ?? 0,
      minutesToPlusOneR: known(trades.plusMinutes[at]),
      minutesToMinusOneR: known(trades.minusMinutes[at]),
      entryMs: trades.entryMs[at] ?? 0,
      exitMs: trades.exitMs[at] ?? 0,
      entryPrice: trades.entryPrice[at] ?? 0,
      exitPrice: trades.exitPrice[at] ?? 0,
      direction: (trades.direction[at] ?? 1) > 0 ? "long" : "short",
      shares: trades.shares?.[at] ?? null,
      resultDollars: resultDollars?.[at] ?? null,
      equityR,
      equityDollars: startDollars === null ? null : equityDollars,
      drawdownR: bestR - equityR,
      drawdownDollars: startDollars === null ? null : bestDollars - equityDollars,
    };
  });
}
