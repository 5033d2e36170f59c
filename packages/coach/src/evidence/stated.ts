import type { Callout, RiskState, SessionKind, Signal, Timeframe } from "@spotlight/contracts";
import type { Reading } from "@spotlight/strategy";
import type { EvidenceList, EvidenceOf } from "./evidence-list.ts";

/** Every value of a signal as evidence. */
export function addSignal(evidence: EvidenceList, signal: Signal): void {
  const { id, symbol, atMs, direction, grade, entry, stop, targets, reasons } = signal;
  const of = { symbol, atMs, origin: { kind: "signal" as const, id } };
  evidence.add("direction", direction, "direction", of);
  evidence.add("grade", grade, "grade", of);
  evidence.add("entry", entry, "price", of);
  evidence.add("stop", stop, "price", of);
  evidence.add("risk a share", Math.abs(entry - stop), "dollars", of);
  targets.forEach((price, index) => {
    evidence.add(`target ${index + 1}`, price, "price", of);
    evidence.add(`target ${index + 1}`, Math.abs(price - entry) / Math.abs(entry - stop), "R", of);
  });
  for (const { label, value, unit } of reasons) evidence.add(label, value, unit, of);
  evidence.add("signal time", atMs, "time", of);
  evidence.add("expected hold", signal.holdMinutes, "minutes", of);
}

/** Every value of a proposal as evidence. */
export function addCallout(evidence: EvidenceList, callout: Callout): void {
  const { signal, statistics, verdict, outcome, id } = callout;
  addSignal(evidence, signal);
  const of = { symbol: signal.symbol, atMs: signal.atMs, origin: { kind: "callout" as const, id } };
  evidence.add("entry zone low", callout.entryZone.low, "price", of);
  evidence.add("entry zone high", callout.entryZone.high, "price", of);
  evidence.add("signals before", statistics.count, "count", of);
  evidence.add("sessions", statistics.sessions, "count", of);
  if (statistics.enough) {
    evidence.add("wins", statistics.wins, "count", of);
    evidence.add("win rate", statistics.winRate.rate, "share", of);
    evidence.add("win rate, low", statistics.winRate.low, "share", of);
    evidence.add("win rate, high", statistics.winRate.high, "share", of);
    evidence.add("expectancy", statistics.expectancyR, "R", of);
  } else evidence.add("signals needed", statistics.needed, "count", of);
  evidence.add("size allowed", verdict.shares, "shares", of);
  evidence.add("risk allowed", verdict.riskDollars, "dollars", of);
  if (outcome === null) return;
  evidence.add("result", outcome.resultR, "R", of);
  evidence.add("exit", outcome.exitPrice, "price", of);
}

/** Every value of the limits' state as evidence. */
export function addRisk(evidence: EvidenceList, { light, atMs, reasons, today, ...state }: RiskState): void {
  const of = { symbol: null, atMs, origin: { kind: "risk" as const } };
  evidence.add("risk light", light, "light", of);
  evidence.add("trades today", today.trades, "count", of);
  evidence.add("losses today", today.losses, "count", of);
  evidence.add("losses in a row", today.lossesInARow, "count", of);
  evidence.add("open positions", today.openPositions, "count", of);
  evidence.add("realised today", today.realisedR, "R", of);
  evidence.add("realised today", today.realisedDollars, "dollars", of);
  evidence.add("open result", today.openR, "R", of);
  evidence.add("day's best", today.bestR, "R", of);
  evidence.add("day's best", today.bestDollars, "dollars", of);
  evidence.add("next risk", state.nextRiskDollars, "dollars", of);
  evidence.add("next risk", state.nextRiskR, "R", of);
  evidence.add("no entries until", state.untilMs, "time", of);
  for (const { text, limit, value, unit, untilMs, sinceMs } of reasons) {
    const measured = unit === "trades" || unit === "positions" || unit === "losses" ? "count" : unit;
    const then = sinceMs === undefined ? of : { ...of, atMs: sinceMs };
    evidence.add(`limit: ${text}`, limit, measured, then);
    evidence.add(text, value, measured, then);
    evidence.add(`${text} until`, untilMs, "time", of);
  }
}

/** The bar that a reading ends with, as the origin of its values. */
export function barOrigin(
  symbol: string,
  view: { readonly timeframe: Timeframe; readonly session: SessionKind },
  { barStartMs, atMs }: Pick<Reading, "barStartMs" | "atMs">,
): EvidenceOf {
  return { symbol, atMs, origin: { kind: "bar", symbol, ...view, startMs: barStartMs } };
}

/** Every value of a reading as evidence. */
export function addReading(evidence: EvidenceList, reading: Reading, of: EvidenceOf): void {
  evidence.add("last close", reading.close, "price", of);
  evidence.add("VWAP", reading.vwap, "price", of);
  evidence.add("average true range", reading.atr, "dollars", of);
  evidence.add("relative volume", reading.relativeVolume, "ratio", of);
  evidence.add("session high", reading.sessionHigh, "price", of);
  evidence.add("session low", reading.sessionLow, "price", of);
  evidence.add("prior day high", reading.priorHigh, "price", of);
  evidence.add("prior day low", reading.priorLow, "price", of);
  evidence.add("prior day close", reading.priorClose, "price", of);
  evidence.add("bar time", reading.atMs, "time", of);
}
