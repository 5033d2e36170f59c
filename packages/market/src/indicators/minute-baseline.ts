import type { MarketBar } from "../bar.ts";
import { minuteOfDay } from "../calendar.ts";
import { checkPeriod } from "./indicator.ts";

/** Saved state of a {@link MinuteBaseline}. The lists are never changed, only replaced. */
export interface MinuteBaselineState {
  readonly volumes: readonly (readonly number[])[];
  readonly last: LastBar;
  readonly before: LastBar;
  readonly listBefore: readonly number[];
}

/** Minute of the day and volume of a bar; minute -1 stands for none. */
interface LastBar {
  readonly minute: number;
  readonly volume: number;
}

const NO_BAR: LastBar = { minute: -1, volume: 0 };
const NO_VOLUMES: readonly number[] = [];

/** What past days say of one minute: mean and sample standard deviation of its volume in shares. */
export interface VolumeBaseline {
  readonly mean: number;
  readonly deviation: number;
}

/**
 * The volumes that past days had in each minute of the New York day. The last bar is held apart from the past until the
 * next one comes: it is compared with earlier days only, and can be replaced. Minutes without a bar leave no mark.
 */
export class MinuteBaseline {
  /** Past days that a baseline needs. */
  readonly leastDays: number;
  private readonly days: number;
  private volumes: (readonly number[])[] = Array.from({ length: 1440 }, () => NO_VOLUMES);
  private last = NO_BAR;
  /** What stood before the last bar: the bar before it, and the list that this one has since joined. */
  private before = NO_BAR;
  private listBefore = NO_VOLUMES;

  /**
   * `days`: how many past days count, the newest ones. `leastDays`: with fewer there is no baseline; at least 2, at most
   * `days`. Throws RangeError otherwise.
   */
  constructor(days: number, leastDays: number) {
    this.days = checkPeriod(days, 2);
    this.leastDays = checkPeriod(leastDays, 2);
    if (leastDays > days)
      throw new RangeError(`a baseline of ${days} days can not need ${leastDays} of them`);
  }

  /** Volume of the last bar in shares. */
  get volume(): number {
    return this.last.volume;
  }

  /** Takes a new bar. */
  next(bar: MarketBar): void {
    this.before = this.last;
    this.listBefore = this.volumes[this.last.minute] ?? NO_VOLUMES;
    this.advance(bar);
  }

  /** Replaces the last bar. */
  revise(bar: MarketBar): void {
    if (this.last !== this.before && Number.isFinite(bar.volume)) {
      this.last = { minute: minuteOfDay(bar.startMs), volume: bar.volume };
      return;
    }
    this.last = this.before;
    if (this.last.minute >= 0) this.volumes[this.last.minute] = this.listBefore;
    this.advance(bar);
  }

  /** Mean volume of the last bar's minute on earlier days, shares; null when there are too few. */
  mean(): number | null {
    const past = this.volumes[this.last.minute];
    if (past === undefined || past.length < this.leastDays) return null;
    let sum = 0;
    for (const volume of past) sum += volume;
    return sum / past.length;
  }

  /** What earlier days say of the last bar's minute; null when there are too few. */
  baseline(): VolumeBaseline | null {
    const past = this.volumes[this.last.minute];
    const mean = this.mean();
    if (past === undefined || mean === null) return null;
    let squares = 0;
    for (const volume of past) squares += (volume - mean) ** 2;
    return { mean, deviation: Math.sqrt(squares / (past.length - 1)) };
  }

  save(): MinuteBaselineState {
    const { last, before, listBefore } = this;
    return { volumes: this.volumes.slice(), last, before, listBefore };
  }

  restore(state: MinuteBaselineState): void {
    this.volumes = state.volumes.slice();
    this.last = state.last;
    this.before = state.before;
    this.listBefore = state.listBefore;
  }

  private advance(bar: MarketBar): void {
    if (!Number.isFinite(bar.volume)) return;
    const past = this.volumes[this.last.minute];
    if (past !== undefined) {
      this.volumes[this.last.minute] = joined(past, this.last.volume, this.days);
    }
    this.last = { minute: minuteOfDay(bar.startMs), volume: bar.volume };
  }
}

/** The newest `days` of some volumes and one more, as a list of its own. Takes no more room than it needs. */
function joined(past: readonly number[], volume: number, days: number): readonly number[] {
  if (past.length < days) return past.concat(volume);
  const list = past.slice();
  for (let place = 1; place < days; place += 1) list[place - 1] = past[place] as number;
  list[days - 1] = volume;
  return list;
}
