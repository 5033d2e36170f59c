import type { Signal } from "@spotlight/contracts";
import type { MinuteFact } from "@spotlight/market";
import { createRunner } from "../decide/create-runner.ts";
import type { Runner } from "../decide/runner.ts";
import type { SeriesSource, Strategy } from "../decide/strategy.ts";
import { SymbolView } from "../view/symbol-view.ts";
import type { Moment } from "./moments.ts";

interface Desked {
  readonly view: SymbolView;
  runners: readonly Runner[];
}

const NOTHING: readonly Signal[] = [];

/**
 * Strategies over symbols: bars in, signals out. Holds every symbol's bars as strategies see them. What it says at a
 * moment depends on the bars as they stand and on what was said on that day, and on nothing else.
 */
export class MarketDesk {
  readonly #symbols = new Map<string, Desked>();
  /** Symbols that strategies read without being asked about them. */
  readonly #read = new Map<string, SymbolView>();
  #strategies: readonly Strategy[] = [];
  #sorted: readonly string[] = [];
  /** Counts the times that symbols, their bars as a whole, or strategies were replaced. */
  #layout = 0;

  /** The symbols that strategies are asked about, sorted. */
  get symbols(): readonly string[] {
    return this.#sorted;
  }

  get strategies(): readonly Strategy[] {
    return this.#strategies;
  }

  /** A symbol's bars; undefined when it is not on the desk. */
  view(symbol: string): SymbolView | undefined {
    return this.#symbols.get(symbol)?.view;
  }

  /** The series that strategies read when they are asked about a symbol. */
  sourceFor(own: string): SeriesSource {
    return ({ symbol, timeframe, session }) => this.#viewOf(symbol ?? own).series(timeframe, session);
  }

  /** What the past of every symbol rests on, as text: another whenever a day has passed or anything of the past changed. */
  get pastVersion(): string {
    let days = 0;
    for (const { view } of this.#symbols.values()) days += view.pastVersion;
    return `${this.#layout} ${days}`;
  }

  /** Puts a symbol on the desk with its past, ascending. What it said before is forgotten: see {@link recall}. */
  load(symbol: string, past: Iterable<MinuteFact>): void {
    const view = new SymbolView(symbol);
    for (const minute of past) view.set(minute);
    this.#read.delete(symbol);
    const desked: Desked = { view, runners: [] };
    this.#symbols.set(symbol, desked);
    this.#layout += 1;
    this.#sort();
    this.#bind(symbol, desked);
    this.#bindReaders(symbol);
  }

  /** Forgets bars that start before a time, as if they had never been loaded. */
  forgetBefore(ms: number): void {
    this.#layout += 1;
    const names = [...this.#symbols.keys(), ...this.#read.keys()];
    for (const name of names) {
      const view = this.#viewOf(name).since(ms);
      const desked = this.#symbols.get(name);
      if (desked === undefined) this.#read.set(name, view);
      else this.#symbols.set(name, { view, runners: desked.runners });
    }
    for (const [symbol, desked] of this.#symbols) this.#bind(symbol, desked);
  }

  /** Takes a symbol off the desk. */
  drop(symbol: string): void {
    if (!this.#symbols.delete(symbol)) return;
    this.#layout += 1;
    this.#sort();
    this.#bindReaders(symbol);
  }

  /** Replaces the strategies. Signals of today stay with those that are the same in id and version. */
  use(strategies: readonly Strategy[]): void {
    this.#strategies = strategies;
    this.#layout += 1;
    for (const [symbol, desked] of this.#symbols) this.#bind(symbol, desked);
  }

  /** Takes note of a signal that was told before, as it stands now. */
  recall(signal: Signal): void {
    for (const runner of this.#symbols.get(signal.symbol)?.runners ?? []) {
      const { id, version } = runner.strategy;
      if (id === signal.strategy && version === signal.version) runner.recall(signal);
    }
  }

  /** The strategies that are one step from speaking about a symbol. */
  primed(symbol: string): readonly Strategy[] {
    const runners = this.#symbols.get(symbol)?.runners ?? [];
    return runners.filter(({ phase }) => phase === "primed").map(({ strategy }) => strategy);
  }

  /** Works in what became known at a moment; answers new signals and those whose status changed. */
  advance(moment: Moment): readonly Signal[] {
    for (const { symbol, minute } of moment.news) {
      const view = this.#known(symbol);
      if (view === undefined) continue;
      view.set(minute);
      view.changedBy = moment;
    }
    const change = { fromMs: moment.endMs, cause: moment.cause, learnedMs: moment.learnedMs };
    let signals = NOTHING;
    for (const symbol of this.#sorted) {
      const desked = this.#symbols.get(symbol);
      if (desked === undefined) continue;
      const isNews = desked.view.changedBy === moment;
      for (const runner of desked.runners) {
        if (!isNews && !this.#readsNews(runner, moment)) continue;
        const told = runner.advance(change);
        if (told.length > 0) signals = signals.length === 0 ? told : [...signals, ...told];
      }
    }
    return signals;
  }

  #readsNews({ reads }: Runner, moment: Moment): boolean {
    return reads.some((symbol) => this.#known(symbol)?.changedBy === moment);
  }

  #sort(): void {
    this.#sorted = [...this.#symbols.keys()].sort();
  }

  #bind(symbol: string, desked: Desked): void {
    const said = desked.runners.flatMap((runner) => [...runner.signals]);
    const source = this.sourceFor(symbol);
    desked.runners = this.#strategies.map((strategy) => createRunner(strategy, desked.view, source));
    for (const signal of said) this.recall(signal);
  }

  /** Binds anew what reads a symbol without being asked about it: its series are others now. */
  #bindReaders(symbol: string): void {
    for (const [name, desked] of this.#symbols) {
      const reads = name !== symbol && desked.runners.some((runner) => runner.reads.includes(symbol));
      if (reads) this.#bind(name, desked);
    }
  }

  /** A symbol's bars, whether strategies are asked about it or only read it. */
  #viewOf(name: string): SymbolView {
    const known = this.#known(name);
    if (known !== undefined) return known;
    const view = new SymbolView(name);
    this.#read.set(name, view);
    return view;
  }

  #known(name: string): SymbolView | undefined {
    return this.#symbols.get(name)?.view ?? this.#read.get(name);
  }
}
