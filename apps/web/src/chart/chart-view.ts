import type { Bar } from "@spotlight/contracts";
import { tradingDayAt } from "@spotlight/market";
import { type IChartApi, type MouseEventParams, createChart } from "lightweight-charts";
import type { BarSeries, RevisionKind, SeriesChange } from "../stream/index.ts";
import { Backdrop } from "./backdrop.ts";
import { Brush, type Span, spanOf } from "./brush.ts";
import { DEFAULT_SPACING, RIGHT_OFFSET, baseOptions, themeOptions, timeLabel } from "./chart-options.ts";
import type { ChartColors } from "./colors.ts";
import { FrameQueue } from "./frame-queue.ts";
import { OverlayLayers, VolumeLayer } from "./layers.ts";
import { type ChartStyle, type MainSeries, addMainSeries } from "./main-series.ts";
import { priceDigits } from "./numbers.ts";
import type { OverlayId } from "./overlays.ts";
import { RevisionMarks } from "./revision-marks.ts";
import { type ChartSignal, SignalMarks } from "./signal-marks.ts";
import { type TimelinePoint, buildDayStarts, buildShades, buildTimeline, toPoint } from "./timeline.ts";

/** What the legend says: of the bar under the crosshair, else of the newest. */
export interface Reading {
  readonly bar: Bar;
  /** Close of the bar before; null for the first. */
  readonly previousClose: number | null;
  readonly overlays: readonly { readonly id: OverlayId; readonly name: string; readonly value: number }[];
  /** Whether the crosshair points at it. */
  readonly pointed: boolean;
  /** Where it is, in CSS pixels from the chart's left edge. */
  readonly x: number | null;
  /** Width of the chart without its price scale, in CSS pixels. */
  readonly width: number;
  /** Whether it was changed after it closed. */
  readonly marked: boolean;
}

/** What a chart tells its owner. */
export interface ChartListener {
  reading(reading: Reading | null): void;
  /** The view nears the oldest bar. */
  needsOlder(): void;
  /** Whether the newest bar is in view. */
  following(following: boolean): void;
  /** What is selected with the brush. */
  brushed(span: Span | null): void;
}

/** What can be chosen about a chart. */
export interface ChartChoices {
  readonly style: ChartStyle;
  readonly overlays: readonly OverlayId[];
  readonly reducedMotion: boolean;
  /** Most times a second that new data is painted. */
  readonly maxFps: number;
}

/** Bars that may be left of the view before older ones are asked for. */
const OLDER_MARGIN = 80;

/**
 * The chart without React: takes a {@link BarSeries} and its changes, and paints at most one update per series per
 * animation frame. It owns everything inside its element.
 */
