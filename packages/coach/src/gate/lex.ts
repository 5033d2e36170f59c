/** A piece of a sentence: a word, a number in digits, a clock time, a date, or one other sign. */
export interface Token {
  readonly kind: "day" | "time" | "number" | "word" | "mark";
  readonly text: string;
  readonly lower: string;
  /** Offsets into the text. */
  readonly start: number;
  readonly end: number;
  /** Whether it follows the token before without a space. */
  readonly glued: boolean;
}

const KINDS = ["day", "time", "number", "word", "mark"] as const;
const PATTERN =
  /(\d{4}-\d{2}-\d{2}(?![\d-]))|(\d{1,2}:\d{2}(?!\d|:\d))|((?:\d{1,3}(?:,\d{3})+(?![\d,])|\d+)(?:\.\d+)?|(?<![\p{L}\d.])\.\d+)|((?:[ap]\.m\.?|U\.S\.?|e\.g\.|i\.e\.)(?!\p{L})|[A-Z]{1,5}[.-][A-Z]{1,3}(?![\p{L}\d-])|\p{L}+(?:['’]\p{L}+)*)|(\S)/gu;

/** Cuts text into tokens; whitespace only separates. Never fails: what is no word and no number is a mark. */
export function lex(text: string): Token[] {
  const tokens: Token[] = [];
  let before = -1;
  for (const match of text.matchAll(PATTERN)) {
    const kind = KINDS.find((_, index) => match[index + 1] !== undefined) ?? "mark";
    const start = match.index;
    const said = match[0];
    if (isMarkup(said)) continue;
    const end = start + said.length;
    tokens.push({ kind, text: said, lower: plainLower(said), start, end, glued: before === start });
    before = end;
  }
  return tokens;
}

/** Emphasis that a model writes around words; it says nothing. */
function isMarkup(said: string): boolean {
  return said === "*" || said === "`" || said === "_";
}

function plainLower(said: string): string {
  return said.toLowerCase().replaceAll("’", "'");
}

const STRANGE = /[^A-Za-z\u00C0-\u024F0-9\s!-~–—−‐‑‒…’‘“”×≈≤≥]/gu;
const ENTITY = /&#?\w+;|\\u|\\x/gu;

/**
 * Signs in which a number could hide from a reader of digits and English words: other alphabets and digits, invisible
 * characters, pictures, entities. Offsets into the text.
 */
export function strangeSigns(text: string): { readonly start: number; readonly end: number }[] {
  return [...text.matchAll(STRANGE), ...text.matchAll(ENTITY)].map(({ index, 0: said }) => ({
    start: index,
    end: index + said.length,
  }));
}
