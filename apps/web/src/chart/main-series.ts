import {
  BarSeries as OhlcBars,
  CandlestickSeries,
  type IChartApi,
  type ISeriesApi,
  LineSeries,
  LineStyle,
  type SeriesType,
} from "lightweight-charts";
import type { ChartColors } from "./colors.ts";
import { priceText } from "./numbers.ts";
import type { TimelinePoint } from "./timeline.ts";

/** How prices are drawn. */
export type ChartStyle = "candles" | "bars" | "line";

/** The price series behind one face, whatever its style. */
export interface MainSeries {
  readonly api: ISeriesApi<SeriesType>;
  setAll(points: readonly TimelinePoint[]): void;
  setLast(point: TimelinePoint): void;
  restyle(colors: ChartColors): void;
}

function common(digits: number) {
  return {
    priceFormat: {
      type: "custom" as const,
      minMove: 10 ** -digits,
      formatter: (price: number) => priceText(price, digits),
    },
    priceLineStyle: LineStyle.Dotted,
    priceLineWidth: 1 as const,
    lastValueVisible: true,
  };
}

function candleOptions(colors: ChartColors) {
  return {
    upColor: colors.up,
    downColor: colors.down,
    borderUpColor: colors.up,
    borderDownColor: colors.down,
    wickUpColor: colors.up,
    wickDownColor: colors.down,
  };
}

function ohlc({ o, h, l, c }: { o: number; h: number; l: number; c: number }) {
  return { open: o, high: h, low: l, close: c };
}

function candles(chart: IChartApi, initial: ChartColors, digits: number): MainSeries {
  const api = chart.addSeries(CandlestickSeries, { ...common(digits), ...candleOptions(initial) }, 0);
  let colors = initial;
  const item = ({ time, bar }: TimelinePoint) => {
    if (bar === null) return { time };
    const values = { time, ...ohlc(bar.ohlcv) };
    if (bar.state !== "forming") return values;
    return { ...values, color: bar.ohlcv.c >= bar.ohlcv.o ? colors.upForming : colors.downForming };
  };
  return {
    api,
    setAll: (points) => api.setData(points.map(item)),
    setLast: (point) => api.update(item(point)),
    restyle(next) {
      colors = next;
      api.applyOptions(candleOptions(next));
    },
  };
}

function barOptions({ up, down }: ChartColors) {
  return { upColor: up, downColor: down, thinBars: false };
}

function bars(chart: IChartApi, initial: ChartColors, digits: number): MainSeries {
  const api = chart.addSeries(OhlcBars, { ...common(digits), ...barOptions(initial) }, 0);
  let colors = initial;
  const item = ({ time, bar }: TimelinePoint) => {
    if (bar === null) return { time };
    const values = { time, ...ohlc(bar.ohlcv) };
    if (bar.state !== "forming") return values;
    return { ...values, color: bar.ohlcv.c >= bar.ohlcv.o ? colors.upSoft : colors.downSoft };
  };
  return {
    api,
    setAll: (points) => api.setData(points.map(item)),
    setLast: (point) => api.update(item(point)),
    restyle(next) {
      colors = next;
      api.applyOptions(barOptions(next));
    },
  };
}

function lineOptions(colors: ChartColors) {
  return { color: colors.line, lineWidth: 2 as const };
}

function closeOf({ time, bar }: TimelinePoint) {
  return bar === null ? { time } : { time, value: bar.ohlcv.c };
}

function line(chart: IChartApi, initial: ChartColors, digits: number): MainSeries {
  const api = chart.addSeries(LineSeries, { ...common(digits), ...lineOptions(initial) }, 0);
  return {
    api,
    setAll: (points) => api.setData(points.map(closeOf)),
    setLast: (point) => api.update(closeOf(point)),
    restyle: (next) => api.applyOptions(lineOptions(next)),
  };
}

/** Adds the price series of a style to the first pane. `digits` after the point are shown of every price. */
export function addMainSeries(
  chart: IChartApi,
  style: ChartStyle,
  colors: ChartColors,
  digits: number,
): MainSeries {
  if (style === "bars") return bars(chart, colors, digits);
  return style === "line" ? line(chart, colors, digits) : candles(chart, colors, digits);
}
