import { type TradingDay, tradingDayAt } from "@spotlight/market";
import { GrowingColumn } from "./column.ts";

/** The trading days that the bars of a series lie in, in order, and the first bar of each. */
export class SessionDays {
  /** At each bar the number of its day, counted from 0 at the first day of the series. */
  readonly numbers = new GrowingColumn();
  #days: TradingDay[] = [];
  #firsts: number[] = [];

  /** How many days there are. */
  get count(): number {
    return this.#days.length;
  }

  /** The day of a number. Throws RangeError when there is none. */
  day(number: number): TradingDay {
    const day = this.#days[number];
    if (day === undefined)
      throw new RangeError(`the series has ${this.count} days, none is number ${number}`);
    return day;
  }

  /** Index of the first bar of a day. Throws RangeError when there is no such day. */
  first(number: number): number {
    const first = this.#firsts[number];
    if (first === undefined)
      throw new RangeError(`the series has ${this.count} days, none is number ${number}`);
    return first;
  }

  /** Notes the day of the bar at `index`, the one after the last that was noted. Throws RangeError outside of days. */
  push(index: number, startMs: number): void {
    const last = this.#days.at(-1);
    if (last === undefined || startMs < last.preOpenMs || startMs >= last.postCloseMs) {
      const day = tradingDayAt(startMs);
      if (day === null) throw new RangeError(`no trading day has a bar that starts at ${startMs}`);
      this.#days.push(day);
      this.#firsts.push(index);
    }
    this.numbers.reserve(index + 1);
    this.numbers.values[index] = this.#days.length - 1;
  }

  /** Forgets the bars from `index` on. */
  truncate(index: number): void {
    while (this.#firsts.length > 0 && (this.#firsts.at(-1) ?? 0) >= index) {
      this.#days.pop();
      this.#firsts.pop();
    }
  }
}
