import type { SessionKind, Timeframe } from "@spotlight/contracts";
import type { Rule } from "../language/check-rule.ts";
import type { Duration, Expression, Target } from "../language/syntax.ts";
import type { BarSeries } from "../series/index.ts";
import { BoundRule, type ResolvedRule } from "./bound-rule.ts";
import { Resolver } from "./resolve.ts";
import { Needs, type SeriesNeed } from "./warm-up.ts";

/** A rule whose parameters are set: what it is, what it reads, and how to put it over bars. */
export interface CompiledRule {
  readonly name: string;
  readonly direction: "long" | "short";
  readonly timeframe: Timeframe;
  readonly session: SessionKind;
  /**
   * `close`: to be judged at each closed bar. `intrabar`: also at each finished minute of the bar that is forming, which
   * then is the last one of its series (`state: "forming"`, ending with that minute).
   */
  readonly evaluation: "close" | "intrabar";
  /** Null when the rule says nothing of it, like `expires` and `hold`. */
  readonly cooldown: Duration | null;
  readonly expires: Duration | null;
  readonly hold: Duration | null;
  readonly parameters: ReadonlyMap<string, number>;
  /** The series that it reads, its own first. */
  readonly needs: readonly SeriesNeed[];
  /** Bars of its own series before the first one that is judged. */
  readonly warmUpBars: number;
  /** Puts the rule over bars. `market` gives the series of a need, always the same one. */
  bind(market: (need: SeriesNeed) => BarSeries): BoundRule;
}

/**
 * Sets the parameters of a rule; those that are not named keep the value of the text. Throws RangeError when there is no
 * such parameter or the value is outside of its range, or between its steps where it counts bars.
 */
export function compileRule(rule: Rule, parameters: Readonly<Record<string, number>> = {}): CompiledRule {
  const { syntax } = rule;
  const values = parameterValues(rule, parameters);
  const resolved = resolve(rule, new Resolver(rule.definitions, values));
  const needs = new Needs(syntax.timeframe, syntax.session);
  for (const expression of expressionsOf(resolved)) needs.add(expression);
  const list = needs.list();
  const { name, direction, timeframe, session, evaluation, cooldown, expires, hold } = syntax;
  return {
    name,
    direction,
    timeframe,
    session,
    evaluation,
    cooldown,
    expires,
    hold,
    parameters: values,
    needs: list,
    warmUpBars: list[0]?.warmUpBars ?? 1,
    bind: (market) =>
      new BoundRule(
        resolved,
        list.map((need) => ({ need, series: market(need) })),
      ),
  };
}

function parameterValues(rule: Rule, given: Readonly<Record<string, number>>): Map<string, number> {
  const values = new Map([...rule.parameters].map(([name, { value }]) => [name, value]));
  for (const [name, value] of Object.entries(given)) {
    const parameter = rule.parameters.get(name);
    if (parameter === undefined) throw new RangeError(`the rule has no parameter ${name}`);
    const { from, to, step } = parameter.range ?? { from: parameter.value, to: parameter.value, step: 1 };
    if (!(value >= from && value <= to))
      throw new RangeError(`${name} is from ${from} to ${to}, not ${value}`);
    const whole = [parameter.value, from, to, step].every(Number.isInteger);
    if (whole && !Number.isInteger(value)) throw new RangeError(`${name} is a whole number, not ${value}`);
    values.set(name, value);
  }
  return values;
}

function resolve({ syntax, reasons }: Rule, resolver: Resolver): ResolvedRule {
  const optional = (expression: Expression | null): Expression | null =>
    expression === null ? null : resolver.resolve(expression);
  return {
    direction: syntax.direction,
    when: resolver.resolve(syntax.when),
    stop: resolver.resolve(syntax.stop),
    targets: syntax.targets.map((target): Target =>
      target.kind === "r"
        ? { kind: "r", multiple: resolver.resolve(target.multiple) }
        : { kind: "price", price: resolver.resolve(target.price) },
    ),
    gradeA: optional(syntax.gradeA),
    gradeB: optional(syntax.gradeB),
    reasons: reasons.map((reason) => ({ ...reason, value: resolver.resolve(reason.value) })),
  };
}

function expressionsOf(rule: ResolvedRule): Expression[] {
  const targets = rule.targets.map((target) => (target.kind === "r" ? target.multiple : target.price));
  const reasons = rule.reasons.map((reason) => reason.value);
  const grades = [rule.gradeA, rule.gradeB].filter((each) => each !== null);
  return [rule.when, rule.stop, ...targets, ...grades, ...reasons];
}
