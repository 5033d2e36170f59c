import type { Indicator } from "@spotlight/market";
import type { BarSeries } from "./bar-series.ts";
import { type Column, type Derived, GrowingColumn } from "./column.ts";

/** Bars between two saved states: less means faster revisions and more memory. */
const SNAPSHOT_EVERY = 256;
/** Saved states that are kept of the newest bars; of older ones one in as many is kept. */
const SNAPSHOTS_NEAR = 16;

/** An indicator of the market package run over the bars of a series, each part of its value in a column. */
export class IndicatorColumns<Value> implements Derived {
  readonly columns: readonly Column[];
  readonly #series: BarSeries;
  readonly #create: () => Indicator<Value>;
  readonly #parts: readonly ((value: Value) => number)[];
  readonly #outputs: readonly GrowingColumn[];
  #indicator: Indicator<Value>;
  /** How many bars the indicator has seen. */
  #seen = 0;
  /** At index k the state before bar `k * SNAPSHOT_EVERY`; undefined where it was let go. */
  #snapshots: unknown[] = [];

  /** `parts` take the numbers out of the indicator's value, one for each column. */
  constructor(
    series: BarSeries,
    create: () => Indicator<Value>,
    parts: readonly ((value: Value) => number)[],
  ) {
    this.#series = series;
    this.#create = create;
    this.#parts = parts;
    this.#outputs = parts.map(() => new GrowingColumn());
    this.columns = this.#outputs;
    this.#indicator = create();
  }

  update(from: number, length: number): void {
    for (const output of this.#outputs) output.reserve(length);
    if (from === this.#seen - 1 && length > from) {
      this.#put(from, this.#indicator.revise(this.#series.bar(from)));
    } else if (from < this.#seen) {
      if (length > from) this.#rewind(from);
    }
    for (; this.#seen < length; this.#seen += 1) {
      if (this.#seen % SNAPSHOT_EVERY === 0) this.#save(this.#seen / SNAPSHOT_EVERY);
      this.#put(this.#seen, this.#indicator.next(this.#series.bar(this.#seen)));
    }
  }

  #save(index: number): void {
    this.#snapshots[index] = this.#indicator.save();
    const far = index - SNAPSHOTS_NEAR;
    if (far > 0 && far % SNAPSHOTS_NEAR !== 0) this.#snapshots[far] = undefined;
  }

  /** Goes back to the nearest saved state before a bar. */
  #rewind(from: number): void {
    let nearest = Math.floor(from / SNAPSHOT_EVERY);
    while (this.#snapshots[nearest] === undefined) nearest -= 1;
    this.#indicator = this.#create();
    this.#indicator.restore(this.#snapshots[nearest]);
    this.#snapshots.length = nearest;
    this.#seen = nearest * SNAPSHOT_EVERY;
  }

  #put(index: number, value: Value | null): void {
    for (let part = 0; part < this.#outputs.length; part += 1) {
      const output = this.#outputs[part] as GrowingColumn;
      output.values[index] =
        value === null ? Number.NaN : (this.#parts[part] as (value: Value) => number)(value);
    }
  }
}

/** The column of an indicator whose value is one number, made once for each key. */
export function indicatorColumn(series: BarSeries, key: string, create: () => Indicator<number>): Column {
  const { columns } = series.derive(key, () => new IndicatorColumns(series, create, [itself]));
  return columns[0] as Column;
}

function itself(value: number): number {
  return value;
}
