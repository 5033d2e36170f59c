import {
  Atr,
  Bollinger,
  Ema,
  type Indicator,
  type MarketBar,
  RelativeVolume,
  Rsi,
  SessionVwap,
  Sma,
} from "@spotlight/market";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom, tradingDays, walkBar, walkDays } from "../testing/bars.ts";
import { BarSeries } from "./bar-series.ts";
import type { Column } from "./column.ts";
import { openingRange, priorDay, sessionSoFar } from "./day-columns.ts";
import { IndicatorColumns, indicatorColumn } from "./indicator-column.ts";
import { ExpressionColumn, WindowColumn } from "./window-column.ts";

const INDICATORS: Readonly<Record<string, () => Indicator<number>>> = {
  ema: () => new Ema(9),
  sma: () => new Sma(5),
  rsi: () => new Rsi(4),
  atr: () => new Atr(6),
  vwap: () => new SessionVwap("rth"),
  relativeVolume: () => new RelativeVolume(3, 2),
};

/** A series with a little of everything that can be derived. */
function watched(): { series: BarSeries; columns: () => Readonly<Record<string, Column>> } {
  const series = new BarSeries("TEST", "1m", "rth");
  const columns = (): Record<string, Column> => {
    const made: Record<string, Column> = {};
    for (const [name, create] of Object.entries(INDICATORS))
      made[name] = indicatorColumn(series, name, create);
    const bands = series.derive(
      "bands",
      () =>
        new IndicatorColumns(series, () => new Bollinger(5), [(each) => each.lower, (each) => each.upper]),
    );
    const spread = series.derive(
      "spread",
      () =>
        new ExpressionColumn((index) => (series.high.values[index] ?? 0) - (series.low.values[index] ?? 0)),
    ).column;
    const widest = series.derive(
      "widest",
      () => new WindowColumn("highest", (index) => spread.values[index] ?? 0, 4),
    ).column;
    const prior = priorDay(series);
    const session = sessionSoFar(series);
    const opening = openingRange(series, 3);
    bands.columns.forEach((column, part) => (made[`bands ${part}`] = column));
    Object.assign(made, { spread, widest, priorHigh: prior.high, priorClose: prior.close });
    Object.assign(made, { sessionHigh: session.high, sessionLow: session.low, openingHigh: opening.high });
    return Object.assign(made, { day: series.dayIndex, close: series.close, vwapOfBar: series.vwap });
  };
  return { series, columns };
}

function valuesOf(columns: Readonly<Record<string, Column>>, length: number): Record<string, number[]> {
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [name, [...column.values.subarray(0, length)]]),
  );
}

const DAYS = tradingDays("2026-06-01", 4);

const edits = fc.array(
  fc.record({
    kind: fc.constantFrom(
      "append",
      "append",
      "batch",
      "reviseAt",
      "insertAt",
      "reviseLast",
      "dropLast",
      "settle",
    ),
    place: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    seed: fc.nat(),
  }),
  { minLength: 1, maxLength: 60 },
);

