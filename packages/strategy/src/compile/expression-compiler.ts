import type { Timeframe } from "@spotlight/contracts";
import { BUILTINS, type BuiltinName } from "../language/builtins.ts";
import { printExpression } from "../language/format.ts";
import type { Expression } from "../language/syntax.ts";
import {
  anchoredVwap,
  type BarSeries,
  type Column,
  ExpressionColumn,
  WINDOW_KINDS,
  WindowColumn,
  type WindowKind,
  WINDOWS,
} from "../series/index.ts";
import { builtinColumn, type ColumnName } from "./builtin-columns.ts";
import {
  arithmetic,
  both,
  compare,
  computed,
  type ConditionCode,
  conditionBack,
  either,
  fromColumn,
  fromConstant,
  numberBack,
  type NumberCode,
  opposite,
} from "./code.ts";

/** Finds the series of another symbol or timeframe; null stands for the rule's own. */
export type FindSeries = (symbol: string | null, timeframe: Timeframe | null) => BarSeries;

type Of<Kind extends Expression["kind"]> = Extract<Expression, { kind: Kind }>;

/** Makes functions of resolved expressions, over one series. Columns that equal expressions need are made once. */
export class ExpressionCompiler {
  readonly #series: BarSeries;
  readonly #find: FindSeries;

  constructor(series: BarSeries, find: FindSeries) {
    this.#series = series;
    this.#find = find;
  }

