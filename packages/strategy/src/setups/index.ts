import type { Strategy } from "../decide/strategy.ts";
import { emaPullback } from "./ema-pullback.ts";
import { openingRangeBreakout } from "./opening-range-breakout.ts";
import { priorDayLevel } from "./prior-day-level.ts";
import { rangeBreak } from "./range-break.ts";
import { vwapReclaim } from "./vwap-reclaim.ts";
import { vwapReject } from "./vwap-reject.ts";

/** Every shipped setup, in the order in which they are evaluated and shown. */
export const SETUPS: readonly Strategy[] = [
  openingRangeBreakout,
  vwapReclaim,
  vwapReject,
  emaPullback,
  priorDayLevel,
  rangeBreak,
];
