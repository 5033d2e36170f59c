import type { Bar, HistoryAnswer } from "@spotlight/contracts";
import { BarSeries, type SeriesChange, type SeriesKey } from "./bar-series.ts";
import { Emitter } from "./emitter.ts";

/** A change of one of the book's series. */
export interface BookChange {
  readonly series: BarSeries;
  readonly change: SeriesChange;
}

function nameOf(key: SeriesKey): string {
  return `${key.symbol} ${key.timeframe} ${key.session}`;
}

/** The client's whole copy: every series that it follows. */
export class BarBook {
  readonly changes = new Emitter<BookChange>();
  readonly #series = new Map<string, BarSeries>();

  /** The series of this key, made when it is new. */
  series(key: SeriesKey): BarSeries {
    const name = nameOf(key);
    const known = this.#series.get(name);
    if (known !== undefined) return known;
    const { symbol, timeframe, session } = key;
    const made = new BarSeries({ symbol, timeframe, session });
    this.#series.set(name, made);
    return made;
  }

  /** The series of this key when it is followed. */
  find(key: SeriesKey): BarSeries | undefined {
    return this.#series.get(nameOf(key));
  }

  /** Every series that is followed. */
  all(): readonly BarSeries[] {
    return [...this.#series.values()];
  }

  /** Forgets every series that is not named: a copy that nothing updates must not look like one that is true. */
  retain(keys: readonly SeriesKey[]): void {
    const names = new Set(keys.map(nameOf));
    for (const name of this.#series.keys()) {
      if (!names.has(name)) this.#series.delete(name);
    }
  }

  /** Takes the newest history of a series; see {@link BarSeries.load}. */
  load(key: SeriesKey, answer: HistoryAnswer): void {
    const series = this.series(key);
    this.#tell(series, series.load(answer));
  }

  /** Takes a page of history; see {@link BarSeries.merge}. Ignored when the series was forgotten meanwhile. */
  merge(key: SeriesKey, answer: HistoryAnswer): void {
    const series = this.find(key);
    if (series !== undefined) this.#tell(series, series.merge(answer));
  }

  /** Takes a closed or revised bar, true at `cursor`. Bars of series that are not followed are ignored. */
  close(session: SeriesKey["session"], bar: Bar, cursor: number): void {
    const series = this.find({ symbol: bar.symbol, timeframe: bar.timeframe, session });
    if (series !== undefined) this.#tell(series, series.close(bar, cursor));
  }

  /** Takes a forming bar. Bars of series that are not followed are ignored. */
  form(session: SeriesKey["session"], bar: Bar): void {
    const series = this.find({ symbol: bar.symbol, timeframe: bar.timeframe, session });
    if (series !== undefined) this.#tell(series, series.form(bar));
  }

  #tell(series: BarSeries, change: SeriesChange | null): void {
    if (change !== null) this.changes.emit({ series, change });
  }
}
