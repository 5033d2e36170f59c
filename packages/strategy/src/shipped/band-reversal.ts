import type { ShippedRule } from "./shipped-rule.ts";

/** Back inside the upper band after two closes above it, with tired momentum. */
export const bandReversal: ShippedRule = {
  id: "band-reversal",
  summary: "Back inside the upper band after two closes above it, with tired momentum.",
  source: `# Back inside the upper band after two closes above it, with tired momentum.
language 1
rule "Band reversal"
short
on 2m
when close crosses below bollinger_upper(20, 2)
  and count(close > bollinger_upper(20, 2), 3)[1] >= 2
  and rsi(14)[1] > 65
  and macd_histogram < macd_histogram[1]
  and not (time < 10:00)
stop highest(high, 5) + 0.02
target bollinger_middle(20, 2), bollinger_lower(20, 2)
cooldown 10 bars
expires after 3 bars
hold 20 minutes
grade A when rsi(14)[1] > 75
grade B when rsi(14)[1] > 70
because "RSI before" rsi(14)[1],
  "to the middle band" close - bollinger_middle(20, 2) dollars
`,
};
