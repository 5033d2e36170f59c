import type { SessionKind, Timeframe } from "@spotlight/contracts";
import type { AnchorPlace } from "../series/anchored-column.ts";
import type { SourceSpan } from "./problem.ts";

/** How two numbers (or two times) are compared. */
export type ComparisonOperator = "<" | "<=" | ">" | ">=" | "==" | "!=";
/** Operators between two expressions. */
export type BinaryOperator =
  | "and"
  | "or"
  | ComparisonOperator
  | "crosses above"
  | "crosses below"
  | "+"
  | "-"
  | "*"
  | "/";

/** A part of an expression, with its place in the text. `depth` is how many parts stand above each other in it. */
export type Expression = SourceSpan & { readonly depth: number } & (
    | { readonly kind: "number"; readonly value: number }
    | { readonly kind: "time"; readonly minute: number }
    | { readonly kind: "name"; readonly name: string; readonly inputs: readonly Expression[] | null }
    | { readonly kind: "anchored"; readonly anchor: AnchorPlace }
    | { readonly kind: "negative"; readonly operand: Expression }
    | { readonly kind: "not"; readonly operand: Expression }
    | {
        readonly kind: "binary";
        readonly operator: BinaryOperator;
        readonly left: Expression;
        readonly right: Expression;
      }
    | {
        readonly kind: "between";
        readonly subject: Expression;
        readonly low: Expression;
        readonly high: Expression;
      }
    | { readonly kind: "offset"; readonly operand: Expression; readonly bars: number }
    | {
        readonly kind: "elsewhere";
        readonly operand: Expression;
        /** Null for the rule's own symbol. */
        readonly symbol: string | null;
        /** Null for the rule's own timeframe. */
        readonly timeframe: Timeframe | null;
      }
  );

/** A number that may be set from outside, within a range where it has one. */
export interface Parameter extends SourceSpan {
  readonly name: string;
  readonly value: number;
  readonly range: { readonly from: number; readonly to: number; readonly step: number } | null;
}

/** A name for an expression. */
export interface Definition extends SourceSpan {
  readonly name: string;
  readonly expression: Expression;
}

/** A stretch of time by the clock or by bars of the rule's timeframe. */
export interface Duration {
  readonly count: number;
  readonly unit: "minutes" | "bars";
}

/** A target: a multiple of the risk (entry to stop), or a price. */
export type Target =
  | { readonly kind: "r"; readonly multiple: Expression }
  | { readonly kind: "price"; readonly price: Expression };

/** A number that a callout gives as a reason. Label and unit are null where the rule names none. */
export interface Reason {
  readonly label: string | null;
  readonly value: Expression;
  readonly unit: string | null;
}

/** A rule as it is written. What may be left out is null. */
export interface RuleSyntax {
  readonly name: string;
  readonly direction: "long" | "short";
  readonly timeframe: Timeframe;
  readonly session: SessionKind;
  /** `intrabar`: the bar that is forming is judged at each finished minute of it. */
  readonly evaluation: "close" | "intrabar";
  readonly parameters: readonly Parameter[];
  readonly definitions: readonly Definition[];
  readonly when: Expression;
  readonly stop: Expression;
  readonly targets: readonly Target[];
  readonly cooldown: Duration | null;
  readonly expires: Duration | null;
  readonly hold: Duration | null;
  readonly gradeA: Expression | null;
  readonly gradeB: Expression | null;
  readonly because: readonly Reason[];
}
