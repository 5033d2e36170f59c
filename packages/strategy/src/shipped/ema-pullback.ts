import type { ShippedRule } from "./shipped-rule.ts";

/** A dip to the fast average while the 5m trend and the market point up. */
export const emaPullback: ShippedRule = {
  id: "ema-pullback",
  summary: "A dip to the fast average while the 5m trend and the market point up.",
  source: `# A dip to the fast average while the 5m trend and the market point up.
language 1
rule "EMA pullback"
long
on 1m
param fast = 9 from 5 to 20 step 1
param slow = 20 from 10 to 60 step 5
let trend = ema(slow) on 5m
when close crosses above ema(fast)
  and close > trend
  and trend > trend[1]
  and relative_volume > 1.2
  and time between 09:45 and 15:30
  and close of SPY > vwap of SPY
stop lowest(low, 5) - 0.02
target 1.5 R, 3 R
cooldown 15 minutes
expires after 5 bars
hold 45 minutes
grade A when relative_volume > 2 and close > session_high[1]
grade B when relative_volume > 1.5
because "relative volume" relative_volume,
  "above the 5m average by" close - trend dollars,
  "SPY above its VWAP by" close of SPY - vwap of SPY dollars
`,
};
