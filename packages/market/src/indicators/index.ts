export * from "./anchored-vwap.ts";
export * from "./average-volume.ts";
export * from "./bollinger.ts";
export * from "./ema.ts";
export * from "./indicator.ts";
export * from "./indicator-series.ts";
export * from "./session-vwap.ts";
export * from "./sma.ts";
