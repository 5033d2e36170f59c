import { TIMEFRAME_MS, tradingDay, type MarketBar, nextTradingDay } from "@spotlight/market";
import { BarSeries, checkRule, compileRule } from "@spotlight/strategy";
import { compile, type EvalFunction } from "mathjs";
import type { Measurement } from "./measurement.ts";
import { median } from "./statistics.ts";

const DAYS = 25;
const RULES = 200;
const ROUNDS = 7;
/** How much of the work is done in one round: the peer is measured on part of the bars. */
const OUR_PASSES = 400;
const OUR_PASSES_OF_MANY = 4;
const PEER_BARS = 3_000;
const PEER_BARS_OF_MANY = 60;

/** A rule as both sides read it. `values` are what the peer is given, computed, under the names of its own text. */
interface Twin {
  readonly ours: string;
  readonly peer: string;
  readonly values: ReadonlyMap<string, string>;
}

/** Minute bars of some days; the same every time (Numerical Recipes' linear congruential generator). */
function makeBars(): MarketBar[] {
  let seed = 20_261_124;
  let close = 100;
  const bars: MarketBar[] = [];
  let day = tradingDay("2026-03-02") ?? nextTradingDay("2026-03-02");
  for (let count = 0; count < DAYS; count += 1, day = nextTradingDay(day.day)) {
    for (let startMs = day.openMs; startMs < day.closeMs; startMs += TIMEFRAME_MS["1m"]) {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      const open = close;
      close = Math.max(5, close + (seed / 4_294_967_296 - 0.5) * 0.2);
      const [high, low] = [Math.max(open, close) + 0.03, Math.min(open, close) - 0.03];
      const endMs = startMs + TIMEFRAME_MS["1m"];
      const volume = 1_000 + (seed % 5_000);
      bars.push({
        startMs,
        endMs,
        open,
        high,
        low,
        close,
        volume,
        vwap: null,
        tradeCount: 20,
        state: "official",
        rev: 0,
      });
    }
  }
  return bars;
}

/** A rule of both sides from a text in which each value of ours stands in braces. */
function twin(text: string): Twin {
  const values = new Map<string, string>();
  const peer = text.replaceAll(/\{([^}]*)\}/g, (_, value: string) => {
    const name = `v_${value.replaceAll(/\W+/g, "_")}`;
    values.set(name, value);
    return name;
  });
  return { ours: text.replaceAll(/[{}]/g, ""), peer, values };
}

/** Two hundred conditions of six shapes, no two alike. */
function manyTwins(): Twin[] {
  return Array.from({ length: RULES }, (_, number) => {
    const [fast, slow, level] = [5 + (number % 37), 45 + (number % 41), 55 + (number % 23)];
    const shapes = [
      `{close} > {ema(${fast})} and {rsi(${7 + (number % 13)})} < ${level}`,
      `{close} < {sma(${slow})} and {atr(14)} > 0.0${level} or {close} < {low[1]}`,
      `{high} > {highest(high, ${fast})[1]} and {close} > {open}`,
      `{ema(${fast})} > {ema(${slow})} and not ({rsi(14)} > ${level})`,
      `{close} - {vwap} > 0.${level} * {atr(${fast})} and {volume} > {average_volume(${slow})}`,
      `({close} > {session_high[1]} or {close} > {prior_high}) and {close} > {ema(${fast})} + 0.0${level}`,
    ];
    return twin(shapes[number % shapes.length] ?? "");
  });
}

/** A rule of some statements over a series. */
function bind(series: BarSeries, when: string, because = "close") {
  const source = `rule "Bench"\nlong\nwhen ${when}\nstop low\ntarget 2 R\nbecause ${because}\n`;
  const { rule, errors } = checkRule(source);
  if (rule === null) throw new Error(`${when}, ${because}: ${errors[0]?.message ?? ""}`);
  return compileRule(rule).bind(() => series);
}

/** What the peer is given at the last bars: every value, computed. It is no part of what is measured. */
function scopesOf(series: BarSeries, twins: readonly Twin[], count: number): Map<string, number>[] {
  const values = new Map(twins.flatMap((each) => [...each.values]));
  const bounds = [...values].map(([name, value]) => [name, bind(series, "close > 0", value)] as const);
  series.settle();
  return Array.from({ length: count }, (_, bar) => {
    const index = series.length - count + bar;
    return new Map(bounds.map(([name, bound]) => [name, bound.reasons(index)[0]?.value ?? Number.NaN]));
  });
}

type Predicate = (index: number) => boolean;

/** Evaluations a second of settled rules, and how many held. */
function rateOurs(rules: readonly Predicate[], series: BarSeries, passes: number): number {
  const startMs = performance.now();
  let held = 0;
  for (let pass = 0; pass < passes; pass += 1) {
    for (let index = 0; index < series.length; index += 1) {
      for (const when of rules) if (when(index)) held += 1;
    }
  }
  return rate(passes * series.length * rules.length, startMs, held);
}

function ratePeer(rules: readonly EvalFunction[], scopes: readonly Map<string, number>[]): number {
  const startMs = performance.now();
  let held = 0;
  for (const scope of scopes) for (const rule of rules) if (rule.evaluate(scope) === true) held += 1;
  return rate(scopes.length * rules.length, startMs, held);
}

function rate(evaluations: number, startMs: number, held: number): number {
  const seconds = (performance.now() - startMs) / 1_000;
  if (held === 0 || held === evaluations) throw new Error("the rules say the same at every bar");
  return evaluations / seconds;
}

/** Both sides must say the same of each bar before their speeds are compared. */
function checkAgreement(
  ours: readonly Predicate[],
  peer: readonly EvalFunction[],
  scopes: readonly Map<string, number>[],
  series: BarSeries,
): void {
  scopes.forEach((scope, bar) => {
    const index = series.length - scopes.length + bar;
    ours.forEach((when, rule) => {
      if (when(index) !== (peer[rule]?.evaluate(scope) === true))
        throw new Error(`rule ${rule} and its twin disagree at bar ${index}`);
    });
  });
}

function compareTwins(
  name: string,
  target: number,
  twins: readonly Twin[],
  series: BarSeries,
  work: { readonly passes: number; readonly peerBars: number },
): Measurement {
  const ours = twins.map((each) => bind(series, each.ours).when);
  const peer = twins.map((each) => compile(each.peer));
  const scopes = scopesOf(series, twins, work.peerBars);
  checkAgreement(ours, peer, scopes, series);
  const rounds = Array.from({ length: ROUNDS + 1 }, () => {
    return [rateOurs(ours, series, work.passes), ratePeer(peer, scopes)] as const;
  }).slice(1);
  const [ourRate, peerRate] = [median(rounds.map(([each]) => each)), median(rounds.map(([, each]) => each))];
  return {
    name,
    ours: Math.round(ourRate),
    peer: Math.round(peerRate),
    ratio: ourRate / peerRate,
    unit: "evaluations/s",
    target,
  };
}

/** Measures rules over settled columns against mathjs 15 with every value given: one rule, and 200 different ones. */
export async function run(): Promise<Measurement[]> {
  const series = new BarSeries("TEST", "1m", "rth");
  series.appendAll(makeBars());
  const one = [twin("{close} > {ema(20)} and {rsi(14)} < 70")];
  return [
    compareTwins("rule: close > ema(20) and rsi(14) < 70", 300, one, series, {
      passes: OUR_PASSES,
      peerBars: PEER_BARS,
    }),
    compareTwins("200 different rules", 30, manyTwins(), series, {
      passes: OUR_PASSES_OF_MANY,
      peerBars: PEER_BARS_OF_MANY,
    }),
  ];
}
