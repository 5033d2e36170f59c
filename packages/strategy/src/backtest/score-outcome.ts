import type { BacktestAssumptions, Direction, Outcome } from "@spotlight/contracts";
import { DEFAULT_ASSUMPTIONS } from "@spotlight/contracts";
import { type BarColumns, valueAt } from "../columns.ts";
import { entryColumns } from "./entry-columns.ts";
import { simulate } from "./simulate.ts";
import { tradeList } from "./trade-columns.ts";

/** A proposal as it was made: prices in dollars, one or two targets, nearest first. */
export interface ScoredPlan {
  readonly direction: Direction;
  readonly entry: number;
  readonly stop: number;
  readonly targets: readonly number[];
  /** Longest hold, minutes. */
  readonly holdMinutes: number;
}

/** How proposals are scored: like a backtest's trade, without costs. */
export const SCORE_ASSUMPTIONS: BacktestAssumptions = {
  ...DEFAULT_ASSUMPTIONS,
  slippage: { unit: "ticks", amount: 0 },
};

/** What the bars say of a proposal. `open`: not decided yet. `missed`: there was nothing to fill within the plan. */
export type Score =
  | { readonly kind: "outcome"; readonly outcome: Outcome }
  | { readonly kind: "open" | "missed" };

/**
 * How a proposal that stands on bar `signalBar` went, by the same rules as a backtest. 1 R is the way from the proposed
 * entry to the stop; distances are measured from the fill, `maeR` and `mfeR` both ≥ 0. Reads bars from the signal's on.
 */
export function scoreOutcome(
  bars: BarColumns,
  signalBar: number,
  plan: ScoredPlan,
  assumptions: BacktestAssumptions = SCORE_ASSUMPTIONS,
): Score {
  const waits = signalBar + 1 >= bars.length && !Number.isNaN(valueAt(bars.startMs, signalBar));
  if (waits) return { kind: "open" };
  const entries = entryColumns(1);
  entries.length = 1;
  entries.bar[0] = signalBar;
  entries.direction[0] = plan.direction === "long" ? 1 : -1;
  entries.entry[0] = plan.entry;
  entries.stop[0] = plan.stop;
  entries.target1[0] = plan.targets[0] ?? Number.NaN;
  entries.target2[0] = plan.targets[1] ?? Number.NaN;
  entries.holdMinutes[0] = plan.holdMinutes;
  const { trades, skipped } = simulate(bars, entries, { ...assumptions, sizing: null });
  const [trade] = tradeList(trades);
  if (trade === undefined) return { kind: skipped.unfinished > 0 ? "open" : "missed" };
  const {
    how,
    resultR,
    maeR,
    mfeR,
    minutesToPlusOneR,
    minutesToMinusOneR,
    entryMs,
    exitMs,
    entryPrice,
    exitPrice,
  } = trade;
  return {
    kind: "outcome",
    outcome: {
      how,
      resultR,
      maeR,
      mfeR,
      minutesToPlusOneR,
      minutesToMinusOneR,
      entryMs,
      exitMs,
      entryPrice,
      exitPrice,
    },
  };
}
