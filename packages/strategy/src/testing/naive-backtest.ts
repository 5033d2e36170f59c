import type { BacktestAssumptions } from "@spotlight/contracts";
import { type BarColumns, valueAt } from "../columns.ts";

/** An entry as an object, for tests. */
export interface PlainEntry {
  readonly bar: number;
  readonly long: boolean;
  readonly entry: number;
  readonly stop: number;
  readonly targets: readonly number[];
  readonly holdMinutes: number;
}

/** A finished trade of the naive simulator. */
export interface PlainTrade {
  readonly how: string;
  readonly resultR: number;
  readonly exitBar: number;
}

/** What is held after a step: the shares of one, what they brought so far, and the stop. */
interface Held {
  part: number;
  brought: number;
  stop: number;
  targets: number[];
}

function slip(price: number, selling: boolean, { slippage, tickDollars }: BacktestAssumptions): number {
  const by = slippage.unit === "ticks" ? slippage.amount * tickDollars : (price * slippage.amount) / 10_000;
  return selling ? price - by : price + by;
}

/**
 * One trade by the words of the assumptions, in the plainest way and with both directions written out, to hold the fast
 * simulator against. Null when it cannot be filled or is not decided.
 */
export function naiveTrade(
  bars: BarColumns,
  plan: PlainEntry,
  assumptions: BacktestAssumptions,
  sessionEndMs: number,
): PlainTrade | null {
  const { long } = plan;
  const first = plan.bar + 1;
  if (first >= bars.length) return null;
  const next = assumptions.fill === "next_open";
  const raw = next ? valueAt(bars.open, first) : valueAt(bars.close, plan.bar);
  const entryMs = next ? valueAt(bars.startMs, first) : valueAt(bars.endMs, plan.bar);
  if (entryMs >= sessionEndMs) return null;
  const fill = slip(raw, !long, assumptions);
  const beyond = (price: number, level: number): boolean => (long ? price >= level : price <= level);
  const under = (price: number, level: number): boolean => (long ? price <= level : price >= level);
  const unit = Math.abs(plan.entry - plan.stop);
  const near = plan.targets[0];
  if (!under(plan.stop, plan.entry) || unit === 0 || under(raw, plan.stop)) return null;
  if (near !== undefined && beyond(fill, near)) return null;
  const scaled = assumptions.scaleOut && plan.targets.length === 2;
  const held: Held = {
    part: 1,
    brought: 0,
    stop: plan.stop,
    targets: scaled ? [...plan.targets] : plan.targets.slice(0, 1),
  };
  const gain = (price: number): number => (long ? price - fill : fill - price);
  const leave = (how: string, price: number, exitBar: number): PlainTrade => {
    const exit = how === "target" ? price : slip(price, long, assumptions);
    return { how, exitBar, resultR: (held.brought + held.part * gain(exit)) / unit };
  };
  for (let at = first; at < bars.length; at += 1) {
    const [open, close] = [valueAt(bars.open, at), valueAt(bars.close, at)];
    const [better, worse] = long
      ? [valueAt(bars.high, at), valueAt(bars.low, at)]
      : [valueAt(bars.low, at), valueAt(bars.high, at)];
    if (valueAt(bars.startMs, at) >= sessionEndMs)
      return leave("session", valueAt(bars.close, at - 1), at - 1);
    if (under(open, held.stop)) return leave("stop", open, at);
    if (under(worse, held.stop)) return leave("stop", held.stop, at);
    while (held.targets[0] !== undefined && beyond(better, held.targets[0])) {
      const price = beyond(open, held.targets[0]) ? open : held.targets[0];
      if (held.targets.length === 1) return leave("target", price, at);
      held.targets.shift();
      held.brought += 0.5 * gain(price);
      held.part = 0.5;
      if (assumptions.stopAfterFirstTarget === "entry" && under(held.stop, fill)) held.stop = fill;
    }
    if (valueAt(bars.endMs, at) >= sessionEndMs) return leave("session", close, at);
    if (valueAt(bars.endMs, at) >= entryMs + plan.holdMinutes * 60_000) return leave("time", close, at);
  }
  return null;
}
