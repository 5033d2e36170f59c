import { builtin } from "./builtins.ts";
import { tokens } from "./lexer.ts";
import type { SourceSpan } from "./problem.ts";
import { INNER_WORDS, isStatementWord } from "./words.ts";

/** How a piece of a rule is shown. Blanks and plain marks are left as they are. */
export interface Highlight extends SourceSpan {
  readonly style:
    | "statement"
    | "keyword"
    | "builtin"
    | "name"
    | "number"
    | "text"
    | "comment"
    | "operator"
    | "unknown";
}

/** The pieces of a source text by how they are shown, in order; robust on broken text. */
export function highlights(source: string): Highlight[] {
  return tokens(source).flatMap(({ kind, text, first, start, end }): Highlight[] => {
    if (kind === "end") return [];
    const style = kind === "word" ? wordStyle(text, first) : STYLES[kind];
    return [{ start, end, style }];
  });
}

const STYLES = {
  number: "number",
  time: "number",
  timeframe: "number",
  text: "text",
  comment: "comment",
  mark: "operator",
  unknown: "unknown",
} as const;

function wordStyle(text: string, first: boolean): Highlight["style"] {
  if (first && isStatementWord(text)) return "statement";
  if (builtin(text) !== undefined) return "builtin";
  return (INNER_WORDS as readonly string[]).includes(text) || isStatementWord(text) ? "keyword" : "name";
}
