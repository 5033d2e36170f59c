import type { Direction, Outcome, Regime } from "@spotlight/contracts";
import { outcomeSince } from "../callouts/outcome.ts";
import { createRunner } from "../decide/create-runner.ts";
import { DayRun } from "../decide/day-run.ts";
import type { Standing } from "../decide/runner.ts";
import { type SeriesSource, type Strategy, isSound } from "../decide/strategy.ts";
import { SymbolView } from "../view/symbol-view.ts";
import { regimeAt } from "./regime.ts";

/** A signal that a strategy would have given on a past session, and how it would have gone. */
export interface PastSignal {
  /** Which session it was: 1 is the one before today. */
  readonly sessionsAgo: number;
  readonly direction: Direction;
  readonly regime: Regime | null;
  readonly outcome: Outcome;
}

/** What a strategy proposed on a past session. */
interface PastStanding extends Standing {
  readonly sessionsAgo: number;
  readonly regime: Regime | null;
}

/**
 * What a strategy would have said on the sessions before the newest day, by the bars as they stand, and how that would
 * have gone. What has no outcome is left out.
 */
export function pastSignals(
  strategy: Strategy,
  view: SymbolView,
  source: SeriesSource,
  sessions: number,
): readonly PastSignal[] {
  if (view.day === null) return [];
  const walk = strategy.evaluation === "intrabar" && strategy.timeframe !== "1m" ? withinBars : atCloses;
  const minutes = view.series("1m", "rth");
  const signals: PastSignal[] = [];
  for (const { sessionsAgo, regime, atMs, proposal } of walk(strategy, view, source, sessions)) {
    const outcome = outcomeSince(minutes, atMs, proposal);
    if (outcome !== null) signals.push({ sessionsAgo, direction: proposal.direction, regime, outcome });
  }
  return signals;
}

/** The numbers of the last days of a series before the newest day of its symbol, ascending. */
function daysBefore(
  view: SymbolView,
  series: ReturnType<SymbolView["series"]>,
  sessions: number,
): { readonly first: number; readonly last: number } {
  const newest = series.dayCount - 1;
  const isToday = newest >= 0 && series.day(newest).day === view.day?.day;
  const last = isToday ? newest - 1 : newest;
  return { first: Math.max(0, last - sessions + 1), last };
}

function* atCloses(
  strategy: Strategy,
  view: SymbolView,
  source: SeriesSource,
  sessions: number,
): Generator<PastStanding> {
  const series = source({ symbol: null, timeframe: strategy.timeframe, session: strategy.session });
  const bound = strategy.bind(source);
  series.settle();
  const run = new DayRun(bound, series, view.minutes);
  const { first, last } = daysBefore(view, series, sessions);
  for (let day = first; day <= last; day += 1) {
    const end = day < series.dayCount - 1 ? series.firstOfDay(day + 1) : series.length;
    run.begin(series.firstOfDay(day));
    run.run(series.firstOfDay(day), end);
    for (let index = series.firstOfDay(day); index < end; index += 1) {
      const state = run.at(index);
      const proposal = state.phase === "fired" ? bound.propose(index, state) : null;
      if (proposal === null || !isSound(proposal)) continue;
      const [barStartMs = 0, atMs = 0] = [series.startMs.values[index], series.endMs.values[index]];
      yield { barStartMs, atMs, proposal, sessionsAgo: last - day + 1, regime: regimeAt(series, index) };
    }
  }
}

/** Lets the past come day by day, so that each is the newest once: then a strategy does its minutes as it does live. */
function* withinBars(
  strategy: Strategy,
  view: SymbolView,
  source: SeriesSource,
  sessions: number,
): Generator<PastStanding> {
  const series = view.series(strategy.timeframe, strategy.session);
  const minutes = view.series("1m", "rth_ext");
  const { first, last } = daysBefore(view, minutes, sessions);
  const past = new SymbolView(view.symbol);
  const own: SeriesSource = (need) =>
    need.symbol === null || need.symbol === view.symbol
      ? past.series(need.timeframe, need.session)
      : source(need);
  for (let day = 0; day <= last; day += 1) {
    for (const minute of view.minutesOf(day)) past.set(minute);
    if (day < first) continue;
    for (const standing of createRunner(strategy, past, own).standing()) {
      // Of the bar before: its own was not known yet.
      const index = series.indexOfStart(standing.barStartMs) - 1;
      const regime = index < 0 ? null : regimeAt(series, index);
      yield { ...standing, sessionsAgo: last - day + 1, regime };
    }
  }
}
