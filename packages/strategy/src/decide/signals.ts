import type { Grade, RevisionCause, SessionKind, Signal, SignalStatus } from "@spotlight/contracts";
import { MINUTE_MS, sessionSpan } from "@spotlight/market";
import type { SymbolView } from "../view/symbol-view.ts";
import type { Proposal, Strategy } from "./strategy.ts";

const GRADE_RANK: Readonly<Record<Grade, number>> = { A: 3, B: 2, C: 1 };

/** Which bar a strategy speaks about, and when. */
export interface Occasion {
  readonly symbol: string;
  readonly barStartMs: number;
  /** End of the minute at which it speaks, epoch ms. */
  readonly atMs: number;
  readonly gapMinutes: number;
}

/** The signal that a proposal makes. */
export function signalOf(strategy: Strategy, proposal: Proposal, occasion: Occasion): Signal {
  const { id, version, name, timeframe, session, evaluation } = strategy;
  const { direction, grade, entry, stop, targets, reasons, holdMinutes, goodMinutes, invalidation } =
    proposal;
  const { symbol, barStartMs, atMs, gapMinutes } = occasion;
  return {
    id: signalId(strategy, symbol, direction, barStartMs),
    strategy: id,
    version,
    name,
    symbol,
    timeframe,
    session,
    evaluation,
    direction,
    barStartMs,
    atMs,
    status: "fired",
    cause: null,
    grade,
    entry,
    stop,
    targets: [...targets],
    reasons: [...reasons],
    holdMinutes,
    expiresMs: atMs + goodMinutes * MINUTE_MS,
    invalidation,
    gapMinutes,
  };
}

/** Minutes of the day's session up to a time that were not delivered whole. */
export function gapMinutes({ day, minutes }: SymbolView, session: SessionKind, untilMs: number): number {
  return day === null ? 0 : minutes.gaps(sessionSpan(day, session).startMs, untilMs);
}

/** The name of a statement: the same wherever and whenever it is made. */
export function signalId(
  { id, version }: Pick<Strategy, "id" | "version">,
  symbol: string,
  direction: string,
  barStartMs: number,
): string {
  return `${id}@${version}/${symbol}/${direction}/${barStartMs}`;
}

/**
 * What a change of the bars makes of a signal; null when it says nothing new. `now` is what the strategy proposes at the
 * signal's bar as the bar is now, null when it proposes nothing there. A signal is confirmed once, by the first change
 * that leaves it as good as it was, and can be weakened and recover; each status is told once in a row.
 */
export function reviewed(signal: Signal, now: Proposal | null, cause: RevisionCause): Signal | null {
  const status = statusNow(signal, now);
  if (status === signal.status) return null;
  return { ...signal, status, cause };
}

function statusNow(signal: Signal, now: Proposal | null): SignalStatus {
  if (now === null || now.direction !== signal.direction) return "retracted";
  const weaker =
    GRADE_RANK[now.grade] < GRADE_RANK[signal.grade] || rewardR(now) < rewardR(signal) * WEAKER_REWARD;
  return weaker ? "weakened" : "confirmed";
}

/** A signal whose reward is below this part of what was proposed is weakened. */
const WEAKER_REWARD = 0.9;

function rewardR({ entry, stop, targets }: Pick<Proposal, "entry" | "stop" | "targets">): number {
  return Math.abs((targets[0] ?? entry) - entry) / Math.abs(entry - stop);
}
