import type { Timeframe } from "@spotlight/contracts";
import { BUILTINS, builtin, type BuiltinInput, type BuiltinName, signature } from "./builtins.ts";
import { boundsOf, isFastBeforeSlow, writtenOut } from "./bounds.ts";
import { MAX_BARS, MAX_DEPTH, MAX_PARTS } from "./limits.ts";
import type { Problems, SourceSpan } from "./problem.ts";
import { BROKEN, commonUnit, type Facts, inWords, isUnit, scaledUnit, type Scope } from "./scope.ts";
import { nearest } from "./suggest.ts";
import type { Expression } from "./syntax.ts";
import { STATEMENTS } from "./words.ts";

/** Most bars of other series that one evaluation may look at. */
const MAX_WORK = 5_000;
const WINDOW_NAMES: ReadonlySet<string> = new Set(["highest", "lowest", "avg", "sum", "count"]);

/** A series that an expression reads beside its own. Null stands for the rule's own symbol or timeframe. */
export interface SeriesUse {
  readonly symbol: string | null;
  readonly timeframe: Timeframe | null;
}

type Of<Kind extends Expression["kind"]> = Extract<Expression, { kind: Kind }>;

/** Finds the type of expressions, and everything that is wrong with them. */
export class ExpressionChecker {
  /** Every other series that was read, and where it was first. */
  readonly uses = new Map<string, SeriesUse & SourceSpan>();
  readonly #problems: Problems;
  readonly #scope: Scope;
  #elsewhere = false;

  constructor(problems: Problems, scope: Scope) {
    this.#problems = problems;
    this.#scope = scope;
  }

