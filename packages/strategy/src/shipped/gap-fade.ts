import type { ShippedRule } from "./shipped-rule.ts";

/** A gap up that loses its first half hour: back towards the close of the day before. */
export const gapFade: ShippedRule = {
  id: "gap-fade",
  summary: "A gap up that loses its first half hour: back towards the close of the day before.",
  source: `# A gap up that loses its first half hour: back towards the close of the day before.
language 1
rule "Gap fade"
short
let gap = session_open - prior_close
when gap > 2 * atr(14)
  and close crosses below opening_range_low(30)
  and close > prior_close + 0.25 * gap
  and time < 12:00
stop highest(high, 10) + 0.02
target prior_close + 0.25 * gap, prior_close
cooldown 120 minutes
expires after 5 bars
hold 90 minutes
grade A when close < vwap from open and rsi(14) > 25
grade B when close < vwap
because "gap" gap dollars,
  "left of the gap" (close - prior_close) / gap times,
  "RSI" rsi(14)
`,
};
