import { Cursor, SyntaxFailure } from "./cursor.ts";
import { ExpressionParser, readNumber, readTimeframe } from "./expression-parser.ts";
import { type Token, tokens } from "./lexer.ts";
import { LANGUAGE_VERSION, MAX_REASONS } from "./limits.ts";
import type { Problems, SourceSpan } from "./problem.ts";
import type { Definition, Duration, Expression, Parameter, Reason, RuleSyntax, Target } from "./syntax.ts";
import { nearest } from "./suggest.ts";
import { isReserved, isStatementWord, STATEMENTS, type StatementWord } from "./words.ts";
import { UNITS } from "./builtins.ts";

type Writable<Kind> = { -readonly [Key in keyof Kind]: Kind[Key] };

/** The statements of a rule that were read without a problem. */
export interface RuleParts extends Partial<Writable<Omit<RuleSyntax, "parameters" | "definitions">>> {
  readonly parameters: Parameter[];
  readonly definitions: Definition[];
  /** Every statement that the text has, also those that could not be read, and where it begins. */
  readonly said: Map<string, SourceSpan>;
  /** The first two words of every statement that could not be read: its own, and the name that it was to give. */
  readonly unread: Set<string>;
}

/** Reads the statements of a rule, each by itself: a problem in one leaves the others as they are. Never throws. */
export function parse(source: string, problems: Problems): RuleParts {
  const parts: RuleParts = { parameters: [], definitions: [], said: new Map(), unread: new Set() };
  for (const statement of splitStatements(source)) {
    try {
      readStatement(statement, parts, problems);
    } catch (failure) {
      if (!(failure instanceof SyntaxFailure)) throw failure;
      problems.add(failure.span, failure.message, failure.hint);
      for (const { text } of statement.slice(0, 2)) parts.unread.add(text);
    }
  }
  return parts;
}

/**
 * A statement begins with its word at the start of a line, and goes on to the next one that does. `on` behind blanks goes
 * on from the line above: it is the timeframe of a value there.
 */
function splitStatements(source: string): Token[][] {
  const statements: Token[][] = [];
  for (const token of tokens(source)) {
    if (token.kind === "comment" || token.kind === "end") continue;
    const current = statements.at(-1);
    const isIndented = token.start > 0 && source[token.start - 1] !== "\n";
    const begins = token.first && token.kind === "word" && isStatementWord(token.text);
    if (current === undefined || (begins && !(token.text === "on" && isIndented))) statements.push([token]);
    else current.push(token);
  }
  return statements;
}

function readStatement(statement: readonly Token[], parts: RuleParts, problems: Problems): void {
  const cursor = new Cursor(statement);
  const head = cursor.take();
  if (head.kind !== "word" || !isStatementWord(head.text)) throw noStatement(head);
  note(head, head.text, cursor, parts, problems);
  READERS[head.text](cursor, parts);
  const rest = cursor.token;
  if (rest.kind === "end") return;
  if (!rest.first)
    throw cursor.unexpected(leftOver(head.text), ["and", "or", "crosses", "between", "of", "on"]);
  const { span, message, hint } = noStatement(rest);
  problems.add(span, message, hint);
}

function leftOver(word: StatementWord): string {
  return `Write the statement as in: ${STATEMENTS[word].form}.`;
}

function noStatement(token: Token): SyntaxFailure {
  if (token.text === "on")
    return new SyntaxFailure(
      token,
      "`on` behind blanks goes on from the line above.",
      "Write `on` at the very start of its line to set the timeframe of the rule.",
    );
  const near = token.kind === "word" ? nearest(token.text, Object.keys(STATEMENTS)) : null;
  const hint =
    near === null ? "Begin each line with a word such as when, stop or target." : `Did you mean ${near}?`;
  return new SyntaxFailure(token, `\`${token.text.slice(0, 40)}\` begins no statement.`, hint);
}

/** Notes that a statement is there. Everything but names and grades is said once. */
function note(head: Token, word: StatementWord, cursor: Cursor, parts: RuleParts, problems: Problems): void {
  const key = word === "short" ? "long" : word === "grade" ? `grade ${cursor.token.text}` : word;
  const known = parts.said.get(key);
  parts.said.set(key, known ?? head);
  if (known === undefined || word === "let" || word === "param") return;
  const what = key === "long" ? "The direction" : `\`${key}\``;
  problems.add(head, `${what} is said twice.`, "Keep one of the two.");
}

const READERS: Readonly<Record<StatementWord, (cursor: Cursor, parts: RuleParts) => void>> = {
  language: (cursor) => readLanguage(cursor),
  rule: (cursor, parts) => {
    parts.name = readName(cursor);
  },
  long: (_, parts) => {
    parts.direction = "long";
  },
  short: (_, parts) => {
    parts.direction = "short";
  },
  on: (cursor, parts) => {
    parts.timeframe = readTimeframe(cursor);
  },
  session: (cursor, parts) => {
    parts.session = cursor.expect("Write `session rth` or `session rth_ext`.", "rth", "rth_ext");
  },
  evaluate: (cursor, parts) => {
    const hint = "Write `evaluate on close` or `evaluate intrabar`.";
    if (cursor.expect(hint, "on", "intrabar") === "intrabar") parts.evaluation = "intrabar";
    else parts.evaluation = cursor.expect(hint, "close");
  },
  param: (cursor, parts) => {
    parts.parameters.push(readParameter(cursor));
  },
  let: (cursor, parts) => {
    parts.definitions.push(readDefinition(cursor));
  },
  when: (cursor, parts) => {
    parts.when = expression(cursor);
  },
  stop: (cursor, parts) => {
    parts.stop = new ExpressionParser(cursor).sum();
  },
  target: (cursor, parts) => {
    parts.targets = readTargets(cursor);
  },
  cooldown: (cursor, parts) => {
    parts.cooldown = readDuration(cursor);
  },
  expires: (cursor, parts) => {
    cursor.expect("Write `expires after 5 bars`.", "after");
    parts.expires = readDuration(cursor);
  },
  hold: (cursor, parts) => {
    parts.hold = readDuration(cursor);
  },
  grade: (cursor, parts) => {
    const grade = cursor.expect("Grades are A and B; everything else is a C.", "A", "B");
    cursor.expect("Write `grade A when` and a condition.", "when");
    if (grade === "A") parts.gradeA = expression(cursor);
    else parts.gradeB = expression(cursor);
  },
  because: (cursor, parts) => {
    parts.because = readReasons(cursor);
  },
};

