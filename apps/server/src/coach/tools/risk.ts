import { tradingDayOf } from "@spotlight/market";
import { calloutsOf, requireTrading, see } from "../sight.ts";
import { addRisk } from "@spotlight/coach";
import { type RunTool, ToolRefused } from "../tool.ts";

/** How far ahead the marks of a risk box lie, in R. */
const MARKS_R = [1, 2, 3];

export const getRecommendedRiskBox: RunTool<"get_recommended_risk_box"> = (input, { market }, evidence) => {
  const { symbol, direction, entry, stop } = input;
  requireTrading(see(market, symbol), symbol);
  const { sentinel } = market.desk.desk;
  const nowMs = Math.floor(market.engine.nowMs);
  const sign = direction === "long" ? 1 : -1;
  if (sign * (entry - stop) <= 0)
    throw new ToolRefused(
      "bad_input",
      `The stop of a ${direction} trade lies ${direction === "long" ? "below" : "above"} its entry.`,
    );
  const verdict = sentinel.verdict(input);
  const riskPerShare = Math.abs(entry - stop);
  const targets = MARKS_R.map((r) => ({ r, price: entry + sign * r * riskPerShare }));
  const of = { symbol, atMs: nowMs, origin: { kind: "risk" as const } };
  evidence.add("direction", direction, "direction", of);
  evidence.add("entry", entry, "price", of);
  evidence.add("stop", stop, "price", of);
  evidence.add("risk a share", riskPerShare, "dollars", of);
  for (const { price, r } of targets) {
    evidence.add(`${r} R ahead`, price, "price", of);
    evidence.add(`${r} R ahead`, r, "R", of);
  }
  evidence.add("size allowed", verdict.shares, "shares", of);
  evidence.add("risk allowed", verdict.riskDollars, "dollars", of);
  addRisk(evidence, sentinel.state);
  const { light } = sentinel.state;
  return { data: { symbol, direction, entry, stop, riskPerShare, targets, verdict, light }, asOfMs: nowMs };
};

export const getPatternSummary: RunTool<"get_pattern_summary"> = (input, { market }, evidence) => {
  const { symbol, strategy } = input;
  see(market, symbol);
  const { desk } = market.desk;
  const asked = desk.market.strategies.filter(({ id }) => strategy === undefined || id === strategy);
  if (asked.length === 0) throw new ToolRefused("no_data", `No strategy ${strategy} is in use.`);
  const patterns = asked.flatMap((each) => [...desk.patterns.summaries(each, symbol)]);
  const atMs = tradingDayOf(market.engine.nowMs).preOpenMs;
  for (const { strategy: id, sessions, regime, count, wins, winRate, expectancyR } of patterns) {
    const of = { symbol, atMs, origin: { kind: "pattern" as const, symbol, strategy: id, sessions } };
    const name = `${id}, ${sessions} sessions${regime === null ? "" : `, ${regime}`}`;
    evidence.add(`${name}: signals`, count, "count", of);
    evidence.add(`${name}: sessions`, sessions, "count", of);
    if (!winRate.enough) evidence.add(`${name}: signals needed`, winRate.need, "count", of);
    if (!winRate.enough || !expectancyR.enough) continue;
    evidence.add(`${name}: wins`, wins, "count", of);
    evidence.add(`${name}: win rate`, winRate.value, "share", of);
    evidence.add(`${name}: win rate, low`, winRate.low, "share", of);
    evidence.add(`${name}: win rate, high`, winRate.high, "share", of);
    evidence.add(`${name}: expectancy`, expectancyR.value, "R", of);
  }
  return { data: { symbol, patterns }, asOfMs: atMs };
};

export const summarizeSession: RunTool<"summarize_session"> = (_input, { market }, evidence) => {
  const callouts = calloutsOf(market);
  const { state: risk } = market.desk.desk.sentinel;
  const scored = callouts.flatMap(({ outcome }) => (outcome === null ? [] : [outcome.resultR]));
  const inState = (state: string): number => callouts.filter((callout) => callout.state === state).length;
  const data = {
    day: risk.day,
    signals: callouts.length,
    callouts: callouts.filter(({ hidden }) => hidden === null).length,
    accepted: inState("accepted"),
    rejected: inState("rejected"),
    expired: inState("expired"),
    scored: scored.length,
    scoredR: scored.reduce((sum, result) => sum + result, 0),
    risk,
  };
  const of = { symbol: null, atMs: market.engine.nowMs, origin: { kind: "risk" as const } };
  evidence.add("day", data.day, "day", of);
  for (const name of ["signals", "callouts", "accepted", "rejected", "expired", "scored"] as const)
    evidence.add(name, data[name], "count", of);
  evidence.add("scored result", data.scoredR, "R", of);
  addRisk(evidence, risk);
  return { data, asOfMs: market.engine.nowMs };
};
