export * from "./backtest/index.ts";
export * from "./columns.ts";
export * from "./statistics/index.ts";
export * from "./sentinel/index.ts";
export * from "./trades/index.ts";
