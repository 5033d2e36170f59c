import type { KnownMinute, NewFact } from "../log/market-log.ts";
import { minuteOf } from "../log/minute-of.ts";

interface StagedMinute {
  readonly minute: KnownMinute;
  readonly fact: NewFact;
}

/** What is about to become durable: minutes as the facts that wait for their commit say them. */
export class StagedMinutes {
  readonly #symbols = new Map<string, Map<number, StagedMinute>>();

  /** The newest staged word about a minute; undefined when nothing about it waits. */
  get(symbol: string, startMs: number): KnownMinute | undefined {
    return this.#symbols.get(symbol)?.get(startMs)?.minute;
  }

  /** Notes a fact that waits; facts about no minute leave no trace. */
  add(fact: NewFact): void {
    const minute = minuteOf(fact);
    if (fact.symbol === null || minute === null) return;
    let minutes = this.#symbols.get(fact.symbol);
    if (minutes === undefined) {
      minutes = new Map();
      this.#symbols.set(fact.symbol, minutes);
    }
    minutes.set(minute.startMs, { minute: { ...minute, learnedMs: fact.learnedMs }, fact });
  }

  /** Forgets a minute once the newest fact about it is durable. */
  settle(fact: NewFact): void {
    if (fact.symbol === null || fact.startMs === null) return;
    const minutes = this.#symbols.get(fact.symbol);
    if (minutes?.get(fact.startMs)?.fact.body === fact.body) minutes.delete(fact.startMs);
  }
}
