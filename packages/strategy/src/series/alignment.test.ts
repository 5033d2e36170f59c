import type { MarketBar } from "@spotlight/market";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom, tradingDays, walkDays } from "../testing/bars.ts";
import { BarSeries } from "./bar-series.ts";

const DAYS = tradingDays("2026-06-01", 2);
const MINUTES = walkDays({ days: DAYS, random: seededRandom(1), barsPerDay: 20 });
const FIVES = walkDays({ days: DAYS, random: seededRandom(2), barsPerDay: 4, stepMs: 300_000 });

/** The definition, read off bar by bar. */
function expected(base: BarSeries, other: BarSeries): number[] {
  return Array.from({ length: base.length }, (_, index) => {
    const { endMs } = base.bar(index);
    if (other.finishedMs < endMs) return -1;
    const closed = Array.from({ length: other.length }, (_, place) => place);
    return closed.findLast((at) => other.bar(at).endMs <= endMs && other.bar(at).state !== "forming") ?? -1;
  });
}

function indexes(base: BarSeries, other: BarSeries): number[] {
  base.settle();
  return [...base.align(other).indexes.subarray(0, base.length)];
}

function pair(): { base: BarSeries; other: BarSeries } {
  return { base: new BarSeries("A", "1m", "rth"), other: new BarSeries("B", "5m", "rth") };
}

describe("an alignment", () => {
  it("sees a longer bar only when it has closed", () => {
    const { base, other } = pair();
    base.appendAll(MINUTES.slice(0, 11));
    other.appendAll(FIVES.slice(0, 2));
    base.align(other);
    expect(indexes(base, other)).toEqual([-1, -1, -1, -1, 0, 0, 0, 0, 0, 1, -1]);
    other.finishedMs = base.bar(10).endMs;
    expect(indexes(base, other).at(-1)).toBe(1);
  });

  it("takes no forming bar for a closed one", () => {
    const { base, other } = pair();
    base.appendAll(MINUTES.slice(0, 8));
    other.append(FIVES[0] as MarketBar);
    const forming = { ...(FIVES[1] as MarketBar), endMs: base.bar(7).endMs, state: "forming" as const };
    other.append(forming);
    expect(indexes(base, other)).toEqual([-1, -1, -1, -1, 0, 0, 0, 0]);
    other.reviseLast(FIVES[1] as MarketBar);
    expect(indexes(base, other)).toEqual([-1, -1, -1, -1, 0, 0, 0, 0]);
  });

  it("is what its definition says after any arrivals in both series", () => {
    const step = fc.record({
      kind: fc.constantFrom("base", "other", "finish", "heal", "healBase", "drop", "settle", "forming"),
      seed: fc.nat({ max: 1_000 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { base, other } = pair();
        base.align(other);
        for (const { kind, seed } of steps) arrive(base, other, kind, seed);
        expect(indexes(base, other)).toEqual(expected(base, other));
      }),
      { verbose: true, numRuns: 2000 },
    );
  });
});

function arrive(base: BarSeries, other: BarSeries, kind: string, seed: number): void {
  if (kind === "settle") base.settle();
  else if (kind === "base" || kind === "healBase") add(base, MINUTES, kind === "healBase", seed);
  else if (kind === "other" || kind === "heal") add(other, FIVES, kind === "heal", seed);
  else if (kind === "drop" && other.length > 0) other.dropLast();
  else if (kind === "forming" && other.length > 0) {
    const last = other.bar(other.length - 1);
    const endMs = last.startMs + 60_000 * (1 + (seed % 5));
    other.reviseLast({ ...last, endMs, state: seed % 3 === 0 ? "closed" : "forming" });
  } else if (kind === "finish")
    other.finishedMs = Math.max(other.finishedMs, MINUTES[seed % MINUTES.length]?.endMs ?? 0);
}

/** Adds the next bar or, when healing, one that was left out; now and then one is left out. */
function add(series: BarSeries, pool: readonly MarketBar[], heal: boolean, seed: number): void {
  const lastMs = series.length === 0 ? -Infinity : series.bar(series.length - 1).startMs;
  const wanted = heal
    ? pool.filter((bar) => bar.startMs < lastMs && series.indexOfStart(bar.startMs) < 0)
    : pool.filter((bar) => bar.startMs > lastMs).slice(0, 3);
  const bar = wanted[seed % 4 === 0 ? 1 : 0] ?? wanted[0];
  const open = series.closedLength < series.length && !heal;
  if (bar !== undefined && !open) series.insertAt(-1 - series.indexOfStart(bar.startMs), bar);
}
