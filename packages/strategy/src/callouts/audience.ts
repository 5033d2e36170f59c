import type { Callout, Density, Grade, HiddenReason, Signal } from "@spotlight/contracts";

const HOUR_MS = 3_600_000;
/** Callouts put before the trader within an hour, at most; after that only grade A is. */
const SHOWN_PER_HOUR: Readonly<Record<Density, number>> = { quiet: 4, normal: 10, loud: 30 };
/** The same while the governor is tight. */
const SHOWN_PER_HOUR_TIGHT = 2;
/** Grades that a density lets through. */
const LET_THROUGH: Readonly<Record<Density, readonly Grade[]>> = {
  quiet: ["A"],
  normal: ["A", "B"],
  loud: ["A", "B", "C"],
};

/** What decides whether a callout is put before the trader. */
export interface AudienceSettings {
  readonly density: Density;
  /** Lets fewer through, for a bad day. */
  readonly governorTight: boolean;
  /** Nothing is put before the trader. */
  readonly paused: boolean;
}

/**
 * Why a new callout is kept from the trader; null when it is shown. `earlier` are the callouts of the day. `trusted`
 * says whether the trader's feedback still trusts the strategy with this grade. The limit is on a rolling hour: it always
 * admits again (P24).
 */
export function hiddenReason(
  signal: Signal,
  earlier: Iterable<Callout>,
  settings: AudienceSettings,
  trusted: boolean,
  nowMs: number,
): HiddenReason | null {
  if (settings.paused) return "paused";
  let lastHour = 0;
  for (const callout of earlier) {
    if (callout.hidden !== null) continue;
    if (isSameIdea(callout, signal)) return "duplicate";
    if (callout.signal.atMs > nowMs - HOUR_MS) lastHour += 1;
  }
  if (!LET_THROUGH[settings.density].includes(signal.grade)) return "density";
  if (!trusted) return "score";
  if (settings.governorTight && (signal.grade !== "A" || lastHour >= SHOWN_PER_HOUR_TIGHT)) return "governor";
  return lastHour >= SHOWN_PER_HOUR[settings.density] && signal.grade !== "A" ? "governor" : null;
}

/** Whether a callout that is still under way proposes the same trade, whoever proposed it. */
function isSameIdea(callout: Callout, signal: Signal): boolean {
  const underWay = callout.outcome === null && ["proposed", "snoozed", "accepted"].includes(callout.state);
  return underWay && callout.signal.symbol === signal.symbol && callout.signal.direction === signal.direction;
}
