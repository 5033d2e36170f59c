import type { ActiveStrategy, Callout, Signal, StrategyPhase } from "@spotlight/contracts";
import { addCallout, addReading, addRisk, addSignal, barOrigin } from "@spotlight/coach";
import { SETUPS } from "@spotlight/strategy";
import { InputRefused } from "../../desk/desk-service.ts";
import { calloutsOf, read, requireTrading, requireWhole, see } from "../sight.ts";
import { type CoachMarket, type RunTool, ToolRefused } from "../tool.ts";
import { wireReading } from "./market.ts";
import { hands } from "./symbols.ts";

const MINUTES = { timeframe: "1m", session: "rth" } as const;

export const getActiveRules: RunTool<"get_active_rules"> = (_input, { market }) => ({
  data: { strategies: [...market.desk.strategies] },
  asOfMs: market.engine.nowMs,
});

export const evaluateRules: RunTool<"evaluate_rules"> = ({ symbol }, { market }, evidence) => {
  const { view } = see(market, symbol);
  const { atMs } = read(view.series("1m", "rth"), symbol);
  const strategies = phasesOf(market, symbol);
  for (const { last } of strategies) if (last !== null) addSignal(evidence, last);
  return { data: { symbol, atMs, strategies }, asOfMs: atMs };
};

export const getRecentSignals: RunTool<"get_recent_signals"> = ({ symbol, limit }, { market }, evidence) => {
  const signals = signalsOf(market)
    .filter((signal) => symbol === undefined || signal.symbol === symbol)
    .slice(0, limit);
  for (const signal of signals) addSignal(evidence, signal);
  return { data: { signals }, asOfMs: market.engine.nowMs };
};

export const getRecentCallouts: RunTool<"get_recent_callouts"> = (
  { symbol, limit },
  { market },
  evidence,
) => {
  const callouts = calloutsOf(market)
    .filter(({ signal }) => symbol === undefined || signal.symbol === symbol)
    .slice(0, limit);
  for (const callout of callouts) addCallout(evidence, callout);
  return { data: { callouts }, asOfMs: market.engine.nowMs };
};

export const proposeCallout: RunTool<"propose_callout"> = ({ symbol }, { market }, evidence) => {
  const callout = waiting(market, symbol);
  addCallout(evidence, callout);
  return { data: { callout }, asOfMs: callout.signal.atMs };
};

export const proposeEntryExit: RunTool<"propose_entry_exit"> = ({ symbol }, { market }, evidence) => {
  const callout = waiting(market, symbol);
  const { id, signal, entryZone, targets } = callout;
  const { atMs, direction, entry, stop, invalidation } = signal;
  addCallout(evidence, callout);
  const prices = { direction, entry, entryZone, stop, targets, invalidation };
  return { data: { symbol, atMs, callout: id, ...prices }, asOfMs: atMs };
};

export const respondToCallout: RunTool<"respond_to_callout"> = async (input, context, evidence) => {
  const { id, action, reason } = input;
  hands(context);
  const { desk, engine } = context.market;
  try {
    await desk.submit({ type: "respond", callout: id, action, reason });
  } catch (error) {
    if (error instanceof InputRefused) throw new ToolRefused("refused", whyNot(error));
    throw error;
  }
  const callout = desk.desk.callouts.get(id);
  if (callout === undefined) throw new ToolRefused("refused", "There is no such proposal today.");
  addCallout(evidence, callout);
  return { data: { callout }, asOfMs: engine.nowMs };
};

export const generateTradePlan: RunTool<"generate_trade_plan"> = ({ symbol }, { market }, evidence) => {
  const seen = see(market, symbol);
  requireTrading(seen, symbol);
  const reading = read(seen.view.series("1m", "rth"), symbol);
  requireWhole(seen.view, "rth", reading);
  addReading(evidence, reading, barOrigin(symbol, MINUTES, reading));
  const callout = waitingOn(market, symbol) ?? null;
  if (callout !== null) addCallout(evidence, callout);
  const risk = market.desk.desk.sentinel.state;
  addRisk(evidence, risk);
  const strategies = phasesOf(market, symbol);
  const data = { reading: wireReading(symbol, reading), strategies, callout, risk };
  return { data, asOfMs: reading.atMs };
};

function signalsOf(market: CoachMarket): readonly Signal[] {
  return calloutsOf(market).map(({ signal }) => signal);
}

/** The newest proposal on a symbol that can be answered. */
function waitingOn(market: CoachMarket, symbol: string): Callout | undefined {
  const { callouts } = market.desk.desk;
  return calloutsOf(market).find(
    ({ id, signal }) => signal.symbol === symbol && callouts.refusal(id, market.engine.nowMs) === null,
  );
}

function waiting(market: CoachMarket, symbol: string): Callout {
  requireTrading(see(market, symbol), symbol);
  const callout = waitingOn(market, symbol);
  if (callout === undefined)
    throw new ToolRefused(
      "nothing_proposed",
      `No strategy proposes anything on ${symbol} now. There is no edge to name.`,
    );
  return callout;
}

function phasesOf(market: CoachMarket, symbol: string): StrategyPhase[] {
  const { desk } = market.desk;
  const primed = new Set(desk.market.primed(symbol).map(({ id }) => id));
  const said = signalsOf(market).filter((signal) => signal.symbol === symbol);
  return market.desk.strategies.map((strategy) => {
    const { id, version } = strategy;
    const own = said.filter((signal) => signal.strategy === id && signal.version === version);
    return {
      id,
      version,
      name: nameOf(strategy),
      primed: primed.has(id),
      signalsToday: own.length,
      last: own[0] ?? null,
    };
  });
}

function nameOf(strategy: ActiveStrategy): string {
  if (strategy.kind === "rule") return strategy.name;
  return SETUPS.find(({ id }) => id === strategy.id)?.name ?? strategy.id;
}

const WHY_NOT: Readonly<Record<Exclude<InputRefused["refusal"]["why"], "risk">, string>> = {
  unknown: "There is no such proposal today.",
  already_answered: "This proposal was answered before.",
  expired: "This proposal's time is over.",
  withdrawn: "This proposal was taken back: its bar was revised and no longer says so.",
};

function whyNot({ refusal }: InputRefused): string {
  if (refusal.why !== "risk") return WHY_NOT[refusal.why];
  const why = refusal.reasons.map(({ text }) => text).join(" ");
  return why === "" ? "Your limits do not allow it now." : why;
}
