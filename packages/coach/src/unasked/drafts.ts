import type { Callout, CoachMessage, MessageKind, RiskState } from "@spotlight/contracts";
import { EvidenceList, type EvidenceOf } from "../evidence/evidence-list.ts";
import { addCallout, addRisk } from "../evidence/stated.ts";
import { checkWords } from "../gate/check-words.ts";
import { riskFirst } from "../prose.ts";
import { sayValue } from "../say.ts";

/** What made the coach want to speak, and what it would say. */
export interface Draft {
  readonly id: string;
  readonly kind: MessageKind;
  readonly symbol: string | null;
  readonly text: string;
  readonly evidence: EvidenceList;
  /** Words that a strategy or the sentinel wrote; they are said as they are. */
  readonly verbatim: boolean;
}

/** The name under which the watch gives evidence. */
export const WATCH = "watch";

/** A draft as a message, with what its claims rest on; null when a number in it is not borne out. */
export function messageOf({ text, evidence, verbatim, ...draft }: Draft, atMs: number): CoachMessage | null {
  const symbols = [...new Set(evidence.all.flatMap(({ symbol }) => symbol ?? []))];
  const { grounded, claims } = checkWords(text, { evidence: evidence.all, symbols, asked: "" });
  if (!grounded && !verbatim) return null;
  const proved = claims.filter((claim) => claim.evidence.length > 0);
  const used = new Set(proved.flatMap((claim) => claim.evidence));
  return {
    ...draft,
    atMs: Math.floor(atMs),
    text,
    claims: proved.map((claim) => ({ ...claim, evidence: [...claim.evidence] })),
    evidence: evidence.all.filter(({ id }) => used.has(id)),
  };
}

/** A proposal that was put before the trader. */
export function calloutDraft(callout: Callout): Draft {
  const evidence = new EvidenceList(WATCH);
  addCallout(evidence, callout);
  const { id, line, signal } = callout;
  const { symbol } = signal;
  return { id: `callout:${id}`, kind: "callout", symbol, text: line, evidence, verbatim: true };
}

/** A proposal that was put before the trader and is taken back. */
export function withdrawnDraft({ id, signal: { symbol, name } }: Callout): Draft {
  const text = `${symbol} ${name} is taken back: its bar was revised and no longer says so.`;
  const evidence = new EvidenceList(WATCH);
  return { id: `withdrawn:${id}`, kind: "callout", symbol, text, evidence, verbatim: true };
}

/** Another light of the limits. */
export function riskDraft(state: RiskState): Draft {
  const evidence = new EvidenceList(WATCH);
  addRisk(evidence, state);
  // What the limits lack to size a trade is no news of this moment.
  const words = riskFirst({ ...state, reasons: state.reasons.filter(({ code }) => code !== "missing") });
  const text = words.length === 0 ? "Risk is GREEN again." : words.join(" ");
  return {
    id: `risk:${state.atMs}:${state.light}`,
    kind: "risk",
    symbol: null,
    text,
    evidence,
    verbatim: true,
  };
}

/** How the regular session went. */
export interface SessionFacts {
  readonly day: string;
  readonly atMs: number;
  readonly callouts: number;
  readonly accepted: number;
  readonly trades: number;
  readonly realisedR: number;
}

/** The regular session is over. */
export function sessionDraft({ day, atMs, callouts, accepted, trades, realisedR }: SessionFacts): Draft {
  const evidence = new EvidenceList(WATCH);
  const of: EvidenceOf = { symbol: null, atMs, origin: { kind: "risk" } };
  evidence.add("proposals", callouts, "count", of);
  evidence.add("accepted", accepted, "count", of);
  evidence.add("trades today", trades, "count", of);
  evidence.add("realised today", realisedR, "R", of);
  const realised = sayValue({ value: realisedR, unit: "R" });
  const text = `The session is over: proposals ${callouts}, accepted ${accepted}, trades today ${trades}, realised today ${realised}.`;
  return { id: `session:${day}`, kind: "session", symbol: null, text, evidence, verbatim: false };
}
