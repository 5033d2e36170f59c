import { TIMEFRAMES, type Timeframe } from "@spotlight/contracts";
import type { AnchorPlace } from "../series/anchored-column.ts";
import { type Cursor, SyntaxFailure } from "./cursor.ts";
import type { Token } from "./lexer.ts";
import { MAX_BARS, MAX_DEPTH } from "./limits.ts";
import type { SourceSpan } from "./problem.ts";
import type { BinaryOperator, ComparisonOperator, Expression } from "./syntax.ts";

const COMPARISONS: readonly ComparisonOperator[] = ["<", "<=", ">", ">=", "==", "!="];
/** Words that may follow an operand. */
const JOINERS = ["and", "or", "crosses", "between", "of", "on"] as const;
const SYMBOL = /^[A-Z][A-Z0-9.-]{0,11}$/;

/** Reads expressions by recursive descent, one method for each line of the grammar. Throws a {@link SyntaxFailure}. */
export class ExpressionParser {
  readonly #cursor: Cursor;
  /** Brackets and signs that are open: they nest without being parts. */
  #open = 0;

  constructor(cursor: Cursor) {
    this.#cursor = cursor;
  }

  expression(): Expression {
    let left = this.#either();
    while (this.#cursor.accept("or") !== null) left = this.#binary("or", left, this.#either());
    return left;
  }

  sum(): Expression {
    let left = this.#product();
    for (let operator = this.#cursor.accept("+", "-"); operator !== null;) {
      left = this.#binary(operator, left, this.#product());
      operator = this.#cursor.accept("+", "-");
    }
    return left;
  }

  #either(): Expression {
    let left = this.#negation();
    while (this.#cursor.accept("and") !== null) left = this.#binary("and", left, this.#negation());
    return left;
  }

  #negation(): Expression {
    const { start } = this.#cursor.token;
    if (this.#cursor.accept("not") === null) return this.#comparison();
    const operand = this.#nested(() => this.#negation());
    return { kind: "not", operand, start, end: operand.end, depth: this.#depth(operand) };
  }

  #comparison(): Expression {
    const cursor = this.#cursor;
    const left = this.sum();
    const operator = cursor.accept(...COMPARISONS);
    if (operator !== null) return this.#unchained(this.#binary(operator, left, this.sum()));
    if (cursor.accept("crosses") !== null) {
      const side = cursor.expect("Write `crosses above` or `crosses below`.", "above", "below");
      return this.#unchained(this.#binary(`crosses ${side}`, left, this.sum()));
    }
    if (cursor.accept("between") === null) return left;
    const low = this.sum();
    cursor.expect("Write `between` as in `rsi(14) between 40 and 60`.", "and");
    const high = this.sum();
    const span = { start: left.start, end: high.end, depth: this.#depth(left, low, high) };
    return this.#unchained({ kind: "between", subject: left, low, high, ...span });
  }

  #unchained(comparison: Expression): Expression {
    if (!this.#cursor.sees(...COMPARISONS, "crosses", "between")) return comparison;
    throw new SyntaxFailure(
      this.#cursor.token,
      "Comparisons do not chain.",
      "Join two comparisons: a < b and b < c.",
    );
  }

  #product(): Expression {
    let left = this.#factor();
    for (let operator = this.#cursor.accept("*", "/"); operator !== null;) {
      left = this.#binary(operator, left, this.#factor());
      operator = this.#cursor.accept("*", "/");
    }
    return left;
  }

  #factor(): Expression {
    const { start } = this.#cursor.token;
    if (this.#cursor.accept("-") === null) return this.#elsewhere();
    const operand = this.#nested(() => this.#factor());
    return { kind: "negative", operand, start, end: operand.end, depth: this.#depth(operand) };
  }

  #elsewhere(): Expression {
    const operand = this.#offset();
    const symbol = this.#cursor.accept("of") === null ? null : this.#symbol();
    const timeframe = this.#cursor.accept("on") === null ? null : readTimeframe(this.#cursor);
    if (symbol === null && timeframe === null) return operand;
    if (this.#cursor.sees("of", "on"))
      throw new SyntaxFailure(
        this.#cursor.token,
        "A value stands on one series.",
        "Write the symbol first, then the timeframe: close of SPY on 5m.",
      );
    const span = { start: operand.start, end: this.#cursor.lastEnd, depth: this.#depth(operand) };
    return { kind: "elsewhere", operand, symbol, timeframe, ...span };
  }

  #symbol(): string {
    const { token } = this.#cursor;
    const name = token.kind === "text" ? token.text.slice(1, -1) : token.text;
    if ((token.kind === "word" || token.kind === "text") && SYMBOL.test(name)) {
      this.#cursor.take();
      return name;
    }
    if (token.kind === "end") throw this.#cursor.unexpected("Name the symbol: close of SPY.");
    throw new SyntaxFailure(
      token,
      `\`${token.text.slice(0, 40)}\` is not a symbol.`,
      'Write a symbol in capitals, with a dash in quotes: of SPY, of "BTC-USD".',
    );
  }

  #offset(): Expression {
    let operand = this.#primary();
    while (this.#cursor.accept("[") !== null) {
      const bars = this.#offsetBars();
      this.#cursor.expect("Close the offset with ].", "]");
      const span = { start: operand.start, end: this.#cursor.lastEnd, depth: this.#depth(operand) };
      operand = { kind: "offset", operand, bars, ...span };
    }
    return operand;
  }

  #offsetBars(): number {
    const { token } = this.#cursor;
    const bars = token.kind === "number" ? Number(token.text) : Number.NaN;
    if (Number.isInteger(bars) && bars <= MAX_BARS) {
      this.#cursor.take();
      return bars;
    }
    const ahead = token.text === "-";
    const message = ahead ? "An offset can not look ahead." : "An offset is a whole number of bars.";
    throw new SyntaxFailure(token, message, `Write how many bars to look back, 0 to ${MAX_BARS}: close[1].`);
  }

  #primary(): Expression {
    const cursor = this.#cursor;
    const { token } = cursor;
    if (cursor.accept("(") !== null) {
      const inner = this.#nested(() => this.expression());
      if (!cursor.sees(")")) throw cursor.unexpected("Close the bracket with ).", JOINERS);
      cursor.take();
      return inner;
    }
    if (token.kind === "number") return { kind: "number", value: readNumber(cursor), ...leaf(token) };
    if (token.kind === "time") return { kind: "time", minute: readTime(cursor), ...leaf(token) };
    if (token.kind === "word" && !(JOINERS as readonly string[]).includes(token.text)) return this.#name();
    throw cursor.unexpected(
      "Write a value here: a number, a price such as close, or an indicator such as ema(20).",
    );
  }

