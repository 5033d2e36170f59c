import {
  type ActiveStrategy,
  type BacktestBody,
  type BacktestPlan,
  type BacktestStrategy,
  type SweepAxis,
  backtestAssumptionsSchema,
  DEFAULT_ASSUMPTIONS,
} from "@spotlight/contracts";
import { newYorkDate } from "@spotlight/market";
import type { RuleStore } from "../desk/rule-store.ts";
import { shippedSetups, strategiesOf } from "../desk/strategies.ts";
import type { MarketLog } from "../log/market-log.ts";
import { heardBy, rangeOf } from "./inputs.ts";
import { withParameters } from "./parameters.ts";

/** What is asked for cannot be tested; the message says why, in a sentence. */
export class PlanRefused extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Where the strategies and bars of a plan come from. */
export interface PlanParts {
  readonly rules: Pick<RuleStore, "get">;
  readonly log: Pick<MarketLog, "extent">;
}

/**
 * What a request comes to: strategies as they are now, assumptions whole.
 *
 * @throws {PlanRefused} when a strategy is not known or there are no bars.
 */
export async function planOf(body: BacktestBody, parts: PlanParts): Promise<BacktestPlan> {
  const strategies: ActiveStrategy[] = [];
  for (const wanted of body.strategies) strategies.push(await resolved(wanted, parts.rules));
  if (new Set(strategies.map(({ id }) => id)).size < strategies.length)
    throw new PlanRefused("named_twice", "A strategy is named twice.");
  const { symbols, from, to } = body;
  for (const symbol of heardBy({ symbols, strategies })) await requireBars(symbol, from, to, parts.log);
  const sweep = body.kind === "sweep" ? body : null;
  for (const axis of sweep?.axes ?? []) requireValues(axis, strategies);
  return {
    kind: body.kind,
    strategies,
    symbols,
    from,
    to,
    assumptions: wholeAssumptions(body.assumptions),
    axes: sweep?.axes ?? [],
    walkForward: sweep?.walkForward ?? null,
    threads: sweep?.threads ?? null,
  };
}

/**
 * The strategy that a request names, as it is now.
 *
 * @throws {PlanRefused} when there is none, or it cannot be run.
 */
export async function resolved(
  wanted: BacktestStrategy,
  rules: Pick<RuleStore, "get">,
): Promise<ActiveStrategy> {
  const strategy = await found(wanted, rules);
  if (strategiesOf([strategy]).length === 0)
    throw new PlanRefused("not_runnable", `${strategy.id} cannot be run: its text is no valid rule.`);
  return strategy;
}

/** Refuses values of an axis that a sweep could not try. */
function requireValues({ name, values }: SweepAxis, strategies: readonly ActiveStrategy[]): void {
  if (name === "strategy" && values.some((value) => strategies[value] === undefined))
    throw new PlanRefused("no_strategy", `Strategies are numbered 0 to ${strategies.length - 1}.`);
  if (!name.startsWith("param:")) return;
  const rules = strategies.filter((strategy) => strategy.kind === "rule");
  if (rules.length === 0) throw new PlanRefused("no_parameter", `No rule is tested that could have ${name}.`);
  for (const value of values) {
    try {
      strategiesOf(rules.map((rule) => withParameters(rule, { [name]: value })));
    } catch (error) {
      throw error instanceof RangeError ? new PlanRefused("no_parameter", error.message) : error;
    }
  }
}

async function found(wanted: BacktestStrategy, rules: Pick<RuleStore, "get">): Promise<ActiveStrategy> {
  if (wanted.kind === "text")
    return { kind: "rule", id: "rule:text", version: 1, name: wanted.name, source: wanted.source };
  if (wanted.kind === "setup") {
    const setups = shippedSetups();
    const setup = setups.find(({ id }) => id === wanted.id);
    if (setup !== undefined) return setup;
    const known = setups.map(({ id }) => id).join(", ");
    throw new PlanRefused("no_strategy", `There is no setup ${wanted.id}. There are: ${known}.`);
  }
  const rule = await rules.get(wanted.id.replace(/^rule:/, ""));
  if (rule === null) throw new PlanRefused("no_strategy", `There is no rule ${wanted.id}.`);
  const { id, version, name, source } = rule;
  return { kind: "rule", id: `rule:${id}`, version, name, source };
}

async function requireBars(
  symbol: string,
  from: string,
  to: string,
  log: Pick<MarketLog, "extent">,
): Promise<void> {
  const range = rangeOf(from, to);
  if (range === null)
    throw new PlanRefused("no_trading_day", `The exchanges are closed from ${from} to ${to}.`);
  const extent = await log.extent(symbol);
  if (extent === null)
    throw new PlanRefused("nothing_stored", `Nothing is stored of ${symbol}. Watch it first.`);
  if (extent.firstMs < range.untilMs && extent.lastMs >= range.fromMs) return;
  throw new PlanRefused(
    "nothing_stored",
    `${symbol} is stored from ${newYorkDate(extent.firstMs)} to ${newYorkDate(extent.lastMs)}: choose days within.`,
  );
}

/** Assumptions with the defaults for what a request leaves out. */
function wholeAssumptions(partial: BacktestBody["assumptions"]): BacktestPlan["assumptions"] {
  return backtestAssumptionsSchema.parse({ ...DEFAULT_ASSUMPTIONS, ...partial });
}
