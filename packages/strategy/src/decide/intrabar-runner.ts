import type { Signal, Timeframe } from "@spotlight/contracts";
import { MINUTE_MS, sessionSpan } from "@spotlight/market";
import { BarSeries } from "../series/bar-series.ts";
import type { BucketSeries } from "../view/bucket-series.ts";
import type { SymbolView } from "../view/symbol-view.ts";
import { type MinuteChange, type Runner, type Standing, symbolsRead } from "./runner.ts";
import { Said } from "./said.ts";
import { gapMinutes, signalOf } from "./signals.ts";
import {
  type BoundStrategy,
  IDLE,
  type Phase,
  type Proposal,
  type SeriesNeed,
  type SeriesSource,
  type Strategy,
  type StrategyState,
  isSound,
} from "./strategy.ts";

/** One evaluation: after a finished minute of a bar that was still forming, or had just closed. */
interface Evaluation {
  readonly minuteMs: number;
  readonly barStartMs: number;
  readonly state: StrategyState;
  readonly proposal: Proposal | null;
}

/**
 * A strategy that is evaluated after each finished minute of its bar, on a series of its own whose last bar is the one
 * that forms. After a change it goes back to the bar that holds the changed minute and does its minutes again, so that
 * its states follow from the minutes as they stand.
 */
export class IntrabarRunner implements Runner {
  readonly strategy: Strategy;
  readonly reads: readonly string[];
  readonly #view: SymbolView;
  readonly #buckets: BucketSeries;
  readonly #series: BarSeries;
  readonly #bound: BoundStrategy;
  readonly #said = new Said();
  #evaluations: Evaluation[] = [];
  #dayMs = 0;

  /** The strategy's timeframe is longer than 1m: a forming minute is stored by nobody. */
  constructor(
    strategy: Strategy,
    view: SymbolView,
    source: SeriesSource,
    timeframe: Exclude<Timeframe, "1m">,
  ) {
    this.strategy = strategy;
    this.reads = symbolsRead(strategy);
    this.#view = view;
    this.#buckets = view.longer(timeframe, strategy.session);
    this.#series = new BarSeries(view.symbol, timeframe, strategy.session);
    this.#bound = strategy.bind((need) => (isOwn(need, strategy) ? this.#series : source(need)));
    this.#startDay();
  }

  get signals(): Iterable<Signal> {
    return this.#said.all;
  }

  get phase(): Phase {
    return this.#evaluations.at(-1)?.state.phase ?? IDLE.phase;
  }

  standing(): readonly Standing[] {
    const first = new Map<number, Standing>();
    for (const { barStartMs, minuteMs, proposal } of this.#evaluations) {
      if (proposal === null || first.has(barStartMs)) continue;
      first.set(barStartMs, { barStartMs, atMs: minuteMs + MINUTE_MS, proposal });
    }
    return [...first.values()];
  }

