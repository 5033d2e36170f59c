export { RiskSentinel, type SentinelInput } from "./risk-sentinel.ts";
export { type RiskSession, riskSessionAt } from "./risk-day.ts";
export { riskPerTrade, tightest } from "./tightest.ts";
