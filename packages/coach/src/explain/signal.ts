import type { Aspect, Callout, Signal } from "@spotlight/contracts";
import type { EvidenceList } from "../evidence/evidence-list.ts";
import { addCallout, addSignal } from "../evidence/stated.ts";
import { sayTime, sayValue } from "../say.ts";

/** A signal with the proposal that was made of it; null when there was none. */
export interface SignalSubject {
  readonly signal: Signal;
  readonly callout: Callout | null;
}

/** Why a signal spoke, what it proposes, or what would weaken it; adds what its words rest on. */
export function explainSignal(
  { signal, callout }: SignalSubject,
  aspect: Aspect,
  evidence: EvidenceList,
): readonly string[] {
  if (callout === null) addSignal(evidence, signal);
  else addCallout(evidence, callout);
  if (aspect === "what") return [callout?.line ?? spoke(signal), signal.invalidation];
  return aspect === "why" ? why({ signal, callout }) : weaken(signal);
}

/** The first sentence of whatever is said of a signal, and the reasons that it gave. */
export function why({ signal, callout }: SignalSubject): readonly string[] {
  const { symbol, reasons, invalidation, status } = signal;
  const given = reasons.map((reason) => `${reason.label} ${sayValue(reason)}`).join("; ");
  const { state = "proposed", outcome = null } = callout ?? {};
  return [
    spoke(signal),
    `${symbol}: ${given}.`,
    invalidation,
    ...(status === "fired" ? [] : [`Its bar was revised since: the signal is ${status}.`]),
    ...(state === "proposed" ? [] : [`The proposal is ${state}.`]),
    ...(outcome === null
      ? []
      : [`${symbol} result had it been taken: ${sayValue({ value: outcome.resultR, unit: "R" })}.`]),
  ];
}

function weaken({ symbol, invalidation, stop, expiresMs, atMs, reasons }: Signal): readonly string[] {
  const given = reasons.map(({ label }) => label).join(", ");
  return [
    invalidation,
    `${symbol} stop ${sayValue({ value: stop, unit: "price" })} ends it.`,
    `It rests on ${given}: a revision of its bar at ${sayTime(atMs)} that takes one of them away weakens it.`,
    ...(expiresMs > atMs ? ["Unanswered, it expires."] : []),
  ];
}

function spoke({ symbol, name, grade, direction, atMs }: Signal): string {
  return `${symbol} ${name}, grade ${grade}, ${direction}, spoke at ${sayTime(atMs)}.`;
}
