import type { Reason, ReasonUnit } from "@spotlight/contracts";
import { MINUTE_MS, TIMEFRAME_MS } from "@spotlight/market";
import { invalidationText } from "../callouts/words.ts";
import type { BoundRule } from "../compile/bound-rule.ts";
import { type CompiledRule, compileRule } from "../compile/compile-rule.ts";
import { checkRule } from "../language/check-rule.ts";
import type { Duration } from "../language/syntax.ts";
import { cents } from "../setups/frame.ts";
import { type BoundStrategy, IDLE, type Proposal, type Strategy, type StrategyState } from "./strategy.ts";

/** What holds where a rule says nothing of it. */
const COOLDOWN: Duration = { count: 5, unit: "bars" };
const EXPIRES: Duration = { count: 5, unit: "bars" };
const HOLD: Duration = { count: 30, unit: "bars" };

/** A stored rule at one version. */
export interface RuleText {
  /** `rule:…`. */
  readonly id: string;
  readonly version: number;
  readonly source: string;
  /** Parameters that differ from the text. */
  readonly parameters?: Readonly<Record<string, number>>;
}

/** The strategy of a rule's text; null when it does not hold together. */
export function ruleStrategy({ id, version, source, parameters }: RuleText): Strategy | null {
  const checked = checkRule(source);
  if (!checked.ok) return null;
  const rule = compileRule(checked.rule, parameters);
  const { name, timeframe, session, evaluation } = rule;
  return {
    id,
    version,
    name,
    timeframe,
    session,
    evaluation,
    needs: rule.needs.slice(1),
    bind: (source_) => new BoundRuleStrategy(rule, rule.bind(source_)),
  };
}

/**
 * A rule fires when its condition becomes true: it was not at the bar before, or that was another day. Then it is silent
 * for its cooldown, and the condition has to have been untrue in between. `count` says whether it held.
 */
class BoundRuleStrategy implements BoundStrategy {
  readonly #rule: CompiledRule;
  readonly #bound: BoundRule;
  readonly #cooldownMs: number;

  constructor(rule: CompiledRule, bound: BoundRule) {
    this.#rule = rule;
    this.#bound = bound;
    this.#cooldownMs = this.#minutes(rule.cooldown ?? COOLDOWN) * MINUTE_MS;
  }

  step(index: number, before: StrategyState): StrategyState {
    const holds = this.#bound.when(index) ? 1 : 0;
    const endMs = this.#bound.series.endMs.values[index] ?? 0;
    const silent = before.phase === "fired" || before.phase === "cooldown";
    if (silent && endMs - before.sinceMs < this.#cooldownMs) {
      if (before.phase === "cooldown" && before.count === holds) return before;
      return { ...before, phase: "cooldown", count: holds };
    }
    if (holds === 1 && before.count === 0)
      return { phase: "fired", sinceMs: endMs, direction: this.#rule.direction, level: Number.NaN, count: 1 };
    return holds === 0 ? IDLE : HOLDING;
  }

  propose(index: number): Proposal | null {
    const { direction, expires, hold } = this.#rule;
    const entry = this.#bound.series.close.values[index] ?? Number.NaN;
    const stop = cents(this.#bound.stop(index));
    return {
      direction,
      grade: this.#bound.grade(index),
      entry,
      stop,
      targets: this.#bound.targets(index).map(cents),
      reasons: this.#reasons(index),
      holdMinutes: this.#minutes(hold ?? HOLD),
      goodMinutes: this.#minutes(expires ?? EXPIRES),
      invalidation: invalidationText(direction, stop),
    };
  }

  /** The reasons whose numbers are known. */
  #reasons(index: number): Reason[] {
    return this.#bound
      .reasons(index)
      .filter(({ value }) => Number.isFinite(value))
      .map(({ label, value, unit }) => ({ label, value, unit: REASON_UNITS[unit] ?? "number" }));
  }

  #minutes({ count, unit }: Duration): number {
    return unit === "minutes" ? count : (count * TIMEFRAME_MS[this.#rule.timeframe]) / MINUTE_MS;
  }
}

/** Idle, while the condition still holds from before. */
const HOLDING: StrategyState = { ...IDLE, count: 1 };

/** The language's units as units of reasons. */
const REASON_UNITS: Readonly<Record<string, ReasonUnit>> = {
  dollars: "dollars",
  shares: "shares",
  trades: "count",
  times: "ratio",
  deviations: "deviations",
  minutes: "minutes",
  bars: "bars",
};
