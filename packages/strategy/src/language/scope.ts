import type { Unit, ValueType } from "./builtins.ts";
import type { Expression, Parameter } from "./syntax.ts";

/** What is known of an expression once it was checked. `broken`: something in it is wrong and was told. */
export interface Facts {
  readonly type: ValueType | "broken";
  /** How many parts it has, names that stand for others included. */
  readonly parts: number;
  readonly depth: number;
  /** Whether it reads another series than the one that it stands on. */
  readonly away: boolean;
  /** Bars of other series that one evaluation looks at, over windows that can not be kept in columns. */
  readonly work: number;
}

/** The names that an expression may use. */
export interface Scope {
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly definitions: ReadonlyMap<string, { readonly expression: Expression; readonly facts: Facts }>;
  /** Names that are defined further down. */
  readonly later: ReadonlySet<string>;
  /** Names whose own line could not be read, which was told there. */
  readonly unread: ReadonlySet<string>;
}

/** Facts of something that is wrong. */
export const BROKEN: Facts = { type: "broken", parts: 1, depth: 1, away: false, work: 1 };

/** The unit of a sum or a comparison of two numbers; null when they do not go together. */
export function commonUnit(a: Unit, b: Unit): Unit | null {
  if (a === b || b === "number") return a;
  return a === "number" ? b : null;
}

/** The unit of a product or quotient. */
export function scaledUnit(operator: "*" | "/", a: Unit, b: Unit): Unit {
  if (b === "number" || b === "times") return a;
  if (operator === "*" && (a === "number" || a === "times")) return b;
  return "number";
}

/** Whether a type is a number of some unit. */
export function isUnit(type: Facts["type"]): type is Unit {
  return type !== "condition" && type !== "time" && type !== "broken";
}

/** A type in words. */
export function inWords(type: ValueType): string {
  if (type === "condition") return "a condition";
  if (type === "time") return "a time";
  return type === "number" ? "a number" : type;
}
