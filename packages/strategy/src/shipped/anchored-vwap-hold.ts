import type { ShippedRule } from "./shipped-rule.ts";

/** A test from above of the VWAP since the open of the day before. */
export const anchoredVwapHold: ShippedRule = {
  id: "anchored-vwap-hold",
  summary: "A test from above of the VWAP since the open of the day before.",
  source: `# A test from above of the VWAP since the open of the day before.
language 1
rule "Two day VWAP hold"
long
on 5m
let anchor = vwap from prior open
when low <= anchor + 0.1 * atr(14)
  and close > anchor
  and close > open
  and count(close > anchor, 10)[1] >= 9
  and bars_today > 3
stop min(low, anchor) - 0.25 * atr(14)
target 1.5 R, 3 R
cooldown 6 bars
expires after 2 bars
hold 90 minutes
grade A when close > high[1] and close > vwap
grade B when close > vwap
because "above the two day VWAP by" close - anchor dollars,
  "ATR" atr(14),
  "bars above it of the last ten" count(close > anchor, 10)[1]
`,
};
