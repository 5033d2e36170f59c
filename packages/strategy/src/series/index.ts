export * from "./bar-series.ts";
export * from "./column.ts";
export * from "./day-columns.ts";
export * from "./indicator-column.ts";
export * from "./window-column.ts";
export * from "./anchored-column.ts";
