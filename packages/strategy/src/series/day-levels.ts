import type { BarSeries } from "./bar-series.ts";
import type { Column, Computation } from "./column.ts";

/** A price of the day before in the same series: its high, its low or its last close, dollars; NaN on the first day. */
export function priorDay(series: BarSeries, which: "high" | "low" | "close"): Column {
  return series.derive(`prior_day_${which}`, () => new PriorDay(series, which));
}

class PriorDay implements Computation {
  readonly foreign = false;
  readonly #series: BarSeries;
  readonly #which: "high" | "low" | "close";

  constructor(series: BarSeries, which: "high" | "low" | "close") {
    this.#series = series;
    this.#which = which;
  }

  compute(from: number, until: number, values: Float64Array): void {
    let first = -1;
    let level = Number.NaN;
    for (let index = from; index < until; index += 1) {
      const day = this.#series.dayStart(index);
      if (day !== first) {
        first = day;
        level = day === index ? this.#before(day) : (values[index - 1] ?? Number.NaN);
      }
      values[index] = level;
    }
  }

  /** The level of the day whose last bar stands before an index. */
  #before(dayStart: number): number {
    if (dayStart === 0) return Number.NaN;
    const column = this.#series[this.#which];
    const last = dayStart - 1;
    if (this.#which === "close") return column.values[last] ?? Number.NaN;
    let level = column.values[last] ?? Number.NaN;
    for (let index = this.#series.dayStart(last); index < last; index += 1) {
      const price = column.values[index] ?? Number.NaN;
      level = this.#which === "high" ? Math.max(level, price) : Math.min(level, price);
    }
    return level;
  }
}