  /** What is known of an expression. Problems are noted; never throws. */
  check(expression: Expression): Facts {
    const facts = this.#kind(expression);
    if (facts.depth > MAX_DEPTH)
      return this.#broken(
        expression,
        `With the names in it, this is nested more than ${MAX_DEPTH} deep.`,
        "Say it more simply.",
      );
    if (facts.parts > MAX_PARTS)
      return this.#broken(
        expression,
        `With the names in it, this has more than ${MAX_PARTS} parts.`,
        "Say it more simply.",
      );
    if (facts.work > MAX_WORK)
      return this.#broken(
        expression,
        "Windows over other series are nested too widely.",
        "Put the window inside: highest(high, 20) of SPY.",
      );
    return facts;
  }

  #kind(expression: Expression): Facts {
    switch (expression.kind) {
      case "number":
        return leaf("number");
      case "time":
        return leaf("time");
      case "anchored":
        return leaf("dollars");
      case "name":
        return this.#name(expression);
      case "negative": {
        const operand = this.#number(expression.operand, "A sign stands before a number");
        return combine(operand.type, [operand]);
      }
      case "not": {
        const operand = this.#condition(expression.operand, "`not` stands before a condition");
        return combine(operand.type, [operand]);
      }
      case "offset": {
        const operand = this.check(expression.operand);
        return combine(operand.type, [operand]);
      }
      case "binary":
        return this.#binary(expression);
      case "between":
        return this.#between(expression);
      case "elsewhere":
        return this.#away(expression);
    }
  }

  #binary(expression: Of<"binary">): Facts {
    const { operator, left, right } = expression;
    if (operator === "and" || operator === "or") {
      const message = `\`${operator}\` joins conditions`;
      const sides = [this.#condition(left, message), this.#condition(right, message)];
      return combine("condition", sides);
    }
    const sides = [this.check(left), this.check(right)] as const;
    if (operator === "+" || operator === "-") return this.#sum(expression, sides);
    if (operator === "*" || operator === "/") {
      const numbers = [
        this.#isNumber(left, sides[0], `\`${operator}\` works on numbers`),
        this.#isNumber(right, sides[1], `\`${operator}\` works on numbers`),
      ] as const;
      const [{ type: a }, { type: b }] = numbers;
      return combine(isUnit(a) && isUnit(b) ? scaledUnit(operator, a, b) : "broken", numbers);
    }
    const type = this.#comparable(expression, left, right, sides);
    if (type === "time" && operator.startsWith("crosses"))
      return this.#broken(expression, "Times do not cross.", "Compare times with >= or between.");
    return combine(type === "broken" ? "broken" : "condition", sides);
  }

  #sum(expression: Of<"binary">, sides: readonly [Facts, Facts]): Facts {
    const { operator, left, right } = expression;
    const message = `\`${operator}\` works on numbers`;
    const [a, b] = [this.#isNumber(left, sides[0], message), this.#isNumber(right, sides[1], message)];
    if (!isUnit(a.type) || !isUnit(b.type)) return combine("broken", sides);
    const unit = commonUnit(a.type, b.type);
    if (unit !== null) return combine(unit, sides);
    return this.#broken(
      expression,
      `${inWords(a.type)} and ${inWords(b.type)} do not add up.`,
      "Divide one by a value of its own unit first, to make a plain number of it.",
    );
  }

  #between({ subject, low, high, ...span }: Of<"between">): Facts {
    const facts = [this.check(subject), this.check(low), this.check(high)] as const;
    const types = [
      this.#comparable(span, subject, low, [facts[0], facts[1]]),
      this.#comparable(span, subject, high, [facts[0], facts[2]]),
    ];
    const ends = [writtenOut(low), writtenOut(high)];
    if ((ends[0] ?? -Infinity) > (ends[1] ?? Infinity))
      return this.#broken(low, "The range is empty.", "Write the lesser end first.");
    return combine(types.includes("broken") ? "broken" : "condition", facts);
  }

  /** The type that two sides of a comparison have in common. */
  #comparable(
    span: SourceSpan,
    left: Expression,
    right: Expression,
    [a, b]: readonly [Facts, Facts],
  ): Facts["type"] {
    if (a.type === "broken" || b.type === "broken") return "broken";
    if (a.type === "condition" || b.type === "condition") {
      const side = a.type === "condition" ? left : right;
      return this.#broken(side, "A condition can not be compared.", "Join conditions with and, or and not.")
        .type;
    }
    if (a.type === "time" && b.type === "time") return "time";
    if (a.type === "time" || b.type === "time") {
      const hint =
        a.type === "time" ? "Write a time, such as 09:45." : "Compare `time` with it: time >= 09:45.";
      return this.#broken(a.type === "time" ? right : left, "A time is compared with times only.", hint).type;
    }
    const unit = commonUnit(a.type, b.type);
    if (unit !== null) return unit;
    return this.#broken(
      span,
      `${inWords(a.type)} can not be compared with ${inWords(b.type)}.`,
      "Compare values of one unit, or with a plain number.",
    ).type;
  }

  #away({ operand, symbol, timeframe, ...span }: Of<"elsewhere">): Facts {
    if (this.#elsewhere)
      return this.#broken(span, "`of` and `on` do not nest.", "Say the series once, around the whole value.");
    const key = `${symbol ?? ""} ${timeframe ?? ""}`;
    if (!this.uses.has(key)) this.uses.set(key, { symbol, timeframe, start: span.start, end: span.end });
    this.#elsewhere = true;
    const inner = this.check(operand);
    this.#elsewhere = false;
    return { ...combine(inner.type, [inner]), away: true };
  }

  #name(expression: Of<"name">): Facts {
    const { name, inputs } = expression;
    if (this.#scope.unread.has(name)) return BROKEN;
    const definition = this.#scope.definitions.get(name);
    const known = builtin(name);
    if (known === undefined && definition === undefined && !this.#scope.parameters.has(name))
      return this.#unknown(expression);
    if (known !== undefined) return this.#call(expression, name as BuiltinName);
    if (inputs !== null)
      return this.#broken(expression, `\`${name}\` takes no inputs.`, `Write ${name} without brackets.`);
    if (definition === undefined) return leaf("number");
    if (definition.facts.away && this.#elsewhere)
      return this.#broken(
        expression,
        `\`${name}\` reads another series already: \`of\` and \`on\` do not nest.`,
        "Say the series once.",
      );
    return definition.facts;
  }

  #unknown(expression: Of<"name">): Facts {
    const { name, start } = expression;
    const span = { start, end: start + name.length };
    if (this.#scope.later.has(name))
      return this.#broken(
        span,
        `\`${name}\` is defined further down.`,
        "Move its definition above this line.",
      );
    const words = [
      ...Object.keys(BUILTINS),
      ...this.#scope.definitions.keys(),
      ...this.#scope.parameters.keys(),
    ];
    const near = nearest(name, [...words, "and", "or", "not"]);
    const hint =
      near === null ? "Define it with let, or choose a word of the reference." : `Did you mean ${near}?`;
    const isWord = Object.hasOwn(STATEMENTS, name);
    return this.#broken(span, isWord ? `\`${name}\` is not a value.` : `\`${name}\` is not known.`, hint);
  }

  #call(expression: Of<"name">, name: BuiltinName): Facts {
    const wanted: readonly BuiltinInput[] = BUILTINS[name].inputs;
    const given = expression.inputs ?? [];
    const least = wanted.filter((input) => input.default === undefined).length;
    const hint = `Write it as ${signature(name)}.`;
    if (given.length > wanted.length || given.length < least || expression.inputs?.length === 0)
      return this.#broken(expression, `\`${name}\` takes ${countOf(least, wanted.length)}.`, hint);
    const facts = given.map((input, place) => this.#input(input, wanted[place] as BuiltinInput, name));
    if (facts.some((each) => each.type === "broken")) return combine("broken", facts);
    if (name.startsWith("macd") && !isFastBeforeSlow(given, this.#scope.parameters)) {
      const [place = expression] = given;
      return this.#broken(
        place,
        "The fast period of a MACD is less than the slow one.",
        "Write it as macd(12, 26, 9).",
      );
    }
    const { unit } = BUILTINS[name];
    const result = combine(unit === "same" ? this.#sameUnit(expression, facts) : unit, facts);
    const bars = WINDOW_NAMES.has(name) && result.away ? boundsOf(given[1], this.#scope.parameters).most : 1;
    return { ...result, work: result.work * bars };
  }

  #sameUnit(expression: Expression, facts: readonly Facts[]): Facts["type"] {
    const [first, second] = facts;
    if (first === undefined || !isUnit(first.type)) return "broken";
    const other = second !== undefined && isUnit(second.type) ? second.type : "number";
    const unit = commonUnit(first.type, other);
    if (unit !== null) return unit;
    return this.#broken(
      expression,
      `${inWords(first.type)} can not be compared with ${inWords(other)}.`,
      "Give it two values of one unit.",
    ).type;
  }

  #input(expression: Expression, wanted: BuiltinInput, name: string): Facts {
    if (wanted.kind === "value") return this.#number(expression, `\`${name}\` takes a number first`);
    if (wanted.kind === "condition")
      return this.#condition(expression, `\`${name}\` takes a condition first`);
    const { least, most, whole } = boundsOf(expression, this.#scope.parameters);
    if (Number.isNaN(most))
      return this.#broken(
        expression,
        `\`${wanted.name}\` of \`${name}\` is a number that is written out, or a parameter.`,
        `Write a number: ${signature(name as BuiltinName)}.`,
      );
    if (wanted.kind === "factor")
      return least > 0
        ? leaf("number")
        : this.#broken(
            expression,
            `\`${wanted.name}\` of \`${name}\` is more than 0.`,
            "Write a number such as 2.",
          );
    const from = wanted.least ?? 1;
    if (whole && least >= from && most <= MAX_BARS) return leaf("number");
    return this.#broken(
      expression,
      `\`${wanted.name}\` of \`${name}\` is a whole number from ${from} to ${MAX_BARS}.`,
      expression.kind === "name" ? "Narrow the range and step of the parameter." : "Write such a number.",
    );
  }

  #number(expression: Expression, message: string): Facts {
    return this.#isNumber(expression, this.check(expression), message);
  }

  #isNumber(expression: Expression, facts: Facts, message: string): Facts {
    if (isUnit(facts.type) || facts.type === "broken") return facts;
    return this.#broken(expression, `${message}; this is ${inWords(facts.type)}.`, "Use a number here.");
  }

  #condition(expression: Expression, message: string): Facts {
    const facts = this.check(expression);
    if (facts.type === "condition" || facts.type === "broken") return facts;
    return this.#broken(
      expression,
      `${message}; this is ${inWords(facts.type)}.`,
      "Compare it with something: close > vwap.",
    );
  }

  #broken({ start, end }: SourceSpan, message: string, hint: string): Facts {
    const sentence = message.charAt(0).toUpperCase() + message.slice(1);
    this.#problems.add({ start, end }, sentence, hint);
    return BROKEN;
  }
}

function leaf(type: Facts["type"]): Facts {
  return { type, parts: 1, depth: 1, away: false, work: 1 };
}

function combine(type: Facts["type"], facts: readonly Facts[]): Facts {
  return {
    type: facts.some((each) => each.type === "broken") ? "broken" : type,
    parts: facts.reduce((sum, each) => sum + each.parts, 1),
    depth: 1 + Math.max(0, ...facts.map((each) => each.depth)),
    away: facts.some((each) => each.away),
    work: Math.max(
      1,
      facts.reduce((sum, each) => sum + (each.work - 1), 1),
    ),
  };
}

function countOf(least: number, most: number): string {
  if (most === 0) return "no inputs";
  if (least === most) return most === 1 ? "one input" : `${most} inputs`;
  return `${least} to ${most} inputs`;
}
