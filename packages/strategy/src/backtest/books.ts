import { type BacktestAssumptions, REGIMES, type Signal } from "@spotlight/contracts";
import { regimeAt } from "../patterns/regime.ts";
import type { BarSeries } from "../series/bar-series.ts";
import { firstStartingAt } from "../series/search.ts";
import { type EntryColumns, entryColumns } from "./entry-columns.ts";
import type { PriceTape } from "./price-tape.ts";
import { type Simulation, simulate } from "./simulate.ts";
import { type SweepChoices, chosenSignal } from "./sweep-choices.ts";

/** Names of the regimes by their number in {@link EntryColumns}; the first is for too few bars to say. */
export const REGIME_LABELS: readonly string[] = ["too few bars to say", ...REGIMES];

/** One strategy on one symbol, traded on an account of its own. */
export interface Book {
  readonly strategy: string;
  readonly symbol: string;
  /** As they fired, in the order of `entries`. */
  readonly signals: readonly Signal[];
  /** How many of them were retracted later. They were acted on, so they stay in. */
  readonly retracted: number;
  readonly entries: EntryColumns;
  readonly simulation: Simulation;
}

/**
 * Trades signals on the bars of a tape, each strategy and symbol by itself. A signal is acted on as it fired, at the
 * first bar that starts when it is known: what became of it later is not known at that time.
 */
export function tradeBooks(
  told: readonly Signal[],
  tape: PriceTape,
  assumptions: BacktestAssumptions,
  choices: SweepChoices = {},
): Book[] {
  const retracted = new Set<string>();
  const groups = new Map<string, Signal[]>();
  for (const signal of told) {
    if (signal.status === "retracted") retracted.add(signal.id);
    else if (signal.status !== "fired") retracted.delete(signal.id);
    const chosen = signal.status === "fired" ? chosenSignal(signal, choices) : null;
    if (chosen === null) continue;
    const key = `${signal.strategy}/${signal.symbol}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [chosen]);
    else group.push(chosen);
  }
  return [...groups.keys()].sort().map((key) => {
    const signals = groups.get(key) ?? [];
    const { strategy = "", symbol = "", session = "rth" } = signals[0] ?? {};
    const series = tape.series(symbol, session);
    const entries = entriesOf(signals, series);
    return {
      strategy,
      symbol,
      signals,
      retracted: signals.filter(({ id }) => retracted.has(id)).length,
      entries,
      simulation: simulate(series, entries, slipped(assumptions, choices)),
    };
  });
}

function slipped(assumptions: BacktestAssumptions, { slippage }: SweepChoices): BacktestAssumptions {
  if (slippage === undefined) return assumptions;
  return { ...assumptions, slippage: { ...assumptions.slippage, amount: Math.max(0, slippage) } };
}

function entriesOf(signals: readonly Signal[], series: BarSeries): EntryColumns {
  const entries = entryColumns(signals.length);
  signals.forEach((signal, index) => {
    const bar = firstStartingAt(series, signal.atMs) - 1;
    entries.bar[index] = bar;
    entries.direction[index] = signal.direction === "long" ? 1 : -1;
    entries.entry[index] = signal.entry;
    entries.stop[index] = signal.stop;
    entries.target1[index] = signal.targets[0] ?? Number.NaN;
    entries.target2[index] = signal.targets[1] ?? Number.NaN;
    entries.holdMinutes[index] = signal.holdMinutes;
    const regime = bar < 0 ? null : regimeAt(series, bar);
    entries.regime[index] = regime === null ? 0 : REGIMES.indexOf(regime) + 1;
  });
  entries.length = signals.length;
  series.settle();
  return entries;
}
