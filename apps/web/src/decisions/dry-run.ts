import type { Signal } from "@spotlight/contracts";
import { create } from "zustand";

/** What a strategy would have said in a stretch of a symbol's past: drawn on the chart until it is put away. */
export interface DryRunState {
  readonly name: string | null;
  readonly symbol: string | null;
  readonly signals: readonly Signal[];
}

export const useDryRun = create<DryRunState>()(() => ({ name: null, symbol: null, signals: [] }));