  /** A number of a resolved, checked expression. */
  number(expression: Expression): NumberCode {
    switch (expression.kind) {
      case "number":
        return fromConstant(expression.value);
      case "time":
        return fromConstant(expression.minute);
      case "anchored":
        return fromColumn(anchoredVwap(this.#series, printExpression(expression), expression.anchor));
      case "name":
        return this.#call(expression);
      case "negative": {
        const { at, constant } = this.number(expression.operand);
        return constant === null ? computed((index) => -at(index)) : fromConstant(-constant);
      }
      case "offset":
        return numberBack(this.number(expression.operand), expression.bars);
      case "elsewhere":
        return this.#numberElsewhere(expression);
      case "binary":
        return this.#arithmetic(expression);
      default:
        throw new TypeError(`${expression.kind} is no number`);
    }
  }

  /** A condition of a resolved, checked expression. */
  condition(expression: Expression): ConditionCode {
    switch (expression.kind) {
      case "name":
        return holds(builtinColumn(this.#series, expression.name as ColumnName, []));
      case "not":
        return opposite(this.condition(expression.operand));
      case "offset":
        return conditionBack(this.condition(expression.operand), expression.bars);
      case "elsewhere":
        return this.#conditionElsewhere(expression);
      case "between": {
        const subject = this.number(expression.subject);
        const low = compare(">=", subject, this.number(expression.low));
        return both(low, compare("<=", subject, this.number(expression.high)));
      }
      case "binary":
        return this.#joined(expression);
      default:
        throw new TypeError(`${expression.kind} is no condition`);
    }
  }

  #joined({ operator, left, right }: Of<"binary">): ConditionCode {
    if (operator === "and") return both(this.condition(left), this.condition(right));
    if (operator === "or") return either(this.condition(left), this.condition(right));
    const [a, b] = [this.number(left), this.number(right)];
    switch (operator) {
      case "crosses above":
        return both(compare(">", a, b), conditionBack(compare("<=", a, b), 1));
      case "crosses below":
        return both(compare("<", a, b), conditionBack(compare(">=", a, b), 1));
      case "+":
      case "-":
      case "*":
      case "/":
        throw new TypeError(`${operator} makes no condition`);
      default:
        return compare(operator, a, b);
    }
  }

  #arithmetic({ operator, left, right }: Of<"binary">): NumberCode {
    if (operator !== "+" && operator !== "-" && operator !== "*" && operator !== "/")
      throw new TypeError(`${operator} makes no number`);
    return arithmetic(operator, this.number(left), this.number(right));
  }

  #numberElsewhere({ operand, symbol, timeframe }: Of<"elsewhere">): NumberCode {
    const other = this.#find(symbol, timeframe);
    const alignment = this.#series.align(other);
    const { at } = new ExpressionCompiler(other, this.#find).number(operand);
    return computed((index) => {
      const there = alignment.indexes[index] as number;
      return there < 0 ? Number.NaN : at(there);
    });
  }

  #conditionElsewhere({ operand, symbol, timeframe }: Of<"elsewhere">): ConditionCode {
    const other = this.#find(symbol, timeframe);
    const alignment = this.#series.align(other);
    const { isTrue, isFalse } = new ExpressionCompiler(other, this.#find).condition(operand);
    const at = (holds: ConditionCode["isTrue"]) => (index: number) => {
      const there = alignment.indexes[index] as number;
      return there >= 0 && holds(there);
    };
    return { isTrue: at(isTrue), isFalse: at(isFalse) };
  }

  #call(expression: Of<"name">): NumberCode {
    const name = expression.name as BuiltinName;
    const inputs = expression.inputs ?? [];
    const [first, second] = inputs;
    if (first !== undefined && second !== undefined && BUILTINS[name].group === "window")
      return this.#window(expression, first, constantOf(second));
    switch (name) {
      case "abs":
      case "min":
      case "max":
        return this.#choice(name, inputs);
      default: {
        const numbers = inputs.map(constantOf);
        return fromColumn(builtinColumn(this.#series, name as ColumnName, numbers));
      }
    }
  }

  #choice(name: "abs" | "min" | "max", inputs: readonly Expression[]): NumberCode {
    const [a = computed(unknown), b = computed(unknown)] = inputs
      .map((input) => this.number(input).at)
      .map(computed);
    if (name === "abs") return computed((index) => Math.abs(a.at(index)));
    return name === "min"
      ? computed((index) => Math.min(a.at(index), b.at(index)))
      : computed((index) => Math.max(a.at(index), b.at(index)));
  }

  /** Kept in columns when it rests on this series alone; over other series it looks at the window each time. */
  #window(expression: Of<"name">, input: Expression, size: number): NumberCode {
    const kind = WINDOW_KINDS.find((each) => each === expression.name) ?? "sum";
    const code = expression.name === "count" ? counted(this.condition(input)) : this.number(input);
    if (readsElsewhere(input)) {
      const window = WINDOWS[kind];
      return computed((index) => window(code.at, index, size));
    }
    return fromColumn(this.#windowColumn(kind, code, expression, input, size));
  }

  #windowColumn(
    kind: WindowKind,
    code: NumberCode,
    whole: Expression,
    input: Expression,
    size: number,
  ): Column {
    const series = this.#series;
    const source =
      code.column ??
      series.derive(`each ${printExpression(input)}`, () => new ExpressionColumn(code.at)).column;
    const key = printExpression(whole);
    return series.derive(key, () => new WindowColumn(kind, (index) => source.values[index] as number, size))
      .column;
  }
}

/** 1 where a condition holds, 0 where it does not, NaN where it is unknown. */
function counted({ isTrue, isFalse }: ConditionCode): NumberCode {
  return computed((index) => (isTrue(index) ? 1 : isFalse(index) ? 0 : Number.NaN));
}

function holds(column: Column): ConditionCode {
  return { isTrue: (index) => column.values[index] === 1, isFalse: (index) => column.values[index] === 0 };
}

function constantOf(expression: Expression): number {
  if (expression.kind === "number") return expression.value;
  return expression.kind === "negative" ? -constantOf(expression.operand) : Number.NaN;
}

function unknown(): number {
  return Number.NaN;
}

function readsElsewhere(expression: Expression): boolean {
  switch (expression.kind) {
    case "elsewhere":
      return true;
    case "name":
      return expression.inputs?.some(readsElsewhere) ?? false;
    case "negative":
    case "not":
    case "offset":
      return readsElsewhere(expression.operand);
    case "binary":
      return readsElsewhere(expression.left) || readsElsewhere(expression.right);
    case "between":
      return [expression.subject, expression.low, expression.high].some(readsElsewhere);
    default:
      return false;
  }
}
