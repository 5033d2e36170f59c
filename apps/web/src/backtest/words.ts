import type { BacktestRun, Figure } from "@spotlight/contracts";

/** A number of R with its sign. */
export function rText(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)} R`;
}

/** A figure with its interval, or that there is too little to say. */
export function figureText(figure: Figure, format: (value: number) => string): string {
  if (!figure.enough) return `Not enough trades to say (${figure.have} of ${figure.need})`;
  return `${format(figure.value)} (${format(figure.low)} to ${format(figure.high)})`;
}

export function percentText(share: number): string {
  return `${Math.round(share * 100)} %`;
}

const KINDS: Readonly<Record<BacktestRun["plan"]["kind"], string>> = {
  run: "Run",
  sweep: "Sweep",
  look_ahead: "Look-ahead",
};

/** A test in a line: what, on what, when. */
export function runText({ plan }: BacktestRun): string {
  const what =
    plan.strategies.length === 1 ? (plan.strategies[0]?.id ?? "") : `${plan.strategies.length} strategies`;
  return `${KINDS[plan.kind]} · ${what} · ${plan.symbols.join(", ")} · ${plan.from} to ${plan.to}`;
}

/** How a test stands. */
export function stateText({ state, progress, problem }: BacktestRun): string {
  if (state === "running") return `${percentText(progress)} done`;
  if (state === "failed") return problem ?? "Failed.";
  return { waiting: "Waits for its turn", done: "Done", cancelled: "Stopped" }[state];
}
