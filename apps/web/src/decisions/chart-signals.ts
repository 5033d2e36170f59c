import type { Callout, Signal } from "@spotlight/contracts";
import { useMemo } from "react";
import type { ChartSignal } from "../chart/signal-marks.ts";
import { useDryRun } from "./dry-run.ts";
import { useDecisions } from "./use-decisions.ts";

const NONE: readonly Callout[] = [];

/** The signals that the chart of a symbol shows: a dry run's while there is one, else today's callouts. */
export function useChartSignals(symbol: string | null): readonly ChartSignal[] {
  const callouts = useDecisions(({ facts }) => facts.callouts) ?? NONE;
  const dry = useDryRun();
  return useMemo(() => {
    if (dry.symbol === symbol && dry.name !== null)
      return dry.signals.filter(isFirst).map((signal) => of(signal, false));
    return callouts
      .filter(({ signal }) => signal.symbol === symbol)
      .map(({ signal, hidden, state }) => of(signal, hidden !== null || state === "withdrawn"));
  }, [symbol, callouts, dry]);
}

function isFirst({ status }: Signal): boolean {
  return status === "fired";
}

function of({ barStartMs, direction, grade }: Signal, quiet: boolean): ChartSignal {
  return { startMs: barStartMs, direction, label: grade, quiet };
}
