import type { ShippedRule } from "./shipped-rule.ts";

/** The stock holds above its VWAP while QQQ falls, then makes a new high of ten bars. */
export const relativeStrength: ShippedRule = {
  id: "relative-strength",
  summary: "The stock holds above its VWAP while QQQ falls, then makes a new high of ten bars.",
  source: `# The stock holds above its VWAP while QQQ falls, then makes a new high of ten bars.
language 1
rule "Relative strength"
long
let change = close / close[30] - 1
let market = (close / close[30] - 1) of QQQ
when change > 0
  and market < 0
  and close > highest(high, 10)[1]
  and close > vwap
  and time between 10:00 and 15:30
stop lowest(low, 10) - 0.02
target 1.5 R, 2.5 R
cooldown 30 minutes
expires after 3 bars
hold 60 minutes
grade A when change - market > 0.01 and relative_volume > 1.5
grade B when change - market > 0.005
because "change in 30 bars" change * 100 percent,
  "QQQ in 30 bars" market * 100 percent
`,
};
