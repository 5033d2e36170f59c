import { TIMEFRAMES } from "@spotlight/contracts";
import { BUILTINS, type BuiltinName, signature } from "./builtins.ts";
import { type Token, tokens } from "./lexer.ts";
import { isStatementWord, STATEMENTS, type StatementWord } from "./words.ts";

/** A word that may stand at a place. */
export interface Completion {
  readonly label: string;
  readonly kind: "statement" | "builtin" | "name" | "word";
  /** How it is written, and what it says. */
  readonly detail: string;
  readonly summary: string;
}

/** What may stand at a place, and the stretch of text that it replaces. */
export interface Completions {
  readonly start: number;
  readonly end: number;
  readonly items: readonly Completion[];
}

/**
 * What a person may want to write at an offset of a source text, broken or not: statements at the start of a line,
 * values and the words between them elsewhere, names that the rule defines above. Inside comments and quotes nothing.
 */
export function completions(source: string, offset: number): Completions {
  const all = tokens(source);
  const at = all.find((token) => token.start < offset && offset <= token.end);
  const inText = at?.kind === "comment" || at?.kind === "text" || at?.text.startsWith('"') === true;
  if (inText) return { start: offset, end: offset, items: [] };
  const isWord = at?.kind === "word";
  const start = isWord ? at.start : offset;
  const typed = source.slice(start, offset);
  const before = all.filter(
    (token) => token.end <= start && token.kind !== "comment" && token.kind !== "end",
  );
  const beginsLine = source.slice(source.lastIndexOf("\n", start - 1) + 1, start).trim() === "";
  const items = itemsAfter(before, beginsLine).filter((item) => item.label.startsWith(typed));
  return { start, end: isWord ? at.end : offset, items };
}

function itemsAfter(before: readonly Token[], beginsLine: boolean): Completion[] {
  const last = before.at(-1);
  const head = before.findLast((token) => token.first && isStatementWord(token.text));
  if (head === undefined) return statements();
  const fixed = fixedWords(head.text as StatementWord, last?.text ?? "", last === head);
  if (!beginsLine && fixed !== null) return fixed.map(plainWord);
  const inner = [...values(before), ...JOINING.map(plainWord)];
  return beginsLine ? [...statements(), ...JOINING.map(plainWord)] : inner;
}

/** Words that may join what stands before with what comes. */
const JOINING = ["and", "or", "not", "crosses", "between", "of", "on"];

/** What alone may follow a word; null where any value may. */
function fixedWords(statement: StatementWord, last: string, isHead: boolean): readonly string[] | null {
  if (last === "crosses") return ["above", "below"];
  if (last === "on" && statement !== "evaluate") return TIMEFRAMES;
  if (!isHead) {
    if (statement === "evaluate" && last === "on") return ["close"];
    if (statement === "grade" && (last === "A" || last === "B")) return ["when"];
    return /^\d+$/.test(last) && DURATIONS.has(statement) ? ["minutes", "bars"] : null;
  }
  return AFTER_HEAD[statement] ?? null;
}

const DURATIONS: ReadonlySet<StatementWord> = new Set(["cooldown", "expires", "hold"]);
const AFTER_HEAD: Readonly<Partial<Record<StatementWord, readonly string[]>>> = {
  session: ["rth", "rth_ext"],
  evaluate: ["on", "intrabar"],
  expires: ["after"],
  grade: ["A", "B"],
  long: [],
  short: [],
  rule: [],
  language: ["1"],
};

function statements(): Completion[] {
  return (Object.keys(STATEMENTS) as StatementWord[]).map((label) => {
    const { form, summary } = STATEMENTS[label];
    return { label, kind: "statement", detail: form, summary };
  });
}

function values(before: readonly Token[]): Completion[] {
  const builtins = (Object.keys(BUILTINS) as BuiltinName[]).map((label): Completion => {
    return { label, kind: "builtin", detail: signature(label), summary: BUILTINS[label].summary };
  });
  const names = before.flatMap((token, place): Completion[] => {
    const word = before[place - 1];
    const defines = word?.first === true && (word.text === "let" || word.text === "param");
    if (!defines || token.kind !== "word") return [];
    return [
      {
        label: token.text,
        kind: "name",
        detail: `${word.text} ${token.text}`,
        summary: "Defined in this rule.",
      },
    ];
  });
  return [...names, ...builtins];
}

function plainWord(label: string): Completion {
  return { label, kind: "word", detail: label, summary: "" };
}
