import type { ShippedRule } from "./shipped-rule.ts";

/** A new high of the day after a narrow noon, judged while the 5m bar forms. */
export const afternoonBreakout: ShippedRule = {
  id: "afternoon-breakout",
  summary: "A new high of the day after a narrow noon, judged while the 5m bar forms.",
  source: `# A new high of the day after a narrow noon, judged while the 5m bar forms.
language 1
rule "Afternoon breakout"
long
on 5m
evaluate intrabar
param narrow = 6 from 3 to 12 step 0.5
when close > session_high[1]
  and highest(high, 12)[1] - lowest(low, 12)[1] < narrow * atr(14)[1]
  and close > vwap
  and time between 13:00 and 15:45
stop lowest(low, 3)
target 1 R, 2 R
cooldown 30 minutes
expires after 2 bars
hold 45 minutes
grade A when volume > average_volume(12)[1] and macd_histogram > 0
grade B when macd_histogram > 0
because "above the high of the day by" close - session_high[1] dollars,
  "width of the last hour" highest(high, 12)[1] - lowest(low, 12)[1] dollars
`,
};
