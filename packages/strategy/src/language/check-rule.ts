import { RULE_SOURCE_MAX, type RuleProblem } from "@spotlight/contracts";
import { ExpressionChecker } from "./expression-checker.ts";
import { printExpression } from "./format.ts";
import { MAX_PARTS, MAX_REASONS, MAX_SERIES } from "./limits.ts";
import { parse, type RuleParts } from "./parser.ts";
import { Problems, type SourceSpan } from "./problem.ts";
import { type Facts, inWords, isUnit, type Scope } from "./scope.ts";
import type { Definition, Expression, Parameter, RuleSyntax } from "./syntax.ts";
import { STATEMENTS } from "./words.ts";

/** A rule that holds together: its parts, and its reasons with their labels and units. */
export interface Rule {
  readonly syntax: RuleSyntax;
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly definitions: ReadonlyMap<string, Expression>;
  readonly reasons: readonly RuleReason[];
}

/** A number that is given as a reason, under a label and in a unit. */
export interface RuleReason {
  readonly label: string;
  readonly value: Expression;
  readonly unit: string;
}

/** What came of reading a rule. `rule` is there when it is `ok`; `errors` are in the order of the text. */
export type CheckedRule =
  | { readonly ok: true; readonly rule: Rule; readonly errors: readonly [] }
  | { readonly ok: false; readonly rule: null; readonly errors: readonly RuleProblem[] };

/** Reads a rule and finds everything that is wrong with it. Never throws, whatever the text. */
export function checkRule(source: string): CheckedRule {
  const problems = new Problems(source);
  if (source.length > RULE_SOURCE_MAX) {
    const span = { start: RULE_SOURCE_MAX, end: RULE_SOURCE_MAX + 1 };
    problems.add(span, `A rule has at most ${RULE_SOURCE_MAX} characters.`, "Shorten the rule.");
    return { ok: false, rule: null, errors: problems.list() };
  }
  const parts = parse(source, problems);
  const reasons = new RuleChecker(parts, problems).check();
  const syntax = problems.none ? complete(parts) : null;
  if (syntax === null) return { ok: false, rule: null, errors: problems.list() };
  const parameters = new Map(parts.parameters.map((each) => [each.name, each]));
  const definitions = new Map(parts.definitions.map((each) => [each.name, each.expression]));
  return { ok: true, rule: { syntax, parameters, definitions, reasons }, errors: [] };
}

/** The whole rule, what was left out being the default; null when something is missing that has none. */
function complete(parts: RuleParts): RuleSyntax | null {
  const { name, direction, when, stop, targets } = parts;
  if (name === undefined || direction === undefined || when === undefined) return null;
  if (stop === undefined || targets === undefined) return null;
  return {
    name,
    direction,
    timeframe: parts.timeframe ?? "1m",
    session: parts.session ?? "rth",
    evaluation: parts.evaluation ?? "close",
    parameters: parts.parameters,
    definitions: parts.definitions,
    when,
    stop,
    targets,
    cooldown: parts.cooldown ?? null,
    expires: parts.expires ?? null,
    hold: parts.hold ?? null,
    gradeA: parts.gradeA ?? null,
    gradeB: parts.gradeB ?? null,
    because: parts.because ?? [],
  };
}

class RuleChecker {
  readonly #parts: RuleParts;
  readonly #problems: Problems;
  readonly #parameters = new Map<string, Parameter>();
  readonly #definitions = new Map<string, { readonly expression: Expression; readonly facts: Facts }>();
  readonly #later: Set<string>;
  readonly #expressions: ExpressionChecker;
  #size = 0;

  constructor(parts: RuleParts, problems: Problems) {
    this.#parts = parts;
    this.#problems = problems;
    this.#later = new Set(parts.definitions.map((each) => each.name));
    this.#expressions = new ExpressionChecker(problems, this.#scope());
  }

  /** Checks everything; returns the reasons. */
  check(): RuleReason[] {
    const { parameters, definitions, when, stop, targets = [], gradeA, gradeB } = this.#parts;
    for (const parameter of parameters)
      this.#name(parameter, () => this.#parameters.set(parameter.name, parameter));
    for (const definition of definitions) this.#define(definition);
    this.#condition(when, "when");
    this.#price(stop, "stop");
    for (const target of targets) {
      if (target.kind === "price") this.#price(target.price, "target");
      else this.#plain(target.multiple);
    }
    this.#condition(gradeA, "grade");
    this.#condition(gradeB, "grade");
    const reasons = this.#reasons();
    this.#missing();
    this.#series();
    return reasons;
  }

