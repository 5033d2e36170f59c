import type { Column } from "../series/index.ts";
import type { ComparisonOperator } from "../language/syntax.ts";

/** Whether something is so at a bar, by its index. */
export type Predicate = (index: number) => boolean;

/** A number at each bar; NaN where it is unknown. `column` and `constant` say where it comes from, when it is that plain. */
export interface NumberCode {
  readonly at: (index: number) => number;
  readonly column: Column | null;
  readonly constant: number | null;
}

/** A condition at each bar. Where neither holds it is unknown. */
export interface ConditionCode {
  readonly isTrue: Predicate;
  readonly isFalse: Predicate;
}

/** A number that is read from a column. */
export function fromColumn(column: Column): NumberCode {
  return { at: (index) => column.values[index] as number, column, constant: null };
}

/** A number that is always the same. */
export function fromConstant(constant: number): NumberCode {
  return { at: () => constant, column: null, constant };
}

/** A number that is computed. */
export function computed(at: (index: number) => number): NumberCode {
  return { at, column: null, constant: null };
}

/** A comparison of two numbers: unknown where one of them is. */
export function compare(operator: ComparisonOperator, left: NumberCode, right: NumberCode): ConditionCode {
  switch (operator) {
    case ">":
      return { isTrue: greater(left, right), isFalse: atLeast(right, left) };
    case ">=":
      return { isTrue: atLeast(left, right), isFalse: greater(right, left) };
    case "<":
      return { isTrue: greater(right, left), isFalse: atLeast(left, right) };
    case "<=":
      return { isTrue: atLeast(right, left), isFalse: greater(left, right) };
    case "==":
      return { isTrue: equal(left, right), isFalse: different(left, right) };
    case "!=":
      return { isTrue: different(left, right), isFalse: equal(left, right) };
  }
}

/** Plain reads where both sides are columns or constants, so that most comparisons are one function. */
function greater(left: NumberCode, right: NumberCode): Predicate {
  const [a, b] = [left.column, right.column];
  if (a !== null && b !== null) return (index) => (a.values[index] as number) > (b.values[index] as number);
  const [limit, floor] = [right.constant, left.constant];
  if (a !== null && limit !== null) return (index) => (a.values[index] as number) > limit;
  if (b !== null && floor !== null) return (index) => floor > (b.values[index] as number);
  const [first, second] = [left.at, right.at];
  return (index) => first(index) > second(index);
}

function atLeast(left: NumberCode, right: NumberCode): Predicate {
  const [a, b] = [left.column, right.column];
  if (a !== null && b !== null) return (index) => (a.values[index] as number) >= (b.values[index] as number);
  const [limit, floor] = [right.constant, left.constant];
  if (a !== null && limit !== null) return (index) => (a.values[index] as number) >= limit;
  if (b !== null && floor !== null) return (index) => floor >= (b.values[index] as number);
  const [first, second] = [left.at, right.at];
  return (index) => first(index) >= second(index);
}

function equal(left: NumberCode, right: NumberCode): Predicate {
  return (index) => left.at(index) === right.at(index);
}

function different(left: NumberCode, right: NumberCode): Predicate {
  return (index) => {
    const [a, b] = [left.at(index), right.at(index)];
    return !Number.isNaN(a) && !Number.isNaN(b) && a !== b;
  };
}

/** Both: false as soon as one is, whatever the other. */
export function both(left: ConditionCode, right: ConditionCode): ConditionCode {
  const [a, b] = [left.isTrue, right.isTrue];
  const [notA, notB] = [left.isFalse, right.isFalse];
  return { isTrue: (index) => a(index) && b(index), isFalse: (index) => notA(index) || notB(index) };
}

/** Not: what is unknown stays unknown. */
export function opposite({ isTrue, isFalse }: ConditionCode): ConditionCode {
  return { isTrue: isFalse, isFalse: isTrue };
}

/** Either: true as soon as one is, whatever the other. */
export function either(left: ConditionCode, right: ConditionCode): ConditionCode {
  return opposite(both(opposite(left), opposite(right)));
}

/** A number so many bars back; unknown before there are so many. */
export function numberBack(code: NumberCode, bars: number): NumberCode {
  const { column, at } = code;
  if (code.constant !== null) return code;
  if (column !== null)
    return computed((index) => (index < bars ? Number.NaN : (column.values[index - bars] as number)));
  return computed((index) => (index < bars ? Number.NaN : at(index - bars)));
}

/** A condition so many bars back; unknown before there are so many. */
export function conditionBack({ isTrue, isFalse }: ConditionCode, bars: number): ConditionCode {
  return {
    isTrue: (index) => index >= bars && isTrue(index - bars),
    isFalse: (index) => index >= bars && isFalse(index - bars),
  };
}

/** Arithmetic of two numbers. Division by 0 is unknown. */
export function arithmetic(operator: "+" | "-" | "*" | "/", left: NumberCode, right: NumberCode): NumberCode {
  const [a, b] = [left.at, right.at];
  switch (operator) {
    case "+":
      return computed((index) => a(index) + b(index));
    case "-":
      return computed((index) => a(index) - b(index));
    case "*":
      return computed((index) => a(index) * b(index));
    case "/":
      return computed((index) => {
        const divisor = b(index);
        return divisor === 0 ? Number.NaN : a(index) / divisor;
      });
  }
}
