import { expect, it } from "vitest";
import { testBar } from "../testing/bars.ts";
import { Ema } from "./ema.ts";
import { IndicatorSeries } from "./indicator-series.ts";
import { Sma } from "./sma.ts";

it("follows a chart: history, new bars, a revision in the middle, scrolling back", () => {
  const series = new IndicatorSeries(() => new Sma(2));
  series.reset([testBar(2, { close: 3 }), testBar(3, { close: 5 })]);
  expect(series.append(testBar(4, { close: 7 }))).toBe(6);
  expect(series.reviseLast(testBar(4, { close: 9 }))).toBe(7);
  series.reviseAt(1, testBar(3, { close: 1 }));
  expect(series.values).toEqual([null, 2, 5]);
  series.prepend([testBar(1, { close: 1 })]);
  expect(series.values).toEqual([null, 2, 2, 5]);
  expect(series.length).toBe(4);
});

it("computes a revision from the nearest snapshot only", () => {
  let steps = 0;
  class Counting extends Ema {
    override next(bar: Parameters<Ema["next"]>[0]) {
      steps += 1;
      return super.next(bar);
    }
  }
  const series = new IndicatorSeries(() => new Counting(9), 100);
  series.reset(Array.from({ length: 1_000 }, (_, minute) => testBar(minute)));
  steps = 0;
  series.reviseAt(950, testBar(950, { close: 1 }));
  expect(steps).toBe(100);
});

it("refuses places that it does not have", () => {
  const series = new IndicatorSeries(() => new Ema(2));
  expect(() => series.reviseLast(testBar(0))).toThrow(RangeError);
  series.append(testBar(0));
  expect(() => series.reviseAt(1, testBar(1))).toThrow(/has 1/);
  expect(() => series.insertAt(-1, testBar(1))).toThrow(RangeError);
  expect(() => new IndicatorSeries(() => new Ema(2), 0)).toThrow(RangeError);
});
