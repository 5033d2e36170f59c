import { LANGUAGE_VERSION } from "./limits.ts";
import type { AnchorPlace } from "../series/anchored-column.ts";
import type { Duration, Expression, Parameter, Reason, RuleSyntax, Target } from "./syntax.ts";

/** How tightly the parts of an expression hold together, loosest first. */
const LEVEL = {
  or: 1,
  and: 2,
  not: 3,
  comparison: 4,
  sum: 5,
  product: 6,
  factor: 7,
  elsewhere: 8,
  offset: 9,
  primary: 10,
};

/** An expression as text, with no more brackets than it needs. Equal expressions give equal texts. */
export function printExpression(expression: Expression): string {
  return print(expression, 0);
}

/** A rule in its canonical form: every setting said, one statement a line, no comments. */
export function format(rule: RuleSyntax): string {
  const { direction, timeframe, session, evaluation, gradeA, gradeB } = rule;
  const lines = [
    `language ${LANGUAGE_VERSION}`,
    `rule "${rule.name}"`,
    direction,
    `on ${timeframe}`,
    `session ${session}`,
    evaluation === "close" ? "evaluate on close" : "evaluate intrabar",
    ...rule.parameters.map(printParameter),
    ...rule.definitions.map(({ name, expression }) => `let ${name} = ${printExpression(expression)}`),
    `when ${printConjunction(rule.when)}`,
    `stop ${printExpression(rule.stop)}`,
    `target ${rule.targets.map(printTarget).join(", ")}`,
  ];
  if (rule.cooldown !== null) lines.push(`cooldown ${printDuration(rule.cooldown)}`);
  if (rule.expires !== null) lines.push(`expires after ${printDuration(rule.expires)}`);
  if (rule.hold !== null) lines.push(`hold ${printDuration(rule.hold)}`);
  if (gradeA !== null) lines.push(`grade A when ${printConjunction(gradeA)}`);
  if (gradeB !== null) lines.push(`grade B when ${printConjunction(gradeB)}`);
  if (rule.because.length > 0) lines.push(`because ${rule.because.map(printReason).join(",\n  ")}`);
  return `${lines.join("\n")}\n`;
}

/** A number without an exponent, as the language writes it. */
export function printNumber(value: number): string {
  const text = String(value);
  return text.includes("e") ? value.toFixed(20).replace(/\.?0+$/, "") : text;
}

/** Minutes of the day as 09:45. */
export function printTime(minute: number): string {
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}

/** Conditions that all must hold, each on a line. */
function printConjunction(expression: Expression, least = 0): string {
  if (expression.kind !== "binary" || expression.operator !== "and") return print(expression, least);
  return `${printConjunction(expression.left, LEVEL.and)}\n  and ${print(expression.right, LEVEL.not)}`;
}

function printParameter({ name, value, range }: Parameter): string {
  const written = `param ${name} = ${printNumber(value)}`;
  if (range === null) return written;
  const { from, to, step } = range;
  return `${written} from ${printNumber(from)} to ${printNumber(to)} step ${printNumber(step)}`;
}

function printDuration({ count, unit }: Duration): string {
  return `${count} ${count === 1 ? unit.slice(0, -1) : unit}`;
}

function printTarget(target: Target): string {
  return target.kind === "r" ? `${print(target.multiple, LEVEL.sum)} R` : print(target.price, LEVEL.sum);
}

function printReason({ label, value, unit }: Reason): string {
  const parts = [label === null ? null : `"${label}"`, print(value, LEVEL.sum), unit];
  return parts.filter((part) => part !== null).join(" ");
}

/** The text of a part that must hold together at least so tightly. */
function print(expression: Expression, least: number): string {
  const text = printBare(expression);
  return levelOf(expression) < least ? `(${text})` : text;
}

function levelOf(expression: Expression): number {
  switch (expression.kind) {
    case "binary":
      return levelOfOperator(expression.operator);
    case "between":
      return LEVEL.comparison;
    case "not":
      return LEVEL.not;
    case "negative":
      return LEVEL.factor;
    case "elsewhere":
      return LEVEL.elsewhere;
    case "offset":
      return LEVEL.offset;
    case "number":
      return expression.value < 0 ? LEVEL.factor : LEVEL.primary;
    default:
      return LEVEL.primary;
  }
}

function levelOfOperator(operator: string): number {
  if (operator === "or") return LEVEL.or;
  if (operator === "and") return LEVEL.and;
  if (operator === "+" || operator === "-") return LEVEL.sum;
  return operator === "*" || operator === "/" ? LEVEL.product : LEVEL.comparison;
}

function printBare(expression: Expression): string {
  switch (expression.kind) {
    case "number":
      return printNumber(expression.value);
    case "time":
      return printTime(expression.minute);
    case "name": {
      const { name, inputs } = expression;
      return inputs === null ? name : `${name}(${inputs.map(printExpression).join(", ")})`;
    }
    case "anchored":
      return `vwap from ${printAnchor(expression.anchor)}`;
    case "negative":
      return `-${print(expression.operand, LEVEL.factor)}`;
    case "not":
      return `not ${print(expression.operand, LEVEL.not)}`;
    case "between": {
      const { subject, low, high } = expression;
      return `${print(subject, LEVEL.sum)} between ${print(low, LEVEL.sum)} and ${print(high, LEVEL.sum)}`;
    }
    case "offset":
      return `${print(expression.operand, LEVEL.offset)}[${expression.bars}]`;
    case "elsewhere": {
      const { operand, symbol, timeframe } = expression;
      const of = symbol === null ? "" : ` of ${/^[A-Z0-9.]+$/.test(symbol) ? symbol : `"${symbol}"`}`;
      return `${print(operand, LEVEL.offset)}${of}${timeframe === null ? "" : ` on ${timeframe}`}`;
    }
    case "binary": {
      const { operator, left, right } = expression;
      const level = levelOfOperator(operator);
      const leftLevel = level === LEVEL.comparison ? LEVEL.sum : level;
      return `${print(left, leftLevel)} ${operator} ${print(right, level + 1)}`;
    }
  }
}

function printAnchor(anchor: AnchorPlace): string {
  return anchor.kind === "time" ? printTime(anchor.minute) : anchor.kind;
}
