import type { Evidence } from "@spotlight/contracts";
import type { Token } from "./lex.ts";

/** Two levels in an order that a sentence states: `above VWAP`. `at` is the token of the preposition. */
export interface Order {
  readonly at: number;
  readonly to: number;
  /** Ids of the evidence that bears it out; empty when nothing does. */
  readonly evidence: readonly string[];
}

const NAMED = /^(vwap|ema|sma|high|low|stop|entry|target)$/;
const OPEN = /^(if|unless|until|once|wrong|would|could|should|wait|break|close|invalid)$/;

/**
 * The orders of named levels that a sentence states as facts, each held against evidence of both: `SPY is above VWAP`
 * needs a last price (or the level named before the preposition) and a VWAP in that order. Conditions state none.
 */
export function readOrders(
  tokens: readonly Token[],
  evidenceAt: (token: number) => readonly Evidence[],
): Order[] {
  return tokens.flatMap(({ lower }, at) => {
    const side = /^(above|over)$/.test(lower) ? 1 : /^(below|under)$/.test(lower) ? -1 : 0;
    const to = side === 0 ? at : levelAfter(tokens, at);
    if (to === at || tokens.slice(0, at).some((token) => OPEN.test(token.lower))) return [];
    const right = tokens[to]?.lower ?? "";
    const evidence = evidenceAt(at).filter(
      ({ unit, value }) => unit === "price" && typeof value === "number",
    );
    const left = subject(tokens, at);
    const pairs = evidence
      .filter(({ label }) => left.test(label))
      .flatMap((one) =>
        evidence
          .filter(
            ({ label, value }) => hasWord(label, right) && (Number(one.value) - Number(value)) * side > 0,
          )
          .map((other) => [one.id, other.id]),
      );
    return [{ at, to: to + 1, evidence: pairs[0] ?? [] }];
  });
}

function hasWord(label: string, word: string): boolean {
  return label
    .toLowerCase()
    .split(/[^a-z]+/)
    .includes(word);
}

function levelAfter(tokens: readonly Token[], at: number): number {
  for (let next = at + 1; next < at + 7 && next < tokens.length; next += 1) {
    const token = tokens[next];
    if (NAMED.test(token?.lower ?? "")) return next;
    if (token === undefined || (token.kind === "mark" && !/^[-‐‑]$/.test(token.text))) return at;
    if (/^(and|or|but|with|by)$/.test(token.lower)) return at;
  }
  return at;
}

function subject(tokens: readonly Token[], at: number): RegExp {
  for (let before = at - 1; before >= 0; before -= 1) {
    const word = tokens[before]?.lower ?? "";
    if (NAMED.test(word)) return new RegExp(`\\b${word}\\b`, "i");
    if (/^[,;:(]$/.test(word)) break;
  }
  return /\b(last|price|close)\b/i;
}