describe("a bar series", () => {
  it("has the same values bit for bit however its bars arrived", () => {
    fc.assert(
      fc.property(fc.nat(), edits, fc.boolean(), (seed, list, early) => {
        const pool = walkDays({ days: DAYS, random: seededRandom(seed), barsPerDay: 12 });
        const edited = watched();
        if (early) edited.columns();
        const bars: MarketBar[] = [];
        for (const edit of list) applyEdit(edited.series, bars, pool, edit);
        const columns = edited.columns();
        edited.series.settle();
        const fresh = watched();
        fresh.series.appendAll(bars);
        const expected = fresh.columns();
        fresh.series.settle();
        expect(edited.series.length).toBe(bars.length);
        expect(valuesOf(columns, bars.length)).toEqual(valuesOf(expected, bars.length));
        for (const [name, create] of Object.entries(INDICATORS)) {
          const indicator = create();
          const plain = bars.map((bar) => indicator.next(bar) ?? Number.NaN);
          expect([...(columns[name]?.values.subarray(0, bars.length) ?? [])]).toEqual(plain);
        }
      }),
      { verbose: true },
    );
  });

  it("revises a bar far behind the last one, over saved states", () => {
    const bars = walkDays({ days: tradingDays("2026-06-01", 25), random: seededRandom(7) });
    const edited = watched();
    const columns = edited.columns();
    edited.series.appendAll(bars);
    edited.series.settle();
    for (const index of [9_700, 6_000, 4_500, 700, 256, 255, 3, bars.length - 1]) {
      const bar = { ...(bars[index] as MarketBar), close: 90, low: 90 };
      bars[index] = bar;
      edited.series.reviseAt(index, bar);
      edited.series.settle();
    }
    const fresh = watched();
    fresh.series.appendAll(bars);
    fresh.series.settle();
    expect(valuesOf(columns, bars.length)).toEqual(valuesOf(fresh.columns(), bars.length));
  });

  it("finds a bar by its start, or the place where it would stand", () => {
    const { series } = watched();
    const bars = walkDays({ days: DAYS, random: seededRandom(1), barsPerDay: 5 });
    series.appendAll(bars.filter((_, index) => index !== 6));
    expect(series.indexOfStart(bars[4]?.startMs ?? 0)).toBe(4);
    expect(series.indexOfStart(bars[6]?.startMs ?? 0)).toBe(-1 - 6);
    expect(series.indexOfStart(0)).toBe(-1);
    expect(series.indexOfStart(Infinity)).toBe(-1 - 19);
    expect(series.dayOf(7).day).toBe("2026-06-02");
    expect(series.dayStart(7)).toBe(5);
  });

  it("refuses bars out of order, outside of trading days, and indexes that it does not have", () => {
    const { series } = watched();
    const [first, second, third] = walkDays({ days: DAYS, random: seededRandom(1), barsPerDay: 3 });
    if (first === undefined || second === undefined || third === undefined) throw new Error("three bars");
    series.append(second);
    expect(() => series.append(first)).toThrow(RangeError);
    expect(() => series.append(second)).toThrow(RangeError);
    expect(() => series.insertAt(0, third)).toThrow(RangeError);
    expect(() => series.reviseAt(0, third)).toThrow(RangeError);
    expect(() => series.append({ ...third, startMs: Date.UTC(2026, 5, 6, 14) })).toThrow(RangeError);
    expect(() => series.bar(1)).toThrow(RangeError);
    expect(() => new BarSeries("A", "1m", "rth").dropLast()).toThrow(RangeError);
    series.reviseLast({ ...second, state: "forming" });
    expect(() => series.append(third)).toThrow(/forming/);
    expect(series.length).toBe(1);
  });
});

interface Edit {
  readonly kind: string;
  readonly place: number;
  readonly seed: number;
}

/** Does one edit to the series and to the plain list of its bars; `pool` are the bars that there could be. */
function applyEdit(series: BarSeries, bars: MarketBar[], pool: readonly MarketBar[], edit: Edit): void {
  const { kind, place, seed } = edit;
  const random = seededRandom(seed);
  const last = bars.at(-1);
  const later = pool.filter((bar) => last === undefined || bar.startMs > last.startMs);
  if (kind === "settle") series.settle();
  else if (kind === "append" || kind === "batch" || last === undefined) {
    const skipped = Math.floor(random() * 3);
    const added = later.slice(skipped, skipped + (kind === "batch" ? 9 : 1));
    series.appendAll(added);
    bars.push(...added);
  } else if (kind === "insertAt") {
    const known = new Set(bars.map((bar) => bar.startMs));
    const gaps = pool.filter((bar) => bar.startMs < last.startMs && !known.has(bar.startMs));
    const bar = gaps[Math.floor(place * gaps.length)];
    if (bar === undefined) return;
    const index = -1 - series.indexOfStart(bar.startMs);
    series.insertAt(index, bar);
    bars.splice(index, 0, bar);
  } else if (kind === "dropLast") {
    series.dropLast();
    bars.pop();
  } else {
    const index = kind === "reviseLast" ? bars.length - 1 : Math.floor(place * bars.length);
    const { startMs, endMs, open } = bars[index] as MarketBar;
    const bar = walkBar(startMs, endMs, open, random);
    if (kind === "reviseLast") series.reviseLast(bar);
    else series.reviseAt(index, bar);
    bars[index] = bar;
  }
}
