import type { Token } from "./lexer.ts";
import type { SourceSpan } from "./problem.ts";
import { nearest } from "./suggest.ts";

/** What ends the reading of a statement. It never leaves the parser. */
export class SyntaxFailure extends Error {
  readonly span: SourceSpan;
  readonly hint: string;

  constructor(span: SourceSpan, message: string, hint: string) {
    super(message);
    this.span = span;
    this.hint = hint;
  }
}

/** What people write who come from another language, and what it is here. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  "=": "Write == to compare two values.",
  "&": "Write `and` between conditions.",
  "|": "Write `or` between conditions.",
  "!": "Write `not` before a condition.",
  "%": "There are no percentages: write 0.01 for 1 %.",
  "{": "Write ( and ) around what belongs together.",
  "}": "Write ( and ) around what belongs together.",
  ";": "A statement ends with its line.",
  ":": "Write times as 09:45.",
  "≥": "Write >= instead.",
  "≤": "Write <= instead.",
  "≠": "Write != instead.",
  $: "Write dollars as a plain number.",
  "“": "Put text between straight quotes.",
  "'": "Put text between double quotes.",
  "^": "There are no powers: multiply.",
};

/** A place among the tokens of one statement. */
export class Cursor {
  readonly #tokens: readonly Token[];
  #place = 0;

  /** At least one token. */
  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** The token at this place; behind the last one an `end` that stands after it. */
  get token(): Token {
    const token = this.#tokens[this.#place];
    if (token !== undefined) return token;
    const end = this.#tokens.at(-1)?.end ?? 0;
    return { kind: "end", text: "", start: end, end: end + 1, first: false };
  }

  /** Where the token before this place ends. */
  get lastEnd(): number {
    return this.#tokens[this.#place - 1]?.end ?? 0;
  }

  /** Takes the token at this place. */
  take(): Token {
    const { token } = this;
    this.#place += 1;
    return token;
  }

  /** Whether a word or mark stands here; it stays. */
  sees(...texts: readonly string[]): boolean {
    const { kind, text } = this.token;
    return (kind === "word" || kind === "mark") && texts.includes(text);
  }

  /** Takes one of these words or marks when it stands here; null otherwise. */
  accept<Text extends string>(...texts: readonly Text[]): Text | null {
    return this.sees(...texts) ? (this.take().text as Text) : null;
  }

  /** Takes one of these words or marks. Throws a failure that asks for it otherwise. */
  expect<Text extends string>(hint: string, ...texts: readonly Text[]): Text {
    const found = this.accept(...texts);
    if (found !== null) return found;
    throw this.unexpected(hint, texts);
  }

  /** Takes a token of a kind. Throws a failure that asks for it otherwise. */
  expectKind(kind: Token["kind"], hint: string): Token {
    if (this.token.kind === kind) return this.take();
    throw this.unexpected(hint);
  }

  /** A failure at this place. `known` are words that could have been meant. */
  unexpected(hint: string, known: readonly string[] = []): SyntaxFailure {
    const { token } = this;
    if (token.kind === "end") return new SyntaxFailure(token, "The statement ends too early.", hint);
    if (token.kind === "unknown" && token.text.startsWith('"'))
      return new SyntaxFailure(token, "A quote is not closed on its line.", 'Close the text with ".');
    const near = token.kind === "word" ? nearest(token.text, known) : null;
    const advice = ELSEWHERE[token.text] ?? (near === null ? hint : `Did you mean ${near}?`);
    return new SyntaxFailure(token, `\`${token.text.slice(0, 40)}\` is not expected here.`, advice);
  }
}
