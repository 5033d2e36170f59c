import type { Reason } from "@spotlight/contracts";
import { RelativeVolume } from "@spotlight/market";
import type { BarSeries } from "../series/bar-series.ts";
import type { Column } from "../series/column.ts";
import { indicatorColumn } from "../series/indicator-column.ts";
import { at } from "./columns.ts";
import { RECENT_VOLUME_BARS } from "./parameters.ts";

/**
 * How busy a bar is: its volume against the usual of its minute of day. Where too few past days have that minute, against
 * the mean of the bars just before it on the same day, which says less: openings and closes are always busy.
 */
export class VolumeGauge {
  readonly #series: BarSeries;
  readonly #relative: Column;

  constructor(series: BarSeries) {
    this.#series = series;
    this.#relative = indicatorColumn(series, "relative_volume", () => new RelativeVolume());
  }

  /** The ratio; NaN when nothing is there to compare with. */
  ratio(index: number): number {
    const relative = at(this.#relative, index);
    return Number.isNaN(relative) ? this.#againstRecent(index) : relative;
  }

  /** Whether the ratio is against the usual of the minute. */
  byMinute(index: number): boolean {
    return !Number.isNaN(at(this.#relative, index));
  }

  /** The ratio as a reason. */
  reason(index: number): Reason {
    const label = this.byMinute(index)
      ? "Volume against the usual of the minute"
      : `Volume against the ${RECENT_VOLUME_BARS} bars before`;
    return { label, value: this.ratio(index), unit: "ratio" };
  }

  #againstRecent(index: number): number {
    const { volume } = this.#series;
    const from = index - RECENT_VOLUME_BARS;
    if (from < this.#series.dayStart(index)) return Number.NaN;
    let sum = 0;
    for (let bar = from; bar < index; bar += 1) sum += at(volume, bar);
    return sum > 0 ? (at(volume, index) * RECENT_VOLUME_BARS) / sum : Number.NaN;
  }
}
