export * from "./series/bar-series.ts";
