import type { BacktestPlan, LookAheadReport, BacktestReport, Signal, SweepPoint } from "@spotlight/contracts";
import type { Inputs } from "./inputs.ts";

/** What a thread is started with. */
export interface ThreadStart {
  readonly plan: BacktestPlan;
  readonly inputs: Inputs;
}

/** What a thread is asked for. `point` is a combination of a sweep by its number. */
export type Task =
  | { readonly kind: "run" }
  | { readonly kind: "signals" }
  | { readonly kind: "look_ahead" }
  | { readonly kind: "point"; readonly index: number };

/** What a task comes to. */
export interface TaskResults {
  readonly run: BacktestReport;
  readonly signals: { readonly signals: readonly Signal[]; readonly bars: number };
  readonly look_ahead: LookAheadReport;
  readonly point: SweepPoint;
}

/** What a thread says. */
export type ThreadReply =
  | { readonly kind: "progress"; readonly share: number }
  | { readonly kind: "done"; readonly result: TaskResults[keyof TaskResults] }
  | { readonly kind: "failed"; readonly message: string };
