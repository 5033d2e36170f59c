import type { ShippedRule } from "./shipped-rule.ts";

/** The first close below the opening range while price is under its VWAP. */
export const openingRangeBreakdown: ShippedRule = {
  id: "opening-range-breakdown",
  summary: "The first close below the opening range while price is under its VWAP.",
  source: `# The first close below the opening range while price is under its VWAP.
language 1
rule "Opening range breakdown"
short
let bottom = opening_range_low(15)
when close crosses below bottom
  and close < vwap
  and relative_volume > 1.3
  and minutes_since_open between 15 and 120
stop min(opening_range_high(15), close + 1.5 * atr(14))
target 1.5 R, 2.5 R
cooldown 30 minutes
expires after 3 bars
hold 60 minutes
grade A when relative_volume > 2.5 and session_open < prior_close
grade B when relative_volume > 1.8
because "relative volume" relative_volume,
  "below the range by" bottom - close dollars,
  "below VWAP by" vwap - close dollars
`,
};
