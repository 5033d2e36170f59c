export { bootstrapMean, type Interval } from "./bootstrap.ts";
export { deepestFall } from "./drawdown.ts";
export { quantile, quantileFigure } from "./quantiles.ts";
export { type Random, seededRandom } from "./random.ts";
export { MINIMUM_SAMPLE, tooFew, tooFewWords } from "./sample.ts";
export { type TradeResults, tradeStatistics, winRateFigure } from "./trade-statistics.ts";
export { wilson } from "./wilson.ts";
