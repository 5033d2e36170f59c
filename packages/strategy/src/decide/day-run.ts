import type { BarSeries } from "../series/bar-series.ts";
import type { MinuteMap } from "../view/minute-map.ts";
import { type BoundStrategy, IDLE, type StrategyState } from "./strategy.ts";

/**
 * The states of one strategy along the bars of one trading day. They follow from the bars alone: after a change of a bar
 * they are computed again from there, as if the bar had always been so. A hole in the data puts the strategy back to idle.
 */
export class DayRun {
  readonly #bound: BoundStrategy;
  readonly #series: BarSeries;
  readonly #minutes: MinuteMap;
  #first = 0;
  #states: StrategyState[] = [];

  constructor(bound: BoundStrategy, series: BarSeries, minutes: MinuteMap) {
    this.#bound = bound;
    this.#series = series;
    this.#minutes = minutes;
  }

  /** Index of the day's first bar. */
  get first(): number {
    return this.#first;
  }

  /** Begins a day at the index of its first bar. */
  begin(first: number): void {
    this.#first = first;
    this.#states = [];
  }

  /** Computes the states from an index to the series' end, or to `until` (exclusive). */
  run(from: number, until = this.#series.length): void {
    const start = Math.min(Math.max(from, this.#first), this.#first + this.#states.length);
    if (this.#states.length > start - this.#first) this.#states.length = start - this.#first;
    let state = this.#states.at(-1) ?? IDLE;
    for (let index = start; index < until; index += 1) {
      state = this.#isBroken(index) ? IDLE : this.#bound.step(index, state);
      this.#states.push(state);
    }
  }

  /** The state after the bar at an index; {@link IDLE} before the day and where nothing was computed. */
  at(index: number): StrategyState {
    return this.#states[index - this.#first] ?? IDLE;
  }

  /** Whether something is missing between the bar before and the end of this one. */
  #isBroken(index: number): boolean {
    const { startMs, endMs } = this.#series;
    const fromMs = index > this.#first ? endMs.values[index - 1] : startMs.values[index];
    return this.#minutes.gaps(fromMs ?? 0, endMs.values[index] ?? 0) > 0;
  }
}
