import { nextTradingDay, type TradingDay, tradingDay } from "@spotlight/market";

/** The first simulated day. Levels are sums of daily steps from here on. */
const FIRST_DAY = "2000-01-03";

/** The simulated trading days in order, numbered from 0; grown on demand. */
export class TradingDays {
  private readonly days: TradingDay[] = [];

  constructor() {
    const first = tradingDay(FIRST_DAY);
    if (first !== null) this.add(first);
  }

  /** The day with a number of at least 0. */
  at(number: number): TradingDay {
    while (this.days.length <= number) this.add(nextTradingDay(this.last().day));
    return this.days[number] ?? this.last();
  }

  /** Number of the first trading day that ends after a time (epoch ms, end exclusive, plus `graceMs`). */
  numberEndingAfter(ms: number, graceMs = 0): number {
    while (this.last().postCloseMs + graceMs <= ms) this.add(nextTradingDay(this.last().day));
    let [low, high] = [0, this.days.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.at(middle).postCloseMs + graceMs > ms) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  private last(): TradingDay {
    const last = this.days.at(-1);
    if (last === undefined) throw new Error(`the simulator's first day, ${FIRST_DAY}, is no trading day`);
    return last;
  }

  private add(day: TradingDay): void {
    this.days.push(day);
  }
}
