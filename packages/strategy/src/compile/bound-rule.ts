import type { RuleReason } from "../language/check-rule.ts";
import type { Expression, Target } from "../language/syntax.ts";
import type { BarSeries } from "../series/index.ts";
import type { ConditionCode } from "./code.ts";
import { ExpressionCompiler, type FindSeries } from "./expression-compiler.ts";
import type { SeriesNeed } from "./warm-up.ts";

/** A rule without names of its own. */
export interface ResolvedRule {
  readonly direction: "long" | "short";
  readonly when: Expression;
  readonly stop: Expression;
  readonly targets: readonly Target[];
  readonly gradeA: Expression | null;
  readonly gradeB: Expression | null;
  readonly reasons: readonly RuleReason[];
}

/** How good a signal is by the rule's own measure; C where it says nothing else. */
export type Grade = "A" | "B" | "C";

/** A reason with its number; NaN when it is unknown. */
export interface ReasonValue {
  readonly label: string;
  readonly value: number;
  readonly unit: string;
}

type NumberAt = (index: number) => number;

/**
 * A rule over bars. Everything is asked by the index of a bar of {@link series}, is true of the bars as they stand, and
 * looks at no later bar. After bars changed, {@link settle} comes first.
 */
export class BoundRule {
  /** The bars that the rule judges. */
  readonly series: BarSeries;
  /** Whether the rule fires at a bar; what is unknown does not fire. */
  readonly when: (index: number) => boolean;
  /** The stop in dollars; NaN when it is unknown. */
  readonly stop: NumberAt;
  readonly #all: readonly BarSeries[];
  readonly #side: 1 | -1;
  readonly #targets: readonly { readonly isMultiple: boolean; readonly at: NumberAt }[];
  readonly #gradeA: ConditionCode | null;
  readonly #gradeB: ConditionCode | null;
  readonly #reasons: readonly { readonly label: string; readonly unit: string; readonly at: NumberAt }[];

  /** `series` has one for each need of the rule, its own first. Throws RangeError when there is none. */
  constructor(
    rule: ResolvedRule,
    series: readonly { readonly need: SeriesNeed; readonly series: BarSeries }[],
  ) {
    const own = series[0];
    if (own === undefined) throw new RangeError("a rule needs its own series");
    const find: FindSeries = (symbol, timeframe) => {
      const wanted = timeframe ?? own.need.timeframe;
      const found = series.find(({ need }) => need.symbol === symbol && need.timeframe === wanted);
      if (found === undefined)
        throw new RangeError(`there is no series of ${symbol ?? "the symbol"} on ${wanted}`);
      return found.series;
    };
    const compiler = new ExpressionCompiler(own.series, find);
    const condition = (expression: Expression | null): ConditionCode | null =>
      expression === null ? null : compiler.condition(expression);
    this.series = own.series;
    this.when = compiler.condition(rule.when).isTrue;
    this.stop = compiler.number(rule.stop).at;
    this.#all = series.map((each) => each.series);
    this.#side = rule.direction === "long" ? 1 : -1;
    this.#targets = rule.targets.map((target) =>
      target.kind === "r"
        ? { isMultiple: true, at: compiler.number(target.multiple).at }
        : { isMultiple: false, at: compiler.number(target.price).at },
    );
    this.#gradeA = condition(rule.gradeA);
    this.#gradeB = condition(rule.gradeB);
    this.#reasons = rule.reasons.map(({ label, unit, value }) => ({
      label,
      unit,
      at: compiler.number(value).at,
    }));
  }

  /** Brings everything that the rule reads up to date with the bars. */
  settle(): void {
    this.series.settle();
  }

  /** Whether every series is known up to the end of a bar; before, values of others are unknown. */
  ready(index: number): boolean {
    const { endMs } = this.series.bar(index);
    return this.#all.every((series) => series.finishedMs >= endMs);
  }

  /**
   * The targets in dollars, with the close as the entry. A multiple of R is NaN when the stop is unknown or not on the
   * losing side of the entry.
   */
  targets(index: number): number[] {
    const entry = this.series.close.values[index] ?? Number.NaN;
    const riskDollars = (entry - this.stop(index)) * this.#side;
    return this.#targets.map(({ isMultiple, at }) => {
      if (!isMultiple) return at(index);
      return riskDollars > 0 ? entry + this.#side * at(index) * riskDollars : Number.NaN;
    });
  }

  /** The grade of a signal at a bar. */
  grade(index: number): Grade {
    if (this.#gradeA?.isTrue(index) === true) return "A";
    return this.#gradeB?.isTrue(index) === true ? "B" : "C";
  }

  /** The reasons with their numbers at a bar. */
  reasons(index: number): ReasonValue[] {
    return this.#reasons.map(({ label, unit, at }) => ({ label, value: at(index), unit }));
  }
}
