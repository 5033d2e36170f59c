import type { Expression, Parameter } from "./syntax.ts";

/** What a number that is set before the rule runs may be; NaN where it is not set before. */
export interface NumberBounds {
  readonly least: number;
  readonly most: number;
  /** Whether it can only be a whole number. */
  readonly whole: boolean;
}

const UNSET: NumberBounds = { least: Number.NaN, most: Number.NaN, whole: false };

/** The bounds of a number that is written out, or of a parameter over its range. */
export function boundsOf(
  expression: Expression | undefined,
  parameters: ReadonlyMap<string, Parameter>,
): NumberBounds {
  if (expression === undefined || expression.kind === "time") return UNSET;
  const written = writtenOut(expression);
  if (written !== null) return { least: written, most: written, whole: Number.isInteger(written) };
  const parameter = expression.kind === "name" ? parameters.get(expression.name) : undefined;
  if (parameter === undefined) return UNSET;
  const { value, range } = parameter;
  const { from, to, step } = range ?? { from: value, to: value, step: 1 };
  return { least: from, most: to, whole: [value, from, to, step].every(Number.isInteger) };
}

/** Whether the fast period of a MACD is less than the slow one, whatever the parameters are set to. */
export function isFastBeforeSlow(
  [fast, slow]: readonly Expression[],
  parameters: ReadonlyMap<string, Parameter>,
): boolean {
  const most = fast === undefined ? 12 : boundsOf(fast, parameters).most;
  const least = slow === undefined ? 26 : boundsOf(slow, parameters).least;
  return most < least;
}

/** The number of an expression that is written out, with its sign; a time as its minute; null for anything else. */
export function writtenOut(expression: Expression): number | null {
  if (expression.kind === "number") return expression.value;
  if (expression.kind === "time") return expression.minute;
  if (expression.kind !== "negative") return null;
  const value = writtenOut(expression.operand);
  return value === null ? null : -value;
}
