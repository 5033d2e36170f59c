import type { SessionKind, Timeframe } from "@spotlight/contracts";
import { MINUTE_MS, type MinuteFact, type TradingDay, tradingDayAt } from "@spotlight/market";
import { BarSeries } from "../series/bar-series.ts";
import { placeBar } from "../series/search.ts";
import { BucketSeries } from "./bucket-series.ts";
import { MinuteMap } from "./minute-map.ts";

/**
 * One symbol's bars as strategies see them: a series for each timeframe and session that somebody asked for, all derived
 * from the minutes that are known. What it says depends on the newest word about each minute only, never on the way there.
 */
export class SymbolView {
  readonly symbol: string;
  readonly minutes = new MinuteMap();
  /** What the last change was a part of, as whoever gives the minutes says. */
  changedBy: object | null = null;
  readonly #base: Readonly<Record<SessionKind, BarSeries>>;
  readonly #longer = new Map<string, BucketSeries>();
  #finishedMs = 0;
  #pastVersion = 0;
  #day: TradingDay | null = null;

  constructor(symbol: string) {
    this.symbol = symbol;
    this.#base = { rth: new BarSeries(symbol, "1m", "rth"), rth_ext: new BarSeries(symbol, "1m", "rth_ext") };
  }

  /** Everything that ended up to here is known, epoch ms; 0 before anything is. */
  get finishedMs(): number {
    return this.#finishedMs;
  }

  /** The trading day of the newest finished minute; null before there is one. */
  get day(): TradingDay | null {
    return this.#day;
  }

  /** Changes whenever a day has passed, or a minute of a day before the newest became another. */
  get pastVersion(): number {
    return this.#pastVersion;
  }

  /** The closed bars of a timeframe and session; kept up to date from now on. */
  series(timeframe: Timeframe, session: SessionKind): BarSeries {
    return timeframe === "1m" ? this.#base[session] : this.longer(timeframe, session).series;
  }

  /** The same with what it takes to know the bar that is forming. Not for 1m, whose forming bar nobody stores. */
  longer(timeframe: Exclude<Timeframe, "1m">, session: SessionKind): BucketSeries {
    const key = `${timeframe}/${session}`;
    let longer = this.#longer.get(key);
    if (longer === undefined) {
      longer = this.#derived(timeframe, session);
      this.#longer.set(key, longer);
    }
    return longer;
  }

  /** Takes the newest word about a minute. */
  set(fact: MinuteFact): void {
    const { startMs } = fact;
    const day = this.#dayOf(startMs);
    if (day === null) return;
    this.minutes.set(fact);
    const endMs = startMs + MINUTE_MS;
    if (day !== this.#day && day.day !== this.#day?.day) this.#pastVersion += 1;
    if (endMs > this.#finishedMs) {
      this.#finishedMs = endMs;
      this.#day = day;
    }
    const { rth, rth_ext: extended } = this.#base;
    if (fact.kind === "bar") {
      placeBar(extended, fact.bar);
      if (startMs >= day.openMs && startMs < day.closeMs) placeBar(rth, fact.bar);
    }
    rth.finishedMs = this.#finishedMs;
    extended.finishedMs = this.#finishedMs;
    if (this.#longer.size === 0) return;
    for (const longer of this.#longer.values()) {
      longer.advance(startMs, this.#finishedMs);
      longer.series.finishedMs = this.#finishedMs;
    }
  }

  /** The same bars without those that start before a time. */
  since(ms: number): SymbolView {
    const view = new SymbolView(this.symbol);
    const { dayCount } = this.#base.rth_ext;
    for (let day = 0; day < dayCount; day += 1)
      for (const minute of this.minutesOf(day)) if (minute.startMs >= ms) view.set(minute);
    return view;
  }

  /** What is known of the minutes of a day that has bars, by its number in the series of the whole day; ascending. */
  *minutesOf(dayNumber: number): Generator<MinuteFact> {
    const series = this.#base.rth_ext;
    const { preOpenMs, postCloseMs } = series.day(dayNumber);
    let next = series.firstOfDay(dayNumber);
    for (let startMs = preOpenMs; startMs < postCloseMs; startMs += MINUTE_MS) {
      if (next < series.length && series.startMs.values[next] === startMs) {
        yield { kind: "bar", startMs, bar: series.bar(next) };
        next += 1;
      } else if (this.minutes.gaps(startMs, startMs + MINUTE_MS) > 0)
        yield { kind: "gap", startMs, reason: "not covered whole" };
      else if (this.minutes.knows(startMs)) yield { kind: "empty", startMs };
    }
  }

  #derived(timeframe: Timeframe, session: SessionKind): BucketSeries {
    const base = this.#base[session];
    const series = new BarSeries(this.symbol, timeframe, session);
    const longer = new BucketSeries(series, base, timeframe, session);
    for (let index = 0; index < base.length; index += 1) {
      const startMs = base.startMs.values[index] ?? 0;
      longer.advance(startMs, startMs + MINUTE_MS);
    }
    if (base.length > 0) longer.advance(base.startMs.values[base.length - 1] ?? 0, this.#finishedMs);
    series.finishedMs = this.#finishedMs;
    return longer;
  }

  #dayOf(ms: number): TradingDay | null {
    const day = this.#day;
    if (day !== null && ms >= day.preOpenMs && ms < day.postCloseMs) return day;
    return tradingDayAt(ms);
  }
}
