import { afternoonBreakout } from "./afternoon-breakout.ts";
import { anchoredVwapHold } from "./anchored-vwap-hold.ts";
import { bandReversal } from "./band-reversal.ts";
import { emaPullback } from "./ema-pullback.ts";
import { gapFade } from "./gap-fade.ts";
import { openingRangeBreakdown } from "./opening-range-breakdown.ts";
import { openingRangeBreakout } from "./opening-range-breakout.ts";
import { priorHighHold } from "./prior-high-hold.ts";
import { relativeStrength } from "./relative-strength.ts";
import { vwapReclaim } from "./vwap-reclaim.ts";
import type { ShippedRule } from "./shipped-rule.ts";

export type { ShippedRule } from "./shipped-rule.ts";

/** Every rule that comes with the product, from the open to the close. */
export const SHIPPED_RULES: readonly ShippedRule[] = [
  emaPullback,
  openingRangeBreakout,
  openingRangeBreakdown,
  vwapReclaim,
  priorHighHold,
  gapFade,
  anchoredVwapHold,
  afternoonBreakout,
  relativeStrength,
  bandReversal,
];