  #name(): Expression {
    const cursor = this.#cursor;
    const token = cursor.take();
    const small = token.text.toLowerCase();
    if (token.text !== small && ["and", "or", "not"].includes(small))
      throw new SyntaxFailure(token, `\`${token.text}\` is not known.`, `Did you mean ${small}?`);
    if (token.text === "vwap" && cursor.accept("from") !== null) {
      const anchor = this.#anchor();
      return { kind: "anchored", anchor, start: token.start, end: cursor.lastEnd, depth: 1 };
    }
    if (cursor.accept("(") === null) return { kind: "name", name: token.text, inputs: null, ...leaf(token) };
    const inputs: Expression[] = [];
    this.#nested(() => {
      if (cursor.sees(")")) return;
      do inputs.push(this.expression());
      while (cursor.accept(",") !== null);
    });
    if (!cursor.sees(")")) throw cursor.unexpected("Close the bracket with ).", JOINERS);
    cursor.take();
    const span = { start: token.start, end: cursor.lastEnd, depth: this.#depth(...inputs) };
    return { kind: "name", name: token.text, inputs, ...span };
  }

  #anchor(): AnchorPlace {
    const cursor = this.#cursor;
    if (cursor.token.kind === "time") return { kind: "time", minute: readTime(cursor) };
    const hint = "Write `vwap from 10:00`, `vwap from open` or `vwap from prior open`.";
    if (cursor.expect(hint, "open", "prior") === "open") return { kind: "open" };
    cursor.expect(hint, "open");
    return { kind: "prior open" };
  }

  #binary(operator: BinaryOperator, left: Expression, right: Expression): Expression {
    return {
      kind: "binary",
      operator,
      left,
      right,
      start: left.start,
      end: right.end,
      depth: this.#depth(left, right),
    };
  }

  #depth(...parts: readonly Expression[]): number {
    const depth = 1 + Math.max(0, ...parts.map((part) => part.depth));
    if (depth > MAX_DEPTH) throw tooDeep(parts[0] ?? this.#cursor.token);
    return depth;
  }

  #nested<Result>(read: () => Result): Result {
    this.#open += 1;
    if (this.#open > MAX_DEPTH) throw tooDeep(this.#cursor.token);
    const result = read();
    this.#open -= 1;
    return result;
  }
}

/** Takes a timeframe. Throws a failure when none stands here. */
export function readTimeframe(cursor: Cursor): Timeframe {
  const { token } = cursor;
  const found = TIMEFRAMES.find((timeframe) => timeframe === token.text);
  const hint = `Timeframes are ${TIMEFRAMES.join(", ")}.`;
  if (found === undefined && token.kind !== "timeframe") throw cursor.unexpected(hint);
  if (found === undefined)
    throw new SyntaxFailure(token, `There is no timeframe ${token.text.slice(0, 40)}.`, hint);
  cursor.take();
  return found;
}

/** Takes a number. Throws a failure when none stands here or when it is out of proportion. */
export function readNumber(cursor: Cursor): number {
  const token = cursor.expectKind("number", "Write a number here.");
  if (token.text.length <= 15) return Number(token.text);
  throw new SyntaxFailure(token, "A number has at most 15 characters.", "Write a shorter number.");
}

function readTime(cursor: Cursor): number {
  const token = cursor.take();
  const [hours = 0, minutes = 0] = token.text.split(":").map(Number);
  if (hours < 24 && minutes < 60) return hours * 60 + minutes;
  throw new SyntaxFailure(
    token,
    `There is no time ${token.text}.`,
    "Write times of New York from 00:00 to 23:59.",
  );
}

function leaf(token: Token): SourceSpan & { readonly depth: number } {
  return { start: token.start, end: token.end, depth: 1 };
}

function tooDeep({ start, end }: SourceSpan): SyntaxFailure {
  return new SyntaxFailure(
    { start, end },
    `The expression is nested more than ${MAX_DEPTH} deep.`,
    "Give parts of it names with let.",
  );
}