  #define(definition: Definition): void {
    const { name, expression } = definition;
    const facts = this.#facts(expression);
    this.#name(definition, () => this.#definitions.set(name, { expression, facts }));
    this.#later.delete(name);
  }

  #name(named: SourceSpan & { readonly name: string }, keep: () => void): void {
    const { name } = named;
    if (!this.#parameters.has(name) && !this.#definitions.has(name)) keep();
    else this.#problems.add(named, `\`${name}\` is defined twice.`, "Give one of them another name.");
  }

  #facts(expression: Expression): Facts {
    const facts = this.#expressions.check(expression);
    this.#size += facts.parts;
    if (this.#size > MAX_PARTS && this.#size - facts.parts <= MAX_PARTS)
      this.#problems.add(expression, `A rule has at most ${MAX_PARTS} parts.`, "Say it more simply.");
    return facts;
  }

  #condition(expression: Expression | null | undefined, where: string): void {
    if (expression === undefined || expression === null || this.#parts.unread.has(where)) return;
    const { type } = this.#facts(expression);
    if (type === "condition" || type === "broken") return;
    const message = `\`${where}\` needs a condition; this is ${inWords(type)}.`;
    this.#problems.add(expression, message, "Compare it with something: when close > vwap.");
  }

  #price(expression: Expression | undefined, where: "stop" | "target"): void {
    if (expression === undefined || this.#parts.unread.has(where)) return;
    const { type } = this.#facts(expression);
    if (type === "dollars" || type === "number" || type === "broken") return;
    const message = `\`${where}\` needs a price in dollars; this is ${inWords(type)}.`;
    this.#problems.add(expression, message, `Write a price: ${STATEMENTS[where].form}.`);
  }

  /** A multiple of R: a number that is written out or a parameter, more than 0. */
  #plain(expression: Expression): void {
    const { type } = this.#facts(expression);
    if (type === "broken") return;
    const parameter = expression.kind === "name" ? this.#parameters.get(expression.name) : undefined;
    const least =
      parameter?.range?.from ?? parameter?.value ?? (expression.kind === "number" ? expression.value : 0);
    if (least > 0) return;
    this.#problems.add(
      expression,
      "A multiple of R is a number above 0.",
      "Write a number or a parameter: 1.5 R.",
    );
  }

  #reasons(): RuleReason[] {
    const { because, when } = this.#parts;
    if (this.#parts.unread.has("because")) return [];
    if (because === undefined) return when === undefined ? [] : this.#sides(when);
    return because.map(({ label, value, unit }) => {
      const { type } = this.#facts(value);
      if (!isUnit(type) && type !== "broken")
        this.#problems.add(
          value,
          `A reason is a number; this is ${inWords(type)}.`,
          "Name a value: relative_volume.",
        );
      return { label: label ?? printExpression(value), value, unit: unit ?? type };
    });
  }

  /** The sides of the comparisons of a condition, where they are more than plain numbers. */
  #sides(when: Expression): RuleReason[] {
    const found = new Map<string, RuleReason>();
    const visit = (expression: Expression): void => {
      if (expression.kind === "not") visit(expression.operand);
      else if (expression.kind === "between") visit(expression.subject);
      else if (expression.kind === "binary" && !"+-*/".includes(expression.operator)) {
        visit(expression.left);
        visit(expression.right);
      } else {
        const known = expression.kind === "name" ? this.#definitions.get(expression.name) : undefined;
        const { type } = new ExpressionChecker(new Problems(""), this.#scope()).check(expression);
        if (known !== undefined && type === "condition") visit(known.expression);
        const label = printExpression(expression);
        const plain = expression.kind === "number" || this.#parameters.has(label);
        if (isUnit(type) && !plain) found.set(label, { label, value: expression, unit: type });
      }
    };
    visit(when);
    return [...found.values()].slice(0, MAX_REASONS);
  }

  #scope(): Scope {
    const { unread } = this.#parts;
    return { parameters: this.#parameters, definitions: this.#definitions, later: this.#later, unread };
  }

  #missing(): void {
    const { said } = this.#parts;
    const place = said.get("rule") ?? { start: 0, end: 1 };
    for (const word of ["rule", "long", "when", "stop", "target"] as const) {
      if (said.has(word)) continue;
      const message = word === "long" ? "The rule has no direction." : `The rule has no \`${word}\`.`;
      const hint =
        word === "long" ? "Add a line: long or short." : `Add a line such as: ${STATEMENTS[word].form}.`;
      this.#problems.add(place, message, hint);
    }
  }

  #series(): void {
    const { timeframe = "1m" } = this.#parts;
    const used = new Set([` ${timeframe}`]);
    for (const use of this.#expressions.uses.values()) {
      used.add(`${use.symbol ?? ""} ${use.timeframe ?? timeframe}`);
      if (used.size <= MAX_SERIES) continue;
      this.#problems.add(
        use,
        `A rule reads at most ${MAX_SERIES} series.`,
        "Read fewer symbols or timeframes.",
      );
      return;
    }
  }
}
