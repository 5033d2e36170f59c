import type { Signal } from "@spotlight/contracts";
import { MINUTE_MS, type TradingDay, sessionSpan } from "@spotlight/market";
import type { BarSeries } from "../series/bar-series.ts";
import { firstEndingAt } from "../series/search.ts";
import type { SymbolView } from "../view/symbol-view.ts";
import { DayRun } from "./day-run.ts";
import { type MinuteChange, type Runner, type Standing, symbolsRead } from "./runner.ts";
import { Said } from "./said.ts";
import { gapMinutes, signalOf } from "./signals.ts";
import {
  type BoundStrategy,
  type Phase,
  type Proposal,
  type SeriesSource,
  type Strategy,
  isSound,
} from "./strategy.ts";

const NOTHING: readonly Signal[] = [];

/** A strategy that is evaluated when its bars close, and again from where they change. */
export class CloseRunner implements Runner {
  readonly strategy: Strategy;
  readonly reads: readonly string[];
  /** Whether its values depend on other series, whose changes do not show in its own. */
  readonly #readsMore: boolean;
  readonly #view: SymbolView;
  readonly #series: BarSeries;
  readonly #bound: BoundStrategy;
  readonly #run: DayRun;
  readonly #said = new Said();
  /** The day whose session ends at `#sessionEndMs`. */
  #day: TradingDay | null = null;
  #sessionEndMs = 0;

  constructor(strategy: Strategy, view: SymbolView, source: SeriesSource) {
    this.strategy = strategy;
    this.reads = symbolsRead(strategy);
    this.#readsMore = strategy.needs.length > 0;
    this.#view = view;
    this.#series = source({ symbol: null, timeframe: strategy.timeframe, session: strategy.session });
    this.#bound = strategy.bind(source);
    this.#run = new DayRun(this.#bound, this.#series, view.minutes);
    this.#startDay();
  }

  get signals(): Iterable<Signal> {
    return this.#said.all;
  }

  get phase(): Phase {
    return this.#run.at(this.#series.length - 1).phase;
  }

  standing(): readonly Standing[] {
    const { startMs, endMs, length } = this.#series;
    const standing: Standing[] = [];
    for (let index = this.#run.first; index < length; index += 1) {
      const proposal = this.#proposalAt(index);
      if (proposal === null) continue;
      standing.push({ barStartMs: startMs.values[index] ?? 0, atMs: endMs.values[index] ?? 0, proposal });
    }
    return standing;
  }

  recall(signal: Signal): void {
    if (signal.barStartMs >= (this.#series.startMs.values[this.#run.first] ?? 0)) this.#said.put(signal);
  }

  advance({ fromMs, cause, learnedMs }: MinuteChange): readonly Signal[] {
    const series = this.#series;
    if (series.length === 0) return NOTHING;
    if (series.dayStart(series.length - 1) !== this.#run.first) this.#startDay();
    const from = firstEndingAt(series, fromMs);
    if (from >= series.length) return NOTHING;
    if (this.#readsMore) series.touch(from);
    series.settle();
    this.#run.run(from);
    const told =
      cause === null ? NOTHING : this.#said.review(cause, (signal) => this.#nowAt(signal.barStartMs, from));
    const fired = this.#fire(cause === null ? null : learnedMs);
    return fired === null ? told : [...told, fired];
  }

  #startDay(): void {
    this.#said.clear();
    if (this.#series.length === 0) return;
    this.#series.settle();
    this.#run.begin(this.#series.dayStart(this.#series.length - 1));
    this.#run.run(0);
  }

  #nowAt(barStartMs: number, from: number): Proposal | null | undefined {
    const index = this.#series.indexOfStart(barStartMs);
    if (index < 0) return null;
    return index < from ? undefined : this.#proposalAt(index);
  }

  /** The signal of the newest bar, if it fires. `revisedMs`: when the change was learned that it fires by, if it is one. */
  #fire(revisedMs: number | null): Signal | null {
    const index = this.#series.length - 1;
    if (this.#run.at(index).phase !== "fired") return null;
    const barStartMs = this.#series.startMs.values[index] ?? 0;
    const endMs = this.#series.endMs.values[index] ?? 0;
    if (endMs !== this.#newestEndMs() || this.#said.has(barStartMs)) return null;
    if (revisedMs !== null && revisedMs >= endMs + MINUTE_MS) return null;
    const proposal = this.#proposalAt(index);
    if (proposal === null) return null;
    const signal = signalOf(this.strategy, proposal, {
      symbol: this.#view.symbol,
      barStartMs,
      atMs: Math.max(endMs, Math.floor(revisedMs ?? 0)),
      gapMinutes: gapMinutes(this.#view, this.strategy.session, endMs),
    });
    this.#said.put(signal);
    return signal;
  }

  #proposalAt(index: number): Proposal | null {
    const state = this.#run.at(index);
    if (state.phase !== "fired") return null;
    const proposal = this.#bound.propose(index, state);
    return proposal !== null && isSound(proposal) ? proposal : null;
  }

  /** End of the newest finished minute of the strategy's session, epoch ms. */
  #newestEndMs(): number {
    const { day, finishedMs } = this.#view;
    if (day === null) return 0;
    if (day !== this.#day) {
      this.#day = day;
      this.#sessionEndMs = sessionSpan(day, this.strategy.session).endMs;
    }
    return Math.min(finishedMs, this.#sessionEndMs);
  }
}