function expression(cursor: Cursor): Expression {
  return new ExpressionParser(cursor).expression();
}

function readLanguage(cursor: Cursor): void {
  const { token } = cursor;
  const version = readNumber(cursor);
  if (version === LANGUAGE_VERSION) return;
  throw new SyntaxFailure(
    token,
    `Version ${token.text} of the language is not known.`,
    `This is version ${LANGUAGE_VERSION}: write language ${LANGUAGE_VERSION}.`,
  );
}

function readName(cursor: Cursor): string {
  const token = cursor.expectKind("text", 'Write the name in quotes: rule "EMA pullback".');
  const name = token.text.slice(1, -1).trim();
  if (name.length > 0 && name.length <= 80) return name;
  throw new SyntaxFailure(token, "The name of a rule has 1 to 80 characters.", "Give the rule a short name.");
}

/** Takes a new name. */
function readNewName(cursor: Cursor): Token {
  const token = cursor.expectKind("word", "Write a name here, in letters and _.");
  if (isReserved(token.text))
    throw new SyntaxFailure(token, `\`${token.text}\` has a meaning already.`, "Choose another name.");
  if (token.text.length <= 40 && !token.text.includes(".")) return token;
  throw new SyntaxFailure(token, "A name has at most 40 letters, digits and _.", "Choose another name.");
}

function readDefinition(cursor: Cursor): Definition {
  const { text, start, end } = readNewName(cursor);
  cursor.expect("Write `let` as in: let trend = ema(20) on 5m.", "=");
  return { name: text, expression: expression(cursor), start, end };
}

function readParameter(cursor: Cursor): Parameter {
  const { text, start, end } = readNewName(cursor);
  cursor.expect("Write `param` as in: param fast = 9 from 5 to 20 step 1.", "=");
  const value = readSigned(cursor);
  if (cursor.accept("from") === null) return { name: text, value, range: null, start, end };
  const rangeSpan = cursor.token;
  const from = readSigned(cursor);
  cursor.expect("Write the range as in: from 5 to 20 step 1.", "to");
  const to = readSigned(cursor);
  const stepSpan = cursor.token;
  const step = cursor.accept("step") === null ? 1 : readNumber(cursor);
  if (step <= 0)
    throw new SyntaxFailure(stepSpan, "A step is more than 0.", "Write a step such as 1 or 0.5.");
  if (from > to)
    throw new SyntaxFailure(
      rangeSpan,
      `The range from ${from} to ${to} is empty.`,
      "Write the lesser end first.",
    );
  if (value >= from && value <= to) return { name: text, value, range: { from, to, step }, start, end };
  throw new SyntaxFailure(
    { start, end },
    `\`${text}\` is ${value}, which is not within ${from} to ${to}.`,
    "Widen the range or change the value.",
  );
}

function readSigned(cursor: Cursor): number {
  return cursor.accept("-") === null ? readNumber(cursor) : 0 - readNumber(cursor);
}

function readDuration(cursor: Cursor): Duration {
  const { token } = cursor;
  const count = readNumber(cursor);
  if (!Number.isInteger(count) || count < 1 || count > 10_000)
    throw new SyntaxFailure(
      token,
      "A duration is a whole number from 1 to 10000.",
      "Write 15 minutes or 5 bars.",
    );
  const unit = cursor.expect("Say `minutes` or `bars`.", "minutes", "bars", "minute", "bar");
  return { count, unit: unit.startsWith("m") ? "minutes" : "bars" };
}

function readTargets(cursor: Cursor): Target[] {
  const targets: Target[] = [];
  do {
    const value = new ExpressionParser(cursor).sum();
    const isMultiple = cursor.accept("R") !== null;
    targets.push(isMultiple ? { kind: "r", multiple: value } : { kind: "price", price: value });
  } while (targets.length < 2 && cursor.accept(",") !== null);
  if (!cursor.sees(",")) return targets;
  throw new SyntaxFailure(cursor.token, "A rule has one or two targets.", "Remove the third target.");
}

function readReasons(cursor: Cursor): Reason[] {
  const reasons: Reason[] = [];
  do {
    const label = cursor.token.kind === "text" ? cursor.take().text.slice(1, -1).trim() : null;
    const value = new ExpressionParser(cursor).sum();
    reasons.push({ label, value, unit: cursor.accept(...UNITS, "percent", "R") });
  } while (reasons.length < MAX_REASONS && cursor.accept(",") !== null);
  if (!cursor.sees(",")) return reasons;
  throw new SyntaxFailure(
    cursor.token,
    `A rule gives at most ${MAX_REASONS} reasons.`,
    "Keep the reasons that matter most.",
  );
}
