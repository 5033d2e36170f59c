import type { Callout, Grade, HiddenReason, PatternBrief, Signal, Verdict } from "@spotlight/contracts";
import { MINUTE_MS } from "@spotlight/market";
import { calloutLine } from "./words.ts";

/** How far from the proposed entry, as a part of the risk, an entry still makes sense. */
const ENTRY_ZONE_R = 0.25;
/** With less than this left to act, a callout is urgent; with more than the other, it is not. */
const URGENT_MINUTES = 3;
const PATIENT_MINUTES = 15;

/** What is known beside the signal when a callout is made of it. */
export interface CalloutContext {
  readonly statistics: PatternBrief;
  readonly verdict: Verdict;
  readonly hidden: HiddenReason | null;
  /** Time on the market's clock, epoch ms. */
  readonly nowMs: number;
}

/** The proposal that a signal makes to the trader. */
export function calloutOf(signal: Signal, { statistics, verdict, hidden, nowMs }: CalloutContext): Callout {
  const { entry, stop, direction } = signal;
  const risk = Math.abs(entry - stop);
  const targets = signal.targets.map((price) => ({ price, r: Math.abs(price - entry) / risk }));
  const chase = ENTRY_ZONE_R * risk;
  const stale = signal.expiresMs <= nowMs;
  return {
    id: signal.id,
    signal,
    entryZone:
      direction === "long"
        ? { low: entry - chase, high: entry + chase / 2 }
        : { low: entry - chase / 2, high: entry + chase },
    targets,
    urgency: urgencyOf(signal.grade, (signal.expiresMs - signal.atMs) / MINUTE_MS),
    line: calloutLine(signal, targets, statistics),
    statistics,
    verdict,
    state: stale ? "expired" : "proposed",
    stateMs: nowMs,
    stateReason: null,
    snoozedUntilMs: null,
    hidden,
    outcome: null,
  };
}

function urgencyOf(grade: Grade, goodMinutes: number): Callout["urgency"] {
  if (goodMinutes <= URGENT_MINUTES || (grade === "A" && goodMinutes < PATIENT_MINUTES)) return "high";
  return goodMinutes >= PATIENT_MINUTES && grade === "C" ? "low" : "normal";
}
