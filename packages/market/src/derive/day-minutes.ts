import { MINUTE_MS, type MarketBar } from "../bar.ts";
import type { TradingDay } from "../calendar.ts";

/** More minutes than any session has. */
const MINUTES_IN_A_DAY = 1_440;

/** What is known of a finished minute: its bar, or that it had none, or that it was not covered whole. */
export type MinuteFact =
  | { readonly kind: "bar"; readonly startMs: number; readonly bar: MarketBar }
  | { readonly kind: "empty"; readonly startMs: number }
  | { readonly kind: "gap"; readonly startMs: number; readonly reason: string };

/** The finished minutes of one symbol's trading day, by their place in it. */
export class DayMinutes {
  readonly day: TradingDay;
  readonly #facts: (MinuteFact | undefined)[] = [];
  #finishedMs: number;

  constructor(day: TradingDay) {
    this.day = day;
    this.#finishedMs = day.preOpenMs;
  }

  /** End of the last finished minute, epoch ms; the day's start while none is. Every bucket up to here is over. */
  get finishedMs(): number {
    return this.#finishedMs;
  }

  /** Replaces what is known of a minute. */
  set(fact: MinuteFact): void {
    this.#facts[this.#index(fact.startMs)] = fact;
    this.#finishedMs = Math.max(this.#finishedMs, fact.startMs + MINUTE_MS);
  }

  /** What is known of a minute. */
  get(startMs: number): MinuteFact | undefined {
    return this.#facts[this.#index(startMs)];
  }

  /** The bars from `fromMs` to `untilMs` (exclusive), ascending. */
  *bars(fromMs: number, untilMs: number): Generator<MarketBar> {
    for (let index = this.#index(fromMs), end = this.#index(untilMs); index < end; index += 1) {
      const fact = this.#facts[index];
      if (fact?.kind === "bar") yield fact.bar;
    }
  }

  /** Every fact from `fromMs` to `untilMs` (exclusive), ascending. */
  *facts(fromMs: number, untilMs: number): Generator<MinuteFact> {
    for (let index = this.#index(fromMs), end = this.#index(untilMs); index < end; index += 1) {
      const fact = this.#facts[index];
      if (fact !== undefined) yield fact;
    }
  }

  #index(ms: number): number {
    const index = Math.ceil((ms - this.day.preOpenMs) / MINUTE_MS);
    return Math.min(Math.max(0, index), MINUTES_IN_A_DAY);
  }
}
