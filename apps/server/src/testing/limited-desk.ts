import type { Callout, RiskState } from "@spotlight/contracts";
import type { TestDatabase } from "./databases.ts";

/** What the market of these tests has, as the server is told. */
export const SYMBOLS = "DIA,DIS,BA";

/** A fast simulated market in a place. */
export function settingsOf(place: TestDatabase): Readonly<Record<string, string>> {
  const dataDir = place.target.kind === "embedded" ? place.target.dataDir : "";
  return { DATA_DIR: dataDir, FEED: "sim", HISTORY_DAYS: "2", SYMBOLS, SIM_SPEED: "600" };
}

/** Why a state restricts, by its code; undefined when it does not for that. */
export function reason(state: RiskState, code: string): RiskState["reasons"][number] | undefined {
  return state.reasons.find((each) => each.code === code);
}

/** Whether a state restricts for a reason. */
export const has =
  (code: string) =>
  (state: RiskState): boolean =>
    reason(state, code) !== undefined;
/** Whether a callout has a grade, and is about a symbol if one is given. */
export const graded =
  (grade: "A" | "C", symbol?: string) =>
  ({ signal }: Callout): boolean =>
    signal.grade === grade && (symbol === undefined || signal.symbol === symbol);
