import type { RuleProblem } from "@spotlight/contracts";
import { MAX_PROBLEMS } from "./limits.ts";

/** A stretch of source text: offsets in UTF-16 units, `end` exclusive. */
export interface SourceSpan {
  readonly start: number;
  readonly end: number;
}

/** The problems of one source text, in the order of the text once they are listed. */
export class Problems {
  readonly #source: string;
  readonly #found: (SourceSpan & { readonly message: string; readonly hint: string })[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  /** Whether there are none. */
  get none(): boolean {
    return this.#found.length === 0;
  }

  /** Adds one; the same again is left out. */
  add(span: SourceSpan, message: string, hint: string): void {
    if (this.#found.some((known) => known.start === span.start && known.message === message)) return;
    this.#found.push({ start: span.start, end: span.end, message, hint });
  }

  /** The first problems by place. A problem over several lines ends with its first line. */
  list(): RuleProblem[] {
    const sorted = this.#found.toSorted((a, b) => a.start - b.start).slice(0, MAX_PROBLEMS);
    return sorted.map(({ start, end, message, hint }) => {
      const lineStart = start === 0 ? 0 : this.#source.lastIndexOf("\n", start - 1) + 1;
      const lineEnd = this.#source.indexOf("\n", start);
      const line = countLines(this.#source, lineStart);
      const last = lineEnd < 0 ? this.#source.length : lineEnd;
      const column = start - lineStart + 1;
      const endColumn = Math.max(column + 1, Math.min(end, last) - lineStart + 1);
      return { message, line, column, endColumn, hint };
    });
  }
}

function countLines(source: string, until: number): number {
  let line = 1;
  for (let at = source.indexOf("\n"); at >= 0 && at < until; at = source.indexOf("\n", at + 1)) line += 1;
  return line;
}
