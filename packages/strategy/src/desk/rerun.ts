import type { Signal } from "@spotlight/contracts";
import { type MinuteFact, type TradingDay, tradingDayOf } from "@spotlight/market";
import type { Strategy } from "../decide/strategy.ts";
import { MarketDesk } from "./market-desk.ts";
import { type MinuteNews, momentsOf } from "./moments.ts";
import { sharesWarmUp, warmUpStartMs } from "./warm-up.ts";

/** What strategies are run on again. */
export interface RerunPlan {
  readonly strategies: readonly Strategy[];
  /** Whom the strategies are asked about. */
  readonly symbols: readonly string[];
  /** From when on what they say counts, epoch ms; everything before is warm-up. */
  readonly fromMs: number;
}

/**
 * Strategies over news that were heard before: the same code that decides live, so that it says the same. What was known
 * when the plan begins is taken as the past; the rest is worked in moment by moment, revisions included.
 */
export class Rerun {
  readonly #plan: RerunPlan;
  readonly #desk = new MarketDesk();
  readonly #past = new Map<string, Map<number, MinuteFact>>();
  readonly #warmUpMs: number;
  #begun = false;
  #day: TradingDay;

  constructor(plan: RerunPlan) {
    this.#plan = plan;
    this.#desk.use(plan.strategies);
    this.#day = tradingDayOf(plan.fromMs);
    this.#warmUpMs = warmUpStartMs(this.#day);
  }

  /** The bars as they stand, and the strategies on them. */
  get market(): MarketDesk {
    return this.#desk;
  }

  /** Works in news, in the order in which they were heard; may be called again and again. Answers what is said. */
  *advance(news: Iterable<MinuteNews>): Generator<Signal> {
    for (const moment of momentsOf(this.#begun ? news : this.#afterPast(news))) {
      this.#enterDay(moment.learnedMs);
      for (const signal of this.#desk.advance(moment)) yield signal;
    }
  }

  /** The news after the past; when they begin the past is put on the desk. */
  *#afterPast(news: Iterable<MinuteNews>): Generator<MinuteNews> {
    for (const one of news) {
      if (!this.#begun && one.learnedMs <= this.#plan.fromMs) {
        this.#remember(one);
        continue;
      }
      if (!this.#begun) this.#begin();
      yield one;
    }
  }

  #remember({ symbol, minute }: MinuteNews): void {
    if (minute.startMs < this.#warmUpMs) return;
    let minutes = this.#past.get(symbol);
    if (minutes === undefined) {
      minutes = new Map();
      this.#past.set(symbol, minutes);
    }
    minutes.set(minute.startMs, minute);
  }

  #begin(): void {
    this.#begun = true;
    for (const symbol of this.#plan.symbols) {
      const minutes = this.#past.get(symbol) ?? new Map<number, MinuteFact>();
      this.#desk.load(
        symbol,
        [...minutes.values()].sort((a, b) => a.startMs - b.startMs),
      );
    }
    this.#past.clear();
  }

  #enterDay(ms: number): void {
    if (ms >= this.#day.preOpenMs && ms < this.#day.postCloseMs) return;
    const day = tradingDayOf(ms);
    if (!sharesWarmUp(this.#day, day)) this.#desk.forgetBefore(warmUpStartMs(day));
    this.#day = day;
  }
}