export class ChartView {
  readonly #chart: IChartApi;
  readonly #listener: ChartListener;
  readonly #queue = new FrameQueue(
    () => this.#flush(),
    () => this.#choices.maxFps,
  );
  readonly #volume: VolumeLayer;
  readonly #overlays: OverlayLayers;
  readonly #priceBackdrop: Backdrop;
  readonly #volumeBackdrop: Backdrop;
  readonly #marks: RevisionMarks;
  readonly #signalMarks = new SignalMarks();
  readonly #brush: Brush;
  #colors: ChartColors;
  #choices: ChartChoices;
  #main: MainSeries;
  #digits = 2;
  #series: BarSeries | null = null;
  #points: TimelinePoint[] = [];
  #revisionOf: (bar: Bar) => RevisionKind | null = () => null;
  #signals: readonly ChartSignal[] = [];
  #tail: Bar | null = null;
  #rebuild = false;
  #fresh = false;
  #following = true;
  /** The bar under the crosshair, and where the pointer is when it was not moved by keys. */
  #pointed: number | null = null;
  #pointerX: number | null = null;
  #dayEndMs = 0;

  constructor(element: HTMLElement, colors: ChartColors, choices: ChartChoices, listener: ChartListener) {
    this.#colors = colors;
    this.#choices = choices;
    this.#listener = listener;
    this.#chart = createChart(element, baseOptions(colors));
    this.#main = addMainSeries(this.#chart, choices.style, colors, this.#digits);
    this.#volume = new VolumeLayer(this.#chart, colors);
    this.#overlays = new OverlayLayers(this.#chart);
    this.#overlays.show(choices.overlays, colors);
    this.#priceBackdrop = new Backdrop(colors);
    this.#volumeBackdrop = new Backdrop(colors);
    this.#marks = new RevisionMarks();
    this.#brush = new Brush({
      element,
      points: () => this.#points,
      colors: () => this.#colors,
      changed: (span) => listener.brushed(span),
    });
    this.#volume.api.attachPrimitive(this.#volumeBackdrop);
    this.#attach();
    this.#chart.subscribeCrosshairMove((event) => this.#point(event));
    this.#chart.timeScale().subscribeVisibleLogicalRangeChange(() => this.#moved());
  }

  /** Shows another series from its right edge. */
  show(series: BarSeries | null): void {
    if (series === this.#series) return;
    if (series?.key.symbol !== this.#series?.key.symbol) this.#brush.clear();
    this.#series = series;
    this.#fresh = true;
    this.#pointed = null;
    if (series !== null) {
      this.#chart.applyOptions({ localization: { timeFormatter: timeLabel(series.key.timeframe) } });
    }
    this.#askRebuild();
  }

  /** Takes a change of the series that is shown. */
  apply(change: SeriesChange): void {
    if (change.kind === "closed" || change.kind === "forming") this.#takeTail(change.bar);
    else this.#rebuild = true;
    this.#queue.request();
  }

  setChoices(choices: ChartChoices): void {
    const restyled = choices.style !== this.#choices.style;
    this.#choices = choices;
    if (restyled) this.#replaceMain();
    if (this.#overlays.show(choices.overlays, this.#colors) || restyled) this.#askRebuild();
  }

  setColors(colors: ChartColors): void {
    this.#colors = colors;
    this.#chart.applyOptions(themeOptions(colors));
    this.#main.restyle(colors);
    this.#volume.restyle(colors);
    this.#overlays.restyle(colors);
    this.#askRebuild();
  }

  /** Draws signals at their bars; to be told again when they change. */
  setSignals(signals: readonly ChartSignal[]): void {
    this.#signals = signals;
    this.#paintSignals();
  }

  /** Which bars carry the mark of a revision; to be told again when the answer changes. */
  setRevisions(revisionOf: (bar: Bar) => RevisionKind | null): void {
    this.#revisionOf = revisionOf;
    this.#paintMarks();
  }

  /** Brings the newest bar back into view. */
  jumpToNow(): void {
    // At once: an animated scroll stops half way when older bars arrive meanwhile.
    this.#chart.timeScale().scrollToPosition(RIGHT_OFFSET, false);
  }

  /** Shows fewer (`factor` below 1) or more bars, keeping the right edge. */
  zoom(factor: number): void {
    const range = this.#chart.timeScale().getVisibleLogicalRange();
    if (range === null) return;
    const length = Math.min(Math.max((range.to - range.from) * factor, 12), 4_000);
    this.#chart.timeScale().setVisibleLogicalRange({ from: range.to - length, to: range.to });
  }

  /** Opens the chart's default zoom at the right edge. */
  resetView(): void {
    this.#chart.timeScale().applyOptions({ barSpacing: DEFAULT_SPACING, rightOffset: RIGHT_OFFSET });
    this.#chart.timeScale().scrollToPosition(RIGHT_OFFSET, false);
    this.#main.api.priceScale().setAutoScale(true);
  }

  /** The closed bar under the crosshair, else the newest one; null while there is none. */
  get barInFocus(): Bar | null {
    const bars = this.#points.flatMap(({ bar }) => (bar !== null && bar.state !== "forming" ? [bar] : []));
    const pointed = this.#pointed === null ? null : (this.#points[this.#pointed]?.bar ?? null);
    return pointed === null || pointed.state === "forming" ? (bars.at(-1) ?? null) : pointed;
  }

  /** Moves the crosshair by bars, from the newest when there is none; the view follows. */
  step(bars: number): void {
    const start = this.#pointed ?? this.#points.length;
    const index = Math.min(Math.max(start + bars, 0), this.#points.length - 1);
    const point = this.#points[index];
    if (point === undefined) return;
    const scale = this.#chart.timeScale();
    const range = scale.getVisibleLogicalRange();
    if (range !== null && index < range.from + 2) scale.scrollToPosition(scale.scrollPosition() - 20, false);
    if (range !== null && index > range.to - 2) scale.scrollToPosition(scale.scrollPosition() + 20, false);
    this.#pointed = index;
    this.#pointerX = null;
    const price = point.bar?.ohlcv.c ?? 0;
    this.#chart.setCrosshairPosition(price, point.time, this.#main.api);
    this.#tell();
  }

  destroy(): void {
    this.#brush.destroy();
    this.#queue.stop();
    this.#chart.remove();
  }

  #attach(): void {
    this.#main.api.attachPrimitive(this.#priceBackdrop);
    this.#main.api.attachPrimitive(this.#marks);
    this.#main.api.attachPrimitive(this.#signalMarks);
    this.#main.api.attachPrimitive(this.#brush);
  }

  #replaceMain(): void {
    this.#chart.removeSeries(this.#main.api);
    this.#main = addMainSeries(this.#chart, this.#choices.style, this.#colors, this.#digits);
    this.#main.api.setSeriesOrder(0);
    this.#attach();
  }

  #takeTail(bar: Bar): void {
    if (this.#tail !== null && this.#tail.bar_start !== bar.bar_start) this.#rebuild = true;
    const last = this.#points.at(-1);
    if (last !== undefined && bar.bar_start < last.startMs) this.#rebuild = true;
    if (bar.bar_start >= this.#dayEndMs) this.#rebuild = true;
    this.#tail = bar;
  }

  #askRebuild(): void {
    this.#rebuild = true;
    this.#queue.request();
  }

  #flush(): void {
    if (this.#rebuild) this.#paintAll();
    else if (this.#tail !== null) this.#paintTail(this.#tail);
    this.#rebuild = false;
    this.#tail = null;
    this.#tell();
  }

  #paintTail(bar: Bar): void {
    const point = toPoint(bar);
    const replaces = this.#points.at(-1)?.startMs === bar.bar_start;
    if (replaces) this.#points[this.#points.length - 1] = point;
    else this.#points.push(point);
    this.#main.setLast(point);
    this.#volume.setLast(point);
    this.#overlays.setLast(point);
    if (!replaces) this.#paintBackdrop();
  }

  #paintAll(): void {
    const series = this.#series;
    const pointedMs = this.#points[this.#pointed ?? -1]?.startMs;
    this.#points = series === null ? [] : buildTimeline(series);
    if (pointedMs !== undefined) {
      const at = this.#points.findIndex(({ startMs }) => startMs === pointedMs);
      this.#pointed = at < 0 ? null : at;
    }
    this.#dayEndMs = tradingDayAt(this.#points.at(-1)?.startMs ?? 0)?.postCloseMs ?? 0;
    this.#chooseDigits();
    this.#main.setAll(this.#points);
    this.#volume.setAll(this.#points);
    const { session, timeframe } = series?.key ?? { session: "rth", timeframe: "1m" };
    const startReached = series?.startReached ?? false;
    const dayStarts = series === null ? [] : buildDayStarts(this.#points, series);
    this.#overlays.setAll(this.#points, dayStarts, { session, timeframe, startReached });
    this.#paintBackdrop();
    this.#paintMarks();
    if (this.#fresh && this.#points.length > 0) {
      this.#fresh = false;
      this.resetView();
    }
    this.#moved();
  }

  /** The time that is in view, epoch ms; null while there is nothing. */
  visibleSpan(): Span | null {
    const range = this.#chart.timeScale().getVisibleLogicalRange();
    return range === null ? null : spanOf(this.#points, Math.ceil(range.from), Math.floor(range.to));
  }

  /** What is selected with the brush; null when nothing is. */
  get brushedSpan(): Span | null {
    return this.#brush.span;
  }

  /** Lets go of what the brush selected. */
  clearBrush(): void {
    this.#brush.clear();
  }

  #chooseDigits(): void {
    const price = this.#series?.lastPrice ?? null;
    const digits = price === null ? this.#digits : priceDigits(price);
    if (digits === this.#digits) return;
    this.#digits = digits;
    this.#replaceMain();
  }

  #paintBackdrop(): void {
    const series = this.#series;
    const data =
      series === null
        ? { shades: [], dayStarts: [] }
        : { shades: buildShades(this.#points, series), dayStarts: buildDayStarts(this.#points, series) };
    this.#priceBackdrop.set(data, this.#colors);
    this.#volumeBackdrop.set(data, this.#colors);
  }

  #paintMarks(): void {
    const marks = this.#points.flatMap(({ bar }, index) => {
      const kind = bar === null || bar.state === "forming" ? null : this.#revisionOf(bar);
      return bar === null || kind === null ? [] : [{ index, low: bar.ohlcv.l, kind }];
    });
    this.#marks.set(marks, { official: this.#colors.markOfficial, changed: this.#colors.mark });
    this.#paintSignals();
  }

  /** Each signal at the bar that holds its start, whatever the timeframe. */
  #paintSignals(): void {
    const marks = this.#signals.flatMap(({ startMs, direction, label, quiet }) => {
      const index = this.#points.findLastIndex((point) => point.startMs <= startMs);
      const bar = this.#points[index]?.bar ?? null;
      if (bar === null || bar.bar_end <= startMs) return [];
      return [{ index, price: direction === "long" ? bar.ohlcv.l : bar.ohlcv.h, direction, label, quiet }];
    });
    this.#signalMarks.set(marks, this.#colors.signal);
  }

  #moved(): void {
    const scale = this.#chart.timeScale();
    const range = scale.getVisibleLogicalRange();
    if (range === null || this.#points.length === 0) return;
    if (range.from < OLDER_MARGIN) this.#listener.needsOlder();
    const following = range.to >= this.#points.length - 1;
    if (following === this.#following) return;
    this.#following = following;
    this.#listener.following(following);
  }

  #point({ logical, point, sourceEvent }: MouseEventParams): void {
    if (logical === undefined || point === undefined) {
      this.#pointed = null;
      this.#pointerX = null;
    } else if (sourceEvent !== undefined) {
      this.#pointed = Math.round(logical);
      this.#pointerX = point.x;
    }
    this.#tell();
  }

  /** The bar under the pointer now: the chart moves below a pointer that rests. */
  #follow(): void {
    if (this.#pointerX === null) return;
    const logical = this.#chart.timeScale().coordinateToLogical(this.#pointerX);
    if (logical !== null) this.#pointed = Math.max(0, Math.round(logical));
  }

  #tell(): void {
    this.#follow();
    const newest = this.#points.length - 1;
    const index = Math.min(this.#pointed ?? newest, newest);
    const point = this.#points[index];
    const bar = point?.bar ?? null;
    if (point === undefined || bar === null) {
      this.#listener.reading(null);
      return;
    }
    const scale = this.#chart.timeScale();
    this.#listener.reading({
      bar,
      previousClose: this.#points[index - 1]?.bar?.ohlcv.c ?? null,
      overlays: this.#overlays.valuesAt(bar.bar_start),
      pointed: this.#pointed !== null,
      x: scale.timeToCoordinate(point.time),
      width: scale.width(),
      marked: bar.state !== "forming" && this.#revisionOf(bar) !== null,
    });
  }
}
