export * from "./bar.ts";
export * from "./calendar.ts";
export * from "./timeframe.ts";
