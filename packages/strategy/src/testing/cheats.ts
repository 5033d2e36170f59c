import type { Timeframe } from "@spotlight/contracts";
import { TIMEFRAME_MS } from "@spotlight/market";
import {
  type BoundStrategy,
  IDLE,
  type Proposal,
  type Strategy,
  type StrategyState,
} from "../decide/strategy.ts";
import type { BarSeries } from "../series/bar-series.ts";
import { valueAt } from "../columns.ts";

type Trigger = (index: number) => boolean;

function longAt(series: BarSeries, trigger: Trigger): BoundStrategy {
  return {
    step: (index): StrategyState =>
      trigger(index)
        ? { ...IDLE, phase: "fired", direction: "long", sinceMs: valueAt(series.endMs, index) }
        : IDLE,
    propose: (index): Proposal => {
      const entry = valueAt(series.close, index);
      return {
        direction: "long",
        grade: "B",
        entry,
        stop: entry * 0.995,
        targets: [entry * 1.01],
        reasons: [],
        holdMinutes: 30,
        goodMinutes: 5,
        invalidation: "The price falls.",
      };
    },
  };
}

function strategy(
  id: string,
  over: Pick<Strategy, "bind" | "needs"> & Partial<Pick<Strategy, "timeframe" | "evaluation">>,
): Strategy {
  const frame = { version: 1, name: id, timeframe: "1m", session: "rth", evaluation: "close" } as const;
  return { id: `setup:${id}`, ...frame, ...over };
}

/** A careless author's offset: means the bar before, and reads the bar after. */
export const readsNextBar = strategy("reads-next-bar", {
  needs: [],
  bind: (source) => {
    const series = source({ symbol: null, timeframe: "1m", session: "rth" });
    const { close } = series;
    return longAt(series, (index) => valueAt(close, index + 1) > valueAt(close, index) * 1.0006);
  },
});

/** Looks up the longer bar that holds this minute: on a known day it is there with its close, live it is not closed yet. */
export const readsOpenLongerBar = strategy("reads-open-longer-bar", {
  needs: [{ symbol: null, timeframe: "5m", session: "rth" }],
  bind: (source) => {
    const series = source({ symbol: null, timeframe: "1m", session: "rth" });
    const longer = source({ symbol: null, timeframe: "5m", session: "rth" });
    return longAt(series, (index) => {
      const place = longer.indexOfStart(bucketStart(valueAt(series.startMs, index), "5m"));
      return place >= 0 && valueAt(longer.close, place) > valueAt(series.close, index) * 1.001;
    });
  },
});

/** Evaluated within its bar, but asks the finished series for that bar, by the symbol's name: its final close. */
export function readsFinalClose(symbol: string): Strategy {
  const closed = { symbol, timeframe: "5m", session: "rth" } as const;
  return strategy("reads-final-close", {
    timeframe: "5m",
    evaluation: "intrabar",
    needs: [closed],
    bind: (source) => {
      const forming = source({ symbol: null, timeframe: "5m", session: "rth" });
      const finished = source(closed);
      return longAt(forming, (index) => {
        const place = finished.indexOfStart(valueAt(forming.startMs, index));
        return place >= 0 && valueAt(finished.close, place) > valueAt(forming.open, index) * 1.001;
      });
    },
  });
}

/** An honest one over the same series: the newest 5m bar that had closed. */
export const readsClosedLongerBar = strategy("reads-closed-longer-bar", {
  needs: [{ symbol: null, timeframe: "5m", session: "rth" }],
  bind: (source) => {
    const series = source({ symbol: null, timeframe: "1m", session: "rth" });
    const longer = source({ symbol: null, timeframe: "5m", session: "rth" });
    const alignment = series.align(longer);
    return longAt(series, (index) => {
      const place = alignment.indexes[index] ?? -1;
      return place >= 0 && valueAt(series.close, index) > valueAt(longer.high, place) * 1.0008;
    });
  },
});

/** Buckets of the regular session begin at half past nine, which 5m divides. */
function bucketStart(startMs: number, timeframe: Timeframe): number {
  return Math.floor(startMs / TIMEFRAME_MS[timeframe]) * TIMEFRAME_MS[timeframe];
}
