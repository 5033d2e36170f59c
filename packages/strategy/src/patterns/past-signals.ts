import type { Direction, Outcome, Regime } from "@spotlight/contracts";
import { outcomeSince } from "../callouts/outcome.ts";
import { DayRun } from "../decide/day-run.ts";
import { type SeriesSource, type Strategy, isSound } from "../decide/strategy.ts";
import type { SymbolView } from "../view/symbol-view.ts";
import { regimeAt } from "./regime.ts";

/** A signal that a strategy would have given on a past session, and how it would have gone. */
export interface PastSignal {
  /** Which session it was: 1 is the one before today. */
  readonly sessionsAgo: number;
  readonly direction: Direction;
  readonly regime: Regime | null;
  readonly outcome: Outcome;
}

/**
 * What a strategy would have said on the sessions before the newest day, by the bars as they stand. Strategies that are
 * evaluated within their bars are left out: their past is not walked minute by minute.
 */
export function pastSignals(
  strategy: Strategy,
  view: SymbolView,
  source: SeriesSource,
  sessions: number,
): readonly PastSignal[] {
  const series = source({ symbol: null, timeframe: strategy.timeframe, session: strategy.session });
  if (strategy.evaluation === "intrabar" || view.day === null) return [];
  const bound = strategy.bind(source);
  series.settle();
  const minutes = view.series("1m", "rth");
  const run = new DayRun(bound, series, view.minutes);
  const signals: PastSignal[] = [];
  const newest = series.dayCount - 1;
  const isToday = newest >= 0 && series.day(newest).day === view.day.day;
  const last = isToday ? newest - 1 : newest;
  for (let day = Math.max(0, last - sessions + 1); day <= last; day += 1) {
    const end = day < newest ? series.firstOfDay(day + 1) : series.length;
    run.begin(series.firstOfDay(day));
    run.run(series.firstOfDay(day), end);
    for (let index = series.firstOfDay(day); index < end; index += 1) {
      const state = run.at(index);
      const proposal = state.phase === "fired" ? bound.propose(index, state) : null;
      if (proposal === null || !isSound(proposal)) continue;
      const atMs = series.endMs.values[index] ?? 0;
      const outcome = outcomeSince(minutes, atMs, proposal);
      if (outcome === null) continue;
      signals.push({
        sessionsAgo: last - day + 1,
        direction: proposal.direction,
        regime: regimeAt(series, index),
        outcome,
      });
    }
  }
  return signals;
}
