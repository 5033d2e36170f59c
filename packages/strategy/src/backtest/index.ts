export { compareRuns } from "./compare-runs.ts";
export { type EntryColumns, entryColumns } from "./entry-columns.ts";
export { type GridAxis, gridPoint, gridSize } from "./grid.ts";
export { type Score, SCORE_ASSUMPTIONS, type ScoredPlan, scoreOutcome } from "./score-outcome.ts";
export { type Simulation, simulate } from "./simulate.ts";
export { summarise } from "./summarise.ts";
export { type TradeColumns, tradeList } from "./trade-columns.ts";
export { type WalkForwardPlan, type WalkForwardSplit, walkForwardSplits } from "./walk-forward.ts";
