import type { Signal } from "@spotlight/contracts";
import { create } from "zustand";

/** What a strategy would have said in a stretch of a symbol's past: drawn on the chart until it is put away. */
export interface DryRunState {
  /** The stretch that is asked about, epoch ms, while the question is open. */
  readonly asking: {
    readonly fromMs: number;
    readonly untilMs: number;
    readonly where: "in view" | "in the range";
  } | null;
  readonly name: string | null;
  readonly symbol: string | null;
  readonly signals: readonly Signal[];
}

const NOTHING: DryRunState = { asking: null, name: null, symbol: null, signals: [] };

export const useDryRun = create<DryRunState>()(() => NOTHING);

/** Puts the drawn answer away. */
export function endDryRun(): void {
  useDryRun.setState(NOTHING);
}
