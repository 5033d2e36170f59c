import type { ShippedRule } from "./shipped-rule.ts";

/** Price takes back its VWAP after at least ten bars below it. */
export const vwapReclaim: ShippedRule = {
  id: "vwap-reclaim",
  summary: "Price takes back its VWAP after at least ten bars below it.",
  source: `# Price takes back its VWAP after at least ten bars below it.
language 1
rule "VWAP reclaim"
long
param bars_below = 10 from 5 to 30 step 5
when close crosses above vwap
  and count(close < vwap, bars_below)[1] == bars_below
  and volume > 1.2 * average_volume(20)
  and minutes_since_open > 20
  and minutes_to_close > 30
stop lowest(low, 3) - 0.02
target 2 R, 3 R
cooldown 20 minutes
expires after 3 bars
hold 30 minutes
grade A when volume > 2 * average_volume(20) and vwap >= vwap[5]
grade B when volume > 1.5 * average_volume(20)
because "volume against its average" volume / average_volume(20) times,
  "above VWAP by" close - vwap dollars
`,
};
