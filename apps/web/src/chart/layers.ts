import { HistogramSeries, type IChartApi, type ISeriesApi, LineSeries } from "lightweight-charts";
import type { ChartColors } from "./colors.ts";
import { volumeText } from "./numbers.ts";
import { OVERLAYS, type OverlayContext, type OverlayId, OverlayLine } from "./overlays.ts";
import type { TimelinePoint } from "./timeline.ts";

/** The volume pane below the candles. It is a pane of its own, so it can never cover them. */
export class VolumeLayer {
  readonly api: ISeriesApi<"Histogram">;
  #colors: ChartColors;

  constructor(chart: IChartApi, colors: ChartColors) {
    this.#colors = colors;
    this.api = chart.addSeries(
      HistogramSeries,
      {
        priceFormat: {
          type: "custom",
          minMove: 1,
          formatter: (value: number) => volumeText(Math.max(0, value)),
        },
        lastValueVisible: false,
        priceLineVisible: false,
      },
      1,
    );
    this.api.priceScale().applyOptions({ scaleMargins: { top: 0.12, bottom: 0 } });
    const [price, volume] = chart.panes();
    price?.setStretchFactor(5);
    volume?.setStretchFactor(1);
  }

  setAll(points: readonly TimelinePoint[]): void {
    this.api.setData(points.map((point) => this.#item(point)));
  }

  setLast(point: TimelinePoint): void {
    this.api.update(this.#item(point));
  }

  restyle(colors: ChartColors): void {
    this.#colors = colors;
  }

  #item({ time, bar }: TimelinePoint) {
    if (bar === null) return { time };
    const { upSoft, downSoft } = this.#colors;
    return { time, value: bar.ohlcv.v, color: bar.ohlcv.c >= bar.ohlcv.o ? upSoft : downSoft };
  }
}

/** Colour of the stroke from one session's last VWAP to the next one's first: they have nothing to do with each other. */
const UNSEEN = "rgba(0, 0, 0, 0)";

/** One indicator line over the candles. */
class OverlayLayer {
  readonly line: OverlayLine;
  readonly #api: ISeriesApi<"Line">;

  constructor(chart: IChartApi, id: OverlayId, colors: ChartColors) {
    this.line = new OverlayLine(id);
    this.#api = chart.addSeries(
      LineSeries,
      {
        color: colors[id],
        lineWidth: id === "vwap" ? 2 : 1,
        lastValueVisible: false,
        priceLineVisible: false,
        crosshairMarkerVisible: false,
      },
      0,
    );
  }

  setAll(points: readonly TimelinePoint[], dayStarts: ReadonlySet<number>): void {
    const breaks = this.line.id === "vwap";
    this.#api.setData(
      points.map((point, index) => {
        const item = this.#item(point);
        return breaks && dayStarts.has(index + 1) ? { ...item, color: UNSEEN } : item;
      }),
    );
  }

  setLast(point: TimelinePoint): void {
    this.#api.update(this.#item(point));
  }

  restyle(color: string): void {
    this.#api.applyOptions({ color });
  }

  remove(chart: IChartApi): void {
    chart.removeSeries(this.#api);
  }

  #item({ time, startMs }: TimelinePoint) {
    const value = this.line.at(startMs);
    return value === undefined ? { time } : { time, value };
  }
}

/** The indicator lines that are switched on. */
export class OverlayLayers {
  readonly #chart: IChartApi;
  readonly #layers = new Map<OverlayId, OverlayLayer>();

  constructor(chart: IChartApi) {
    this.#chart = chart;
  }

  /** Switches lines on and off; true when something changed. */
  show(ids: readonly OverlayId[], colors: ChartColors): boolean {
    let changed = false;
    for (const { id } of OVERLAYS) {
      const layer = this.#layers.get(id);
      if (ids.includes(id) === (layer !== undefined)) continue;
      changed = true;
      if (layer === undefined) this.#layers.set(id, new OverlayLayer(this.#chart, id, colors));
      else {
        layer.remove(this.#chart);
        this.#layers.delete(id);
      }
    }
    return changed;
  }

  /** `dayStarts` are indexes of points that begin a trading day. */
  setAll(points: readonly TimelinePoint[], dayStarts: readonly number[], context: OverlayContext): void {
    const starts = new Set(dayStarts);
    const bars = points.flatMap((point) => (point.bar === null ? [] : [point.bar]));
    for (const layer of this.#layers.values()) {
      layer.line.rebuild(bars, context);
      layer.setAll(points, starts);
    }
  }

  setLast(point: TimelinePoint): void {
    for (const layer of this.#layers.values()) {
      if (point.bar !== null) layer.line.push(point.bar);
      layer.setLast(point);
    }
  }

  restyle(colors: ChartColors): void {
    for (const [id, layer] of this.#layers) layer.restyle(colors[id]);
  }

  /** The values at a bar, in the legend's order; only of lines that have one. */
  valuesAt(startMs: number): { readonly id: OverlayId; readonly name: string; readonly value: number }[] {
    return OVERLAYS.flatMap(({ id, name }) => {
      const value = this.#layers.get(id)?.line.at(startMs);
      return value === undefined ? [] : [{ id, name, value }];
    });
  }
}
