import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MarketBar } from "../bar.ts";
import type { Indicator } from "../indicators/indicator.ts";
import { IndicatorSeries } from "../indicators/indicator-series.ts";
import { barValues, shapedBar, testBar } from "./bars.ts";

/** What differs between indicators under {@link indicatorContract}. */
export interface ContractOptions {
  /** Milliseconds between test bars; a minute when absent, a day for baselines over days. */
  readonly stepMs?: number;
}

type Create = () => Indicator<unknown>;

function fold(create: Create, bars: readonly MarketBar[]): unknown[] {
  const indicator = create();
  return bars.map((bar) => indicator.next(bar));
}

/** Edits of a series, as fractions of its length so that they shrink well. */
const edits = fc.array(
  fc.record({
    kind: fc.constantFrom("append", "reviseLast", "reviseAt", "insertAt", "prepend"),
    place: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    values: barValues,
  }),
  { minLength: 1, maxLength: 40 },
);

/** The laws that every indicator keeps; call it inside the indicator's own test file. */
export function indicatorContract(name: string, create: Create, options: ContractOptions = {}): void {
  const stepMs = options.stepMs ?? 60_000;
  const barList = (minLength: number) =>
    fc
      .array(barValues, { minLength, maxLength: minLength + 60 })
      .map((list) => list.map((values, index) => shapedBar(values, index, stepMs)));

  describe(`${name}: the indicator contract`, () => {
    it("has no value before its warm-up and one from then on", () => {
      const { warmUp } = create();
      const bars = Array.from({ length: warmUp + 3 }, (_, index) =>
        shapedBar(
          { close: 50 + (index % 7), up: 1, down: 1, volume: 500 + index, hasVwap: false },
          index,
          stepMs,
        ),
      );
      fold(create, bars).forEach((value, index) => expect(value === null).toBe(index + 1 < warmUp));
    });

    it("starts empty, and takes a revision without a bar as its first bar", () => {
      expect(create().value).toBeNull();
      const [first, second] = [create(), create()];
      expect(first.revise(testBar(0))).toEqual(second.next(testBar(0)));
    });

    it("revise-last equals never-seen", () => {
      fc.assert(
        fc.property(barList(create().warmUp), fc.array(barValues), (bars, wrong) => {
          const revised = create();
          const values = bars.map((bar, index) => {
            const detour = wrong[index % (wrong.length + 1)];
            if (detour === undefined) return revised.next(bar);
            revised.next(shapedBar(detour, index, stepMs));
            return revised.revise(bar);
          });
          expect(values).toEqual(fold(create, bars));
        }),
      );
    });

    it("returns its value", () => {
      fc.assert(
        fc.property(barList(create().warmUp), (bars) => {
          const indicator = create();
          for (const bar of bars) {
            expect(indicator.next(bar)).toEqual(indicator.value);
            expect(indicator.revise(bar)).toEqual(indicator.value);
          }
        }),
      );
    });

    it("goes on from a snapshot as if it had never left, revision included", () => {
      fc.assert(
        fc.property(barList(create().warmUp + 2), barValues, (bars, detour) => {
          const cut = Math.floor(bars.length / 2);
          const source = create();
          for (const bar of bars.slice(0, cut)) source.next(bar);
          const snapshot = source.save();
          const valueThen = source.value;
          source.next(shapedBar(detour, cut, stepMs));
          source.next(shapedBar(detour, cut + 1, stepMs));
          const copy = create();
          copy.restore(snapshot);
          expect(copy.value).toEqual(valueThen);
          expect(copy.revise(bars[cut - 1] ?? testBar(0))).toEqual(valueThen);
          expect(bars.slice(cut).map((bar) => copy.next(bar))).toEqual(fold(create, bars).slice(cut));
        }),
      );
    });

    it("takes a bar that is not finite as not seen", () => {
      fc.assert(
        fc.property(
          barList(create().warmUp),
          fc.constantFrom(Number.NaN, Infinity, -Infinity),
          (bars, bad) => {
            const broken = { open: bad, high: bad, low: bad, close: bad, volume: bad, vwap: null };
            const disturbed = create();
            const pairs = bars.map((bar) => [disturbed.next(bar), disturbed.next({ ...bar, ...broken })]);
            expect(pairs).toEqual(fold(create, bars).map((value) => [value, value]));
          },
        ),
      );
    });

    it("takes the last bar back when its replacement is not finite", () => {
      fc.assert(
        fc.property(barList(create().warmUp + 3), (bars) => {
          const indicator = create();
          const broken = { open: Number.NaN, high: Number.NaN, low: Number.NaN, close: Number.NaN };
          const values = bars.map((bar) => {
            const before = indicator.value;
            const value = indicator.next(bar);
            const nothing = { ...bar, ...broken, volume: Number.NaN, vwap: null };
            return [before, indicator.revise(nothing), value, indicator.revise(bar)];
          });
          const expected = fold(create, bars);
          expect(values).toEqual(
            expected.map((value, index) => [
              expected[index - 1] ?? null,
              expected[index - 1] ?? null,
              value,
              value,
            ]),
          );
        }),
      );
    });

    it("in a series equals a computation from scratch after any edits", () => {
      fc.assert(
        fc.property(edits, fc.integer({ min: 1, max: 9 }), (list, snapshotEvery) => {
          const series = new IndicatorSeries(create, snapshotEvery);
          const bars: MarketBar[] = [];
          list.forEach((edit, number) => applyEdit(series, bars, edit, number, stepMs));
          expect(series.values).toEqual(fold(create, bars));
        }),
      );
    });
  });
}

interface Edit {
  readonly kind: string;
  readonly place: number;
  readonly values: Parameters<typeof shapedBar>[0];
}

function applyEdit(
  series: IndicatorSeries<unknown>,
  bars: MarketBar[],
  edit: Edit,
  number: number,
  stepMs: number,
): void {
  const bar = shapedBar(edit.values, number, stepMs);
  const index = Math.floor(edit.place * bars.length);
  if (edit.kind === "prepend") {
    series.prepend([bar, bar]);
    bars.unshift(bar, bar);
  } else if (edit.kind === "insertAt") {
    series.insertAt(index, bar);
    bars.splice(index, 0, bar);
  } else if (edit.kind === "append" || bars.length === 0) {
    series.append(bar);
    bars.push(bar);
  } else if (edit.kind === "reviseLast") {
    series.reviseLast(bar);
    bars[bars.length - 1] = bar;
  } else {
    series.reviseAt(index, bar);
    bars[index] = bar;
  }
}
