import type { Claim, Evidence } from "@spotlight/contracts";

/** What words may rest on. */
export interface Ground {
  readonly evidence: readonly Evidence[];
  /** Every symbol that could be meant, of the evidence or not. */
  readonly symbols: readonly string[];
  /** What the person said; empty when nothing. */
  readonly asked: string;
}

/** A part of the words that rests on nothing; `start` and `end` are offsets into the words. */
export interface Problem {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** In words, why it was not found. */
  readonly why: string;
}

/** What was found in words. They are grounded when there is no problem; a claim without evidence is one. */
export interface WordsVerdict {
  readonly grounded: boolean;
  readonly claims: readonly Claim[];
  readonly problems: readonly Problem[];
}
