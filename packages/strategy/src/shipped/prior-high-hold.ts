import type { ShippedRule } from "./shipped-rule.ts";

/** A close above the high of the day before that holds for three bars. */
export const priorHighHold: ShippedRule = {
  id: "prior-high-hold",
  summary: "A close above the high of the day before that holds for three bars.",
  source: `# A close above the high of the day before that holds for three bars.
language 1
rule "Prior day high, held"
long
when count(close > prior_high, 3) == 3
  and close[3] <= prior_high
  and low > prior_high - 0.5 * atr(14)
  and close > vwap
stop prior_high - atr(14)
target 2 R, 4 R
cooldown 60 minutes
expires after 5 bars
hold 90 minutes
grade A when relative_volume > 2 and session_open < prior_high
grade B when relative_volume > 1.2
because "above the prior high by" close - prior_high dollars,
  "gap at the open" session_open - prior_close dollars,
  "relative volume" relative_volume
`,
};
