import type { ToolAnswer, ToolName } from "@spotlight/contracts";

/** One exchange of the talk so far. */
export interface Exchange {
  readonly question: string;
  readonly answer: string;
}

/** A question and what it is asked beside. */
export interface Question {
  readonly text: string;
  /** The symbol on the chart; null when there is none. */
  readonly focus: string | null;
  /** What was said before, the oldest first. */
  readonly talk: readonly Exchange[];
  /** Whose questions to tools are counted together. */
  readonly caller: string;
}

/**
 * A piece of a draft. Nothing of it is shown before it went through the gate. `sentence` is whole, `text` is as a model
 * writes it, `pause` ends what was written so far, `act` is what a person would have to confirm, `notice` is the server's
 * own word.
 */
export type DraftPiece =
  | { readonly type: "answers"; readonly answers: readonly ToolAnswer[] }
  | { readonly type: "sentence"; readonly text: string }
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "pause" }
  | { readonly type: "act"; readonly tool: ToolName; readonly input: unknown }
  | { readonly type: "notice"; readonly text: string }
  | { readonly type: "speaker"; readonly name: string };

/** What a drafter writes from. */
export interface Desk {
  /** Symbols that are watched. */
  readonly symbols: readonly string[];
  /** Market time, epoch ms. */
  readonly nowMs: number;
  /** Whether a day is told again. */
  readonly replaying: boolean;
  /** Asks a tool. Never rejects. */
  ask(tool: string, input: unknown): Promise<ToolAnswer>;
  /** How many sentences of the draft were let through so far, and how many were not. */
  said(): { readonly said: number; readonly withheld: number };
}

/** Writes an answer that is checked before anybody sees it. */
export interface Drafter {
  draft(question: Question, desk: Desk, signal: AbortSignal): AsyncIterable<DraftPiece>;
}
