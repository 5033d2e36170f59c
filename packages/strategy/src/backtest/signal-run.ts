import type { Signal } from "@spotlight/contracts";
import { symbolsRead } from "../decide/runner.ts";
import type { Strategy } from "../decide/strategy.ts";
import type { MinuteNews } from "../desk/moments.ts";
import { Rerun, type RerunPlan } from "../desk/rerun.ts";
import { PriceTape } from "./price-tape.ts";

/** What a backtest runs on: see {@link RerunPlan}; nothing that is said from `untilMs` on counts. */
export interface SignalRunPlan extends RerunPlan {
  /** Epoch ms. */
  readonly untilMs: number;
}

/**
 * The first half of a backtest: strategies over what was heard, by the code that decides live, and the bars to trade
 * their signals on. The same news give the same signals, byte for byte, as live and as in a replay.
 */
export class SignalRun {
  readonly tape = new PriceTape();
  readonly #plan: SignalRunPlan;
  readonly #symbols: ReadonlySet<string>;
  readonly #rerun: Rerun;
  readonly #told: Signal[] = [];

  constructor(plan: SignalRunPlan) {
    this.#plan = plan;
    this.#symbols = new Set(plan.symbols);
    this.#rerun = new Rerun({ ...plan, symbols: symbolsHeard(plan.symbols, plan.strategies) });
  }

  /** Every signal and every change of one so far, in the order in which they were told. */
  get told(): readonly Signal[] {
    return this.#told;
  }

  /** Works in news, in the order in which they were heard; may be called again and again, with whole minutes. */
  take(news: readonly MinuteNews[]): void {
    for (const one of news) this.tape.take(one);
    const { fromMs, untilMs } = this.#plan;
    for (const signal of this.#rerun.advance(news)) {
      const inRange = signal.atMs > fromMs && signal.atMs <= untilMs;
      if (inRange && this.#symbols.has(signal.symbol)) this.#told.push(signal);
    }
  }
}

/** Whose news a run needs: the symbols that strategies are asked about, and those that they read beside them. */
export function symbolsHeard(symbols: readonly string[], strategies: readonly Strategy[]): readonly string[] {
  return [...new Set([...symbols, ...strategies.flatMap(symbolsRead)])];
}