  recall(signal: Signal): void {
    if (signal.barStartMs >= this.#dayMs) this.#said.put(signal);
  }

  advance({ fromMs, cause, learnedMs }: MinuteChange): readonly Signal[] {
    const { day } = this.#view;
    if (day === null) return [];
    if (sessionSpan(day, this.strategy.session).startMs !== this.#dayMs) this.#startDay();
    else this.#evaluate(fromMs - MINUTE_MS);
    const told = cause === null ? [] : this.#said.review(cause, (signal) => this.#nowOf(signal, fromMs));
    const fired = this.#fire(cause === null ? null : learnedMs);
    return fired === null ? told : [...told, fired];
  }

  /** Takes the closed bars of the days before and does today's minutes. */
  #startDay(): void {
    const { day } = this.#view;
    this.#said.clear();
    this.#evaluations = [];
    if (day === null) return;
    this.#dayMs = sessionSpan(day, this.strategy.session).startMs;
    const closed = this.#buckets.series;
    this.#truncate(this.#dayMs);
    for (let index = this.#series.length; index < closed.length; index += 1) {
      if ((closed.startMs.values[index] ?? 0) >= this.#dayMs) break;
      this.#series.append(closed.bar(index));
    }
    this.#evaluate(this.#dayMs);
  }

  /** Does the minutes of today from the start of the bar that holds `changedMs` to the newest finished one. */
  #evaluate(changedMs: number): void {
    const { day, finishedMs, minutes } = this.#view;
    if (day === null) return;
    const span = sessionSpan(day, this.strategy.session);
    const newestMs = this.#evaluations.at(-1)?.minuteMs ?? -Infinity;
    let minuteMs = changedMs;
    if (changedMs <= newestMs) {
      minuteMs = this.#buckets.startOf(changedMs) ?? span.startMs;
      this.#truncate(minuteMs);
    }
    for (
      minuteMs = Math.max(minuteMs, span.startMs);
      minuteMs < Math.min(finishedMs, span.endMs);
      minuteMs += MINUTE_MS
    )
      if (minutes.knows(minuteMs)) this.#evaluateMinute(minuteMs);
  }

  #evaluateMinute(minuteMs: number): void {
    const bar = this.#buckets.formingAt(minuteMs);
    const series = this.#series;
    if (bar === null) return;
    const last = series.length - 1;
    series.finishedMs = minuteMs + MINUTE_MS;
    if (series.startMs.values[last] === bar.startMs) series.reviseAt(last, bar);
    else {
      this.#closeLast();
      series.append(bar);
    }
    const before = this.#evaluations.at(-1)?.state ?? IDLE;
    const broken = this.#view.minutes.gaps(minuteMs, minuteMs + MINUTE_MS) > 0;
    const index = series.length - 1;
    if (this.strategy.needs.length > 0) series.touch(index);
    series.settle();
    const state = broken ? IDLE : this.#bound.step(index, before);
    const proposal = state.phase === "fired" ? this.#bound.propose(index, state) : null;
    this.#evaluations.push({
      minuteMs,
      barStartMs: bar.startMs,
      state,
      proposal: proposal !== null && isSound(proposal) ? proposal : null,
    });
  }

  /** What was forming has closed: as the closed bars of the timeframe have it. */
  #closeLast(): void {
    const index = this.#series.length - 1;
    if (this.#series.closedLength === this.#series.length) return;
    const closed = this.#buckets.series;
    const last = this.#series.bar(index);
    const known = closed.indexOfStart(last.startMs);
    this.#series.reviseAt(index, known < 0 ? { ...last, state: "closed" } : closed.bar(known));
  }

  #truncate(fromMs: number): void {
    const series = this.#series;
    while (series.length > 0 && (series.startMs.values[series.length - 1] ?? 0) >= fromMs) series.dropLast();
    while ((this.#evaluations.at(-1)?.minuteMs ?? -Infinity) >= fromMs) this.#evaluations.pop();
  }

  #nowOf({ barStartMs, atMs }: Signal, fromMs: number): Proposal | null | undefined {
    if (atMs < fromMs) return undefined;
    const first = this.#evaluations.find((each) => each.barStartMs === barStartMs && each.proposal !== null);
    return first?.proposal ?? null;
  }

  #fire(revisedMs: number | null): Signal | null {
    const newest = this.#evaluations.at(-1);
    if (newest === undefined || newest.proposal === null || this.#said.has(newest.barStartMs)) return null;
    const endMs = newest.minuteMs + MINUTE_MS;
    if (endMs !== this.#view.finishedMs || (revisedMs !== null && revisedMs >= endMs + MINUTE_MS))
      return null;
    const signal = signalOf(this.strategy, newest.proposal, {
      symbol: this.#view.symbol,
      barStartMs: newest.barStartMs,
      atMs: Math.max(endMs, Math.floor(revisedMs ?? 0)),
      gapMinutes: gapMinutes(this.#view, this.strategy.session, endMs),
    });
    this.#said.put(signal);
    return signal;
  }
}

/** Whether a need is the series that the strategy itself stands on. */
function isOwn({ symbol, timeframe, session }: SeriesNeed, strategy: Strategy): boolean {
  return symbol === null && timeframe === strategy.timeframe && session === strategy.session;
}
