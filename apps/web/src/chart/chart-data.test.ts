import { describe, expect, it } from "vitest";
import { BarSeries, type SeriesKey } from "../stream/index.ts";
import { OPEN_MS, makeBar, makeHistory } from "../stream/testing/fixtures.ts";
import { spanOf, spanText } from "./brush.ts";
import { FrameQueue } from "./frame-queue.ts";
import { percentText, priceText, volumeText } from "./numbers.ts";
import { OverlayLine } from "./overlays.ts";
import { changedFigures } from "./revision-text.ts";
import { barTimeText, chartTime } from "./time.ts";
import { buildDayStarts, buildShades, buildTimeline } from "./timeline.ts";

const KEY: SeriesKey = { symbol: "SPY", timeframe: "1m", session: "rth_ext" };
const MINUTE = 60_000;

function seriesOf(indexes: readonly number[], gaps: { fromMs: number; toMs: number; reason: string }[] = []) {
  const series = new BarSeries(KEY);
  const bars = indexes.map((index) => makeBar({ index }));
  series.load({ ...makeHistory(bars, 1, "rth_ext"), gaps });
  return series;
}

describe("timeline", () => {
  it("puts the empty minutes of a gap on the axis and hatches them", () => {
    const gap = { fromMs: OPEN_MS + MINUTE, toMs: OPEN_MS + 3 * MINUTE, reason: "connection lost" };
    const series = seriesOf([0, 3, 4], [gap]);
    const points = buildTimeline(series);
    expect(points.map((point) => point.bar === null)).toEqual([false, true, true, false, false]);
    expect(buildShades(points, series)).toEqual([{ kind: "gap", from: 1, to: 2 }]);
  });

  it("shades what lies outside of the regular session and finds where days begin", () => {
    const series = seriesOf([-2, -1, 0, 1, 390, 1_440]);
    const points = buildTimeline(series);
    expect(buildShades(points, series)).toEqual([
      { kind: "pre", from: 0, to: 1 },
      { kind: "post", from: 4, to: 4 },
    ]);
    expect(buildDayStarts(points, series)).toEqual([5]);
  });

  it("reads a range from the start of its first bar to the end of its last", () => {
    const points = buildTimeline(seriesOf([0, 1, 2, 3]));
    const span = { fromMs: OPEN_MS + MINUTE, untilMs: OPEN_MS + 3 * MINUTE };
    expect(spanOf(points, 1, 2)).toEqual(span);
    expect(spanOf(points, -5, 99)).toEqual({ fromMs: OPEN_MS, untilMs: OPEN_MS + 4 * MINUTE });
    expect(spanOf([], 0, 0)).toBeNull();
    expect(spanText(span)).toMatch(/^\w{3}, \w{3} \d+ 09:31–09:33$/);
  });

  it("gives the library New York's wall clock", () => {
    expect(new Date(chartTime(OPEN_MS) * 1000).toISOString()).toBe("2024-03-12T09:30:00.000Z");
    expect(barTimeText(OPEN_MS, "1m")).toBe("Tue, Mar 12  09:30");
  });
});

describe("OverlayLine", () => {
  const context = { session: "rth_ext", timeframe: "1m", startReached: true } as const;

  it("a forming bar that moves and then closes gives the value of the closed bar alone", () => {
    const bars = Array.from({ length: 12 }, (_, index) => makeBar({ index, close: 100 + Math.sin(index) }));
    const whole = new OverlayLine("ema9");
    whole.rebuild(bars, context);
    const live = new OverlayLine("ema9");
    live.rebuild(bars.slice(0, 11), context);
    for (const close of [90, 120, 99]) live.push(makeBar({ index: 11, close, state: "forming" }));
    live.push(makeBar({ index: 11, close: 100 + Math.sin(11) }));
    expect(live.at(OPEN_MS + 11 * MINUTE)).toBe(whole.at(OPEN_MS + 11 * MINUTE));
  });

  it("shows no VWAP for a session whose beginning is not there", () => {
    const cut = { ...context, startReached: false };
    const line = new OverlayLine("vwap");
    line.rebuild(
      [0, 1, 1_440].map((index) => makeBar({ index })),
      cut,
    );
    expect(line.at(OPEN_MS)).toBeUndefined();
    expect(line.at(OPEN_MS + 1_440 * MINUTE)).toBeDefined();
  });
});

describe("FrameQueue", () => {
  it("flushes once per frame, however often it is asked", () => {
    const frames: ((atMs: number) => void)[] = [];
    let flushes = 0;
    const queue = new FrameQueue(
      () => {
        flushes += 1;
      },
      undefined,
      (run) => {
        frames.push(run);
        return () => undefined;
      },
    );
    for (let ask = 0; ask < 5; ask += 1) queue.request();
    expect(frames).toHaveLength(1);
    frames[0]?.(0);
    expect(flushes).toBe(1);
    queue.request();
    expect(frames).toHaveLength(2);
  });

  it.each([
    [60, 1_000 / 60, 60],
    [30, 1_000 / 60, 30],
    [10, 1_000 / 60, 10],
    [60, 1_000 / 144, 48],
    [240, 1_000 / 60, 60],
  ])("at most %i a second, also on a display that shows one every %f ms", (maxFps, frameMs, expected) => {
    const waiting: ((atMs: number) => void)[] = [];
    let flushes = 0;
    const queue: FrameQueue = new FrameQueue(
      () => {
        flushes += 1;
        queue.request();
      },
      () => maxFps,
      (run) => {
        waiting.push(run);
        return () => undefined;
      },
    );
    queue.request();
    const seconds = 10;
    for (let atMs = 0; atMs < seconds * 1_000 - frameMs / 2; atMs += frameMs) waiting.shift()?.(atMs);
    expect(Math.abs(flushes / seconds - expected)).toBeLessThanOrEqual(0.2);
  });

  it("what is asked for while it has to wait is still flushed, once", () => {
    const frames: ((atMs: number) => void)[] = [];
    const flushedMs: number[] = [];
    let nowMs = 0;
    const queue = new FrameQueue(
      () => flushedMs.push(nowMs),
      () => 10,
      (run) => {
        frames.push(run);
        return () => undefined;
      },
    );
    for (; nowMs < 500; nowMs += 16) {
      if (nowMs < 60) queue.request();
      frames.shift()?.(nowMs);
    }
    expect(flushedMs).toEqual([0, 112]);
  });
});

describe("numbers", () => {
  it("reads as a trader writes them", () => {
    expect([priceText(1234.5), priceText(0.1234), percentText(-0.0123)]).toEqual([
      "1,234.50",
      "0.1234",
      "\u22121.23\u202F%",
    ]);
    expect([812, 45_200, 1_340_000].map(volumeText)).toEqual(["812", "45.2\u202FK", "1.34\u202FM"]);
  });

  it("says what a revision changed", () => {
    const before = makeBar({ index: 0, close: 100, volume: 100 });
    const after = { ...before, rev: 1, ohlcv: { ...before.ohlcv, h: 100.4, v: 90 } };
    const revision = { cursor: 1, learnedMs: 0, cause: "correction" as const, before, after };
    expect(changedFigures(revision)).toEqual(["H 100.10 → 100.40", "Vol \u221210"]);
    expect(changedFigures({ ...revision, after: before })).toEqual(["values confirmed"]);
  });
});
