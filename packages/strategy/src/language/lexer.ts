import type { SourceSpan } from "./problem.ts";

/**
 * `word`: a name or key word. `number`: 20 or 1.5. `time`: 09:45. `timeframe`: 5m. `text`: "in quotes". `mark`: an
 * operator, bracket or comma. `comment`: from # to the end of the line. `unknown`: what the language has no use for.
 */
export type TokenKind =
  | "word"
  | "number"
  | "time"
  | "timeframe"
  | "text"
  | "mark"
  | "comment"
  | "unknown"
  | "end";

/** A piece of source text. */
export interface Token extends SourceSpan {
  readonly kind: TokenKind;
  readonly text: string;
  /** Whether nothing but blanks stands before it on its line. */
  readonly first: boolean;
}

/** In the order in which they are tried. A quote that is not closed on its line is unknown, to the end of the line. */
const PATTERNS: readonly (readonly [TokenKind | "blank", string])[] = [
  ["blank", String.raw`[^\S\n]+`],
  ["comment", String.raw`#[^\n]*`],
  ["time", String.raw`\d{1,2}:\d{2}(?!\d)`],
  ["timeframe", String.raw`\d+[mhd](?![A-Za-z0-9_])`],
  ["number", String.raw`\d+(?:\.\d+)?|\.\d+`],
  ["word", String.raw`[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9]+)*`],
  ["text", String.raw`"[^"\n]*"`],
  ["unknown", String.raw`"[^\n]*`],
  ["mark", String.raw`<=|>=|==|!=|[<>=+\-*/()\[\],]`],
  ["unknown", String.raw`[^\s]`],
];

/**
 * Every token of a text, comments included, in order; never throws. The last one is the `end`. Characters beyond the
 * basic plane are kept whole.
 */
export function tokens(source: string): Token[] {
  const pattern = new RegExp(`${PATTERNS.map(([, each]) => `(${each})`).join("|")}|\\n`, "uy");
  const found: Token[] = [];
  let first = true;
  while (pattern.lastIndex < source.length) {
    const start = pattern.lastIndex;
    const match = pattern.exec(source);
    if (match === null) break;
    const [text, ...groups] = match;
    const kind = PATTERNS[groups.findIndex((group) => group !== undefined)]?.[0];
    if (kind === undefined) first = true;
    else if (kind !== "blank") {
      found.push({ kind, text, start, end: start + text.length, first });
      first = false;
    }
  }
  found.push({ kind: "end", text: "", start: source.length, end: source.length, first: true });
  return found;
}
