import type { SymbolView } from "../view/symbol-view.ts";
import { CloseRunner } from "./close-runner.ts";
import { IntrabarRunner } from "./intrabar-runner.ts";
import type { Runner } from "./runner.ts";
import type { SeriesSource, Strategy } from "./strategy.ts";

/** The runner for a strategy's way of being evaluated. A minute's own forming is stored by nobody: 1m runs on close. */
export function createRunner(strategy: Strategy, view: SymbolView, source: SeriesSource): Runner {
  const { evaluation, timeframe } = strategy;
  return evaluation === "intrabar" && timeframe !== "1m"
    ? new IntrabarRunner(strategy, view, source, timeframe)
    : new CloseRunner(strategy, view, source);
}
