import type { Claim, Evidence } from "@spotlight/contracts";
import { sayValue } from "@spotlight/coach";
import { clockTextWithSeconds } from "../chart/time.ts";

/** A piece of a sentence: plain words, or words that evidence stands behind. */
export interface Piece {
  /** Where it begins in the sentence. */
  readonly start: number;
  readonly text: string;
  readonly claim: Claim | null;
}

/** A sentence cut at its claims. Claims that overlap an earlier one stay plain. */
export function piecesOf(text: string, claims: readonly Claim[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const claim of [...claims].sort((a, b) => a.start - b.start)) {
    if (claim.start < at || claim.end > text.length) continue;
    if (claim.start > at) pieces.push({ start: at, text: text.slice(at, claim.start), claim: null });
    pieces.push({ start: claim.start, text: text.slice(claim.start, claim.end), claim });
    at = claim.end;
  }
  if (at < text.length) pieces.push({ start: at, text: text.slice(at), claim: null });
  return pieces;
}

/** What stands behind a claim, in words: what it is, its value, of when. */
export function evidenceText({ label, symbol, atMs, ...value }: Evidence): string {
  const whom = symbol === null ? "" : `${symbol} `;
  return `${whom}${label} ${sayValue(value)}, of ${clockTextWithSeconds(atMs)}`;
}
