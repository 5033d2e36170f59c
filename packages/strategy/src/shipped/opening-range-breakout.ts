import type { ShippedRule } from "./shipped-rule.ts";

/** The first close above the opening range, on volume, in the first two hours. */
export const openingRangeBreakout: ShippedRule = {
  id: "opening-range-breakout",
  summary: "The first close above the opening range, on volume, in the first two hours.",
  source: `# The first close above the opening range, on volume, in the first two hours.
language 1
rule "Opening range breakout"
long
param minutes_of_range = 15 from 5 to 30 step 5
let top = opening_range_high(minutes_of_range)
let bottom = opening_range_low(minutes_of_range)
when close crosses above top
  and highest(high, 3)[1] <= top + 0.25 * (top - bottom)
  and relative_volume > 1.3
  and time <= 11:30
stop max(bottom, close - 1.5 * atr(14))
target 1.5 R, 2.5 R
cooldown 30 minutes
expires after 3 bars
hold 60 minutes
grade A when relative_volume > 2.5 and close > vwap and session_open > prior_close
grade B when relative_volume > 1.8 and close > vwap
because "relative volume" relative_volume,
  "above the range by" close - top dollars,
  "width of the range" top - bottom dollars
`,
};
