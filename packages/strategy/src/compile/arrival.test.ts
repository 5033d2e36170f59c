import type { MarketBar } from "@spotlight/market";
import { describe, expect, it } from "vitest";
import { checkRule } from "../language/index.ts";
import { BarSeries } from "../series/index.ts";
import { seededRandom, tradingDays, walkBar, walkDays } from "../testing/bars.ts";
import { longerBars } from "../testing/market.ts";
import { ProgramWriter } from "../testing/program.ts";
import { type BoundRule, compileRule, type SeriesNeed } from "./index.ts";

const PROGRAMS = process.env["SPOTLIGHT_LONG"] === "1" ? 3_000 : 60;
const DAYS = tradingDays("2026-06-29", 7);
const MINUTES: Readonly<Record<string, readonly MarketBar[]>> = Object.fromEntries(
  ["OWN", "SPY", "QQQ"].map((symbol, seed) => [
    symbol,
    walkDays({ days: DAYS, random: seededRandom(seed + 50), missing: 0.1, barsPerDay: 30 }),
  ]),
);

/** Series that fill up as time passes. */
class Arrivals {
  readonly #series: { readonly series: BarSeries; readonly bars: readonly MarketBar[] }[] = [];

  readonly find = ({ symbol, timeframe, session }: SeriesNeed): BarSeries => {
    const name = symbol ?? "OWN";
    const known = this.#series.find(({ series }) => series.symbol === name && series.timeframe === timeframe);
    if (known !== undefined) return known.series;
    const series = new BarSeries(name, timeframe, session);
    this.#series.push({ series, bars: longerBars(MINUTES[name] ?? [], timeframe, session) });
    return series;
  };

  /** Adds everything that had closed by a time; now and then a bar comes wrong first, or late. */
  until(nowMs: number, random: () => number): void {
    for (const { series, bars } of this.#series) {
      const due = bars.filter((bar) => bar.endMs <= nowMs && series.indexOfStart(bar.startMs) < 0);
      const late = due.filter((_, place) => place < due.length - 1 && random() < 0.2);
      for (const bar of due.filter((each) => !late.includes(each))) this.#add(series, bar, random);
      for (const bar of late) this.#add(series, bar, random);
      series.finishedMs = nowMs;
    }
  }

  #add(series: BarSeries, bar: MarketBar, random: () => number): void {
    const index = -1 - series.indexOfStart(bar.startMs);
    if (random() < 0.3) {
      series.insertAt(index, walkBar(bar.startMs, bar.endMs, bar.open, random));
      if (random() < 0.5) series.settle();
      series.reviseAt(index, bar);
    } else series.insertAt(index, bar);
  }
}

function bind(seed: number, market: Arrivals): BoundRule {
  const { rule } = checkRule(new ProgramWriter(seededRandom(seed)).rule("1m", "rth"));
  if (rule === null) throw new Error("the writer writes rules that hold together");
  return compileRule(rule).bind(market.find);
}

function answer(bound: BoundRule, index: number): unknown {
  const { when, stop } = bound;
  return [when(index), stop(index), bound.targets(index), bound.grade(index), bound.reasons(index)];
}

describe("a rule", () => {
  it(
    "says at each bar, when it closed, what it says of it afterwards: no look-ahead, no memory",
    { timeout: 300_000 },
    () => {
      const all = new Arrivals();
      for (let seed = 1; seed <= PROGRAMS; seed += 1) {
        const afterwards = bind(seed, all);
        all.until(Infinity, () => 0.9);
        afterwards.settle();
        const growing = new Arrivals();
        const live = bind(seed, growing);
        const random = seededRandom(seed);
        for (let index = 0; index < afterwards.series.length; index += 1 + Math.floor(random() * 12)) {
          growing.until(afterwards.series.bar(index).endMs, random);
          live.settle();
          expect(live.series.length).toBe(index + 1);
          expect(live.ready(index)).toBe(true);
          expect(answer(live, index), `program ${seed} at bar ${index}`).toEqual(answer(afterwards, index));
        }
      }
    },
  );

  it("knows nothing of another symbol until that one is known as far", () => {
    const source = 'rule "A"\nlong\nwhen close of SPY > 0\nstop low\ntarget 2 R\n';
    const { rule } = checkRule(source);
    if (rule === null) throw new Error("the rule holds together");
    const [own, spy] = [new BarSeries("OWN", "1m", "rth"), new BarSeries("SPY", "1m", "rth")];
    const bound = compileRule(rule).bind(({ symbol }) => (symbol === null ? own : spy));
    own.appendAll((MINUTES["OWN"] ?? []).slice(0, 10));
    spy.appendAll((MINUTES["SPY"] ?? []).slice(0, 5));
    bound.settle();
    expect([bound.ready(9), bound.when(9)]).toEqual([false, false]);
    spy.finishedMs = own.bar(9).endMs;
    bound.settle();
    expect([bound.ready(9), bound.when(9)]).toEqual([true, true]);
  });

  it("takes parameters within their ranges and no others", () => {
    const source = 'rule "A"\nlong\nparam n = 9 from 5 to 20\nwhen close > ema(n)\nstop low\ntarget 2 R\n';
    const { rule } = checkRule(source);
    if (rule === null) throw new Error("the rule holds together");
    expect(compileRule(rule).warmUpBars).toBe(36);
    expect(compileRule(rule, { n: 20 }).warmUpBars).toBe(80);
    expect(() => compileRule(rule, { n: 21 })).toThrow(RangeError);
    expect(() => compileRule(rule, { n: 7.5 })).toThrow(/whole/);
    expect(() => compileRule(rule, { m: 5 })).toThrow(/no parameter m/);
  });

  it("shares the columns of equal expressions with other rules on the same series", () => {
    const counted = new BarSeries("OWN", "1m", "rth");
    const keys = new Set<string>();
    const derive = counted.derive.bind(counted);
    counted.derive = (key, create) =>
      derive(key, () => {
        expect(keys.has(key)).toBe(false);
        keys.add(key);
        return create();
      });
    for (const text of ["highest(high, 5 )> avg(range, n) ", "highest(high,5) > avg(range, 4) + ema(20)"]) {
      const { rule } = checkRule(`rule "A"\nlong\nparam n = 4\nwhen ${text}\nstop low\ntarget 2 R\n`);
      if (rule === null) throw new Error("the rule holds together");
      compileRule(rule).bind(() => counted);
    }
    expect([...keys].sort()).toEqual(["avg(range, 4)", "ema(20)", "highest(high, 5)", "range()"]);
  });
});
