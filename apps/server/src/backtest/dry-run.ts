import {
  type BacktestPlan,
  type BacktestStrategy,
  DEFAULT_ASSUMPTIONS,
  type DryRunAnswer,
  type DryRunBody,
} from "@spotlight/contracts";
import { newYorkDate, tradingDayOf } from "@spotlight/market";
import type { Backtests } from "./backtests.ts";
import { PlanRefused, type PlanParts, resolved } from "./plan.ts";

/**
 * Would this have fired here? Whole days are run, so that a strategy is in the state that it would have been in; what it
 * says outside of the range is left out.
 *
 * @throws {PlanRefused} when the strategy is not known or cannot be run, or there are no bars.
 */
export async function dryRunOf(
  backtests: Backtests,
  { source, strategy = "", symbol, from, to }: DryRunBody,
  parts: PlanParts,
): Promise<DryRunAnswer> {
  const wanted: BacktestStrategy =
    source === undefined
      ? { kind: strategy.startsWith("setup:") ? "setup" : "rule", id: strategy }
      : { kind: "text", name: "Dry run", source };
  const strategies = [await resolved(wanted, parts.rules)];
  if ((await parts.log.extent(symbol)) === null)
    throw new PlanRefused("nothing_stored", `Nothing is stored of ${symbol}. Watch it first.`);
  const range = { fromMs: tradingDayOf(from).preOpenMs, untilMs: tradingDayOf(to - 1).postCloseMs };
  const plan: BacktestPlan = {
    kind: "run",
    strategies,
    symbols: [symbol],
    from: newYorkDate(range.fromMs),
    to: newYorkDate(range.untilMs - 1),
    assumptions: DEFAULT_ASSUMPTIONS,
    axes: [],
    walkForward: null,
    threads: null,
  };
  const { signals, bars } = await backtests.dryRun(plan, range);
  return { signals: signals.filter(({ barStartMs }) => barStartMs >= from && barStartMs < to), bars };
}
