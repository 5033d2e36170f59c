import type { MinuteFact } from "@spotlight/market";
import { MINUTE_MS } from "@spotlight/market";
import { createRunner } from "../decide/create-runner.ts";
import type { Runner, Standing } from "../decide/runner.ts";
import type { SeriesSource, Strategy } from "../decide/strategy.ts";
import { SymbolView } from "../view/symbol-view.ts";

/** The minutes of each symbol as they stand, ascending. */
export type Minutes = ReadonlyMap<string, readonly MinuteFact[]>;

/** A stretch of minutes by the time at which they begin, epoch ms, `untilMs` exclusive. */
export interface Stretch {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** What a strategy says of the newest day when it is given a stretch of minutes all at once. */
export function saidAtOnce(
  strategy: Strategy,
  symbol: string,
  minutes: Minutes,
  stretch: Stretch,
): readonly Standing[] {
  return runnerOver(strategy, symbol, minutes, stretch).runner.standing();
}

/** What it says of the minutes from `dayMs` on when they become known one after the other, as live. */
export function saidOneByOne(
  strategy: Strategy,
  symbol: string,
  minutes: Minutes,
  { fromMs, untilMs }: Stretch,
  dayMs: number,
): ReadonlyMap<number, Standing> {
  const { runner, views } = runnerOver(strategy, symbol, minutes, { fromMs, untilMs: dayMs });
  const said = new Map<number, Standing>();
  for (const [at, news] of byMinute(minutes, { fromMs: dayMs, untilMs })) {
    for (const [name, minute] of news) views.get(name)?.set(minute);
    const endMs = at + MINUTE_MS;
    for (const { barStartMs, atMs } of runner.advance({ fromMs: endMs, cause: null, learnedMs: endMs })) {
      const standing = runner.standing().find((each) => each.barStartMs === barStartMs);
      if (standing !== undefined) said.set(barStartMs, { ...standing, atMs });
    }
  }
  return said;
}

/** A runner over a stretch of every symbol's minutes, and the views that it reads. */
function runnerOver(
  strategy: Strategy,
  symbol: string,
  minutes: Minutes,
  stretch: Stretch,
): { readonly runner: Runner; readonly views: ReadonlyMap<string, SymbolView> } {
  const views = new Map<string, SymbolView>();
  const viewOf = (name: string): SymbolView => {
    const known = views.get(name);
    if (known !== undefined) return known;
    const view = new SymbolView(name);
    for (const minute of within(minutes.get(name) ?? [], stretch)) view.set(minute);
    views.set(name, view);
    return view;
  };
  const source: SeriesSource = (need) => viewOf(need.symbol ?? symbol).series(need.timeframe, need.session);
  return { runner: createRunner(strategy, viewOf(symbol), source), views };
}

/** The minutes of a stretch; `minutes` ascend. */
export function within(minutes: readonly MinuteFact[], { fromMs, untilMs }: Stretch): readonly MinuteFact[] {
  return minutes.slice(firstFrom(minutes, fromMs), firstFrom(minutes, untilMs));
}

/** Index of the first minute that starts at a time or later. */
export function firstFrom(minutes: readonly MinuteFact[], ms: number): number {
  let low = 0;
  let high = minutes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((minutes[middle]?.startMs ?? Infinity) < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** By start, ascending: the minute of every symbol that has one. */
function byMinute(
  minutes: Minutes,
  stretch: Stretch,
): readonly (readonly [number, Map<string, MinuteFact>])[] {
  const moments = new Map<number, Map<string, MinuteFact>>();
  for (const [symbol, all] of minutes) {
    for (const minute of within(all, stretch)) {
      const news = moments.get(minute.startMs) ?? new Map<string, MinuteFact>();
      news.set(symbol, minute);
      moments.set(minute.startMs, news);
    }
  }
  return [...moments].sort(([a], [b]) => a - b);
}
