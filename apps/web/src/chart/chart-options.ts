import {
  type ChartOptions,
  ColorType,
  CrosshairMode,
  type DeepPartial,
  type TimeChartOptions,
} from "lightweight-charts";
import type { Timeframe } from "@spotlight/contracts";
import type { ChartColors } from "./colors.ts";
import { tickText } from "./time.ts";

/** Space between bars when a chart opens, and free bars at its right edge. */
export const DEFAULT_SPACING = 8;
export const RIGHT_OFFSET = 6;

/** Options that depend on the theme. */
export function themeOptions(colors: ChartColors): DeepPartial<ChartOptions> {
  const label = { labelBackgroundColor: colors.raised, color: colors.crosshair };
  return {
    layout: {
      background: { type: ColorType.Solid, color: colors.background },
      textColor: colors.text,
      panes: { separatorColor: colors.hairline, separatorHoverColor: colors.shade },
    },
    grid: { vertLines: { color: colors.hairline }, horzLines: { color: colors.hairline } },
    crosshair: { vertLine: label, horzLine: label },
    rightPriceScale: { borderColor: colors.hairline },
    timeScale: { borderColor: colors.hairline },
  };
}

/** Options that stay for the life of a chart. */
export function baseOptions(colors: ChartColors): DeepPartial<TimeChartOptions> {
  const theme = themeOptions(colors);
  return {
    ...theme,
    autoSize: true,
    layout: {
      ...theme.layout,
      fontFamily: '"Inter Variable", system-ui, sans-serif',
      fontSize: 12,
      attributionLogo: false,
    },
    crosshair: { ...theme.crosshair, mode: CrosshairMode.Normal },
    rightPriceScale: {
      ...theme.rightPriceScale,
      scaleMargins: { top: 0.16, bottom: 0.08 },
      minimumWidth: 68,
    },
    timeScale: {
      ...theme.timeScale,
      timeVisible: true,
      secondsVisible: false,
      barSpacing: DEFAULT_SPACING,
      rightOffset: RIGHT_OFFSET,
      minBarSpacing: 0.8,
      maxBarSpacing: 60,
      minimumHeight: 28,
      tickMarkFormatter: (time: unknown, weight: number) =>
        typeof time === "number" ? tickText(time, weight) : null,
    },
    kineticScroll: { mouse: false, touch: true },
  };
}

/** The crosshair's label on the time axis. */
export function timeLabel(timeframe: Timeframe): (time: unknown) => string {
  return (time) => {
    if (typeof time !== "number") return "";
    const iso = new Date(time * 1000).toISOString();
    return timeframe === "1d" ? iso.slice(0, 10) : `${tickText(time, 2)}  ${iso.slice(11, 16)}`;
  };
}
