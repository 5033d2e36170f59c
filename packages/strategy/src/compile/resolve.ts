import { builtin, type BuiltinInput } from "../language/builtins.ts";
import type { Expression } from "../language/syntax.ts";

/**
 * Expressions without names of their own: parameters become numbers, definitions what they stand for, inputs that were
 * left out their defaults. An offset behind `of` or `on` moves inside: it counts the bars of that series. What is equal
 * prints equally.
 */
export class Resolver {
  readonly #definitions: ReadonlyMap<string, Expression>;
  readonly #values: ReadonlyMap<string, number>;
  readonly #known = new Map<string, Expression>();

  /** `values` are the numbers of the parameters. */
  constructor(definitions: ReadonlyMap<string, Expression>, values: ReadonlyMap<string, number>) {
    this.#definitions = definitions;
    this.#values = values;
  }

  /** An expression of a checked rule in its resolved form. */
  resolve(expression: Expression): Expression {
    switch (expression.kind) {
      case "name":
        return this.#name(expression);
      case "offset":
        return offset(this.resolve(expression.operand), expression.bars);
      case "negative":
      case "not":
      case "elsewhere":
        return { ...expression, operand: this.resolve(expression.operand) };
      case "binary":
        return { ...expression, left: this.resolve(expression.left), right: this.resolve(expression.right) };
      case "between": {
        const { subject, low, high } = expression;
        return {
          ...expression,
          subject: this.resolve(subject),
          low: this.resolve(low),
          high: this.resolve(high),
        };
      }
      default:
        return expression;
    }
  }

  #name(expression: Extract<Expression, { kind: "name" }>): Expression {
    const { name, start, end } = expression;
    const value = this.#values.get(name);
    if (value !== undefined) return { kind: "number", value, start, end, depth: 1 };
    const definition = this.#definitions.get(name);
    if (definition === undefined) return this.#call(expression);
    const known = this.#known.get(name) ?? this.resolve(definition);
    this.#known.set(name, known);
    return known;
  }

  #call(expression: Extract<Expression, { kind: "name" }>): Expression {
    const wanted: readonly BuiltinInput[] = builtin(expression.name)?.inputs ?? [];
    if (wanted.length === 0) return expression;
    const { start, end } = expression;
    const inputs = wanted.map((input, place): Expression => {
      const given = expression.inputs?.[place];
      if (given !== undefined) return this.resolve(given);
      return { kind: "number", value: input.default ?? Number.NaN, start, end, depth: 1 };
    });
    return { ...expression, inputs };
  }
}

function offset(operand: Expression, bars: number): Expression {
  if (bars === 0 || operand.kind === "number" || operand.kind === "time") return operand;
  if (operand.kind === "elsewhere") return { ...operand, operand: offset(operand.operand, bars) };
  const { start, end, depth } = operand;
  if (operand.kind === "offset") return { ...operand, bars: operand.bars + bars };
  return { kind: "offset", operand, bars, start, end, depth: depth + 1 };
}
