import { describe, expect, it } from "vitest";
import { compileRule } from "../compile/index.ts";
import { checkRule, format } from "../language/index.ts";
import type { BarSeries } from "../series/index.ts";
import { seededRandom, tradingDays, walkDays } from "../testing/bars.ts";
import { playIntrabar, TestMarket } from "../testing/market.ts";
import { SHIPPED_RULES } from "./index.ts";

const DAYS = tradingDays("2026-05-04", 40);
const MINUTES = Object.fromEntries(
  ["OWN", "SPY", "QQQ"].map((symbol, seed) => [
    symbol,
    walkDays({ days: DAYS, random: seededRandom(seed + 1), gapDollars: 3 }),
  ]),
);
const market = new TestMarket(MINUTES);

function checked(source: string) {
  const { rule, errors } = checkRule(source);
  if (rule === null) throw new Error(errors.map((each) => `${each.line}: ${each.message}`).join("\n"));
  return rule;
}

describe("the shipped rules", () => {
  it("are ten, each with its own id, name and idea", () => {
    for (const pick of ["id", "summary", "source"] as const)
      expect(new Set(SHIPPED_RULES.map((rule) => rule[pick])).size).toBe(10);
    const all = SHIPPED_RULES.map((rule) => rule.source).join("\n");
    for (const part of [
      /on 5m\n/,
      /of QQQ/,
      /opening_range_high/,
      /prior_high/,
      /vwap from prior open/,
      /intrabar/,
      /\nshort\n/,
    ])
      expect(all).toMatch(part);
  });

  it.each(SHIPPED_RULES)("$id is printed and read back as it was", ({ source }) => {
    const { syntax } = checked(source);
    const text = format(syntax);
    expect(format(checked(text).syntax)).toBe(text);
  });

  it.each(SHIPPED_RULES.filter((rule) => !rule.source.includes("intrabar")))(
    "$id fires on simulated days, with a stop, targets and reasons that make sense",
    ({ source }) => {
      const compiled = compileRule(checked(source));
      const bound = compiled.bind(market.find);
      bound.settle();
      const fired = Array.from({ length: bound.series.length }, (_, index) => index).filter(bound.when);
      expect(fired.length).toBeGreaterThan(0);
      expect(fired.length).toBeLessThan(bound.series.length / 20);
      const side = compiled.direction === "long" ? 1 : -1;
      for (const index of fired) {
        const close = bound.series.bar(index).close;
        expect((close - bound.stop(index)) * side).toBeGreaterThan(0);
        const targets = bound.targets(index).map((price) => (price - close) * side);
        expect(targets[0]).toBeGreaterThan(0);
        expect(targets[1]).toBeGreaterThan(targets[0] ?? Infinity);
        const known = bound.reasons(index).every((reason) => Number.isFinite(reason.value));
        expect(known || index < compiled.warmUpBars).toBe(true);
        expect(["A", "B", "C"]).toContain(bound.grade(index));
      }
    },
  );

  it("afternoon-breakout fires within a 5m bar, on what was known by then", () => {
    const rule = SHIPPED_RULES.find((each) => each.id === "afternoon-breakout");
    const compiled = compileRule(checked(rule?.source ?? ""));
    const playing = new TestMarket({});
    const bound = compiled.bind(playing.find);
    const fired: { atMs: number; closeMs: number; stop: number; close: number }[] = [];
    playIntrabar(bound.series, MINUTES["OWN"] ?? [], (index, atMs) => {
      bound.settle();
      if (!bound.when(index)) return;
      const { startMs, close } = bound.series.bar(index);
      fired.push({ atMs, closeMs: startMs + 300_000, stop: bound.stop(index), close });
    });
    expect(fired.length).toBeGreaterThan(0);
    expect(fired.some(({ atMs, closeMs }) => atMs < closeMs)).toBe(true);
    expect(fired.every(({ stop, close }) => stop < close)).toBe(true);
    expect(played(bound.series)).toEqual(
      played(market.find({ ...compiled.needs[0], symbol: null } as never)),
    );
  });
});

/** Start, close and volume of each bar. */
function played(series: BarSeries): number[][] {
  return Array.from({ length: series.length }, (_, index) => {
    const { startMs, endMs, close, volume } = series.bar(index);
    return [startMs, endMs, close, volume];
  });
}
