import type { Callout, Grade, SymbolAttention } from "@spotlight/contracts";
import { MINUTE_MS } from "@spotlight/market";
import type { MarketDesk } from "../desk/market-desk.ts";
import type { BarSeries } from "../series/bar-series.ts";
import { priorDay } from "../series/day-columns.ts";
import { at, atr, sessionVwap } from "../setups/columns.ts";
import { VolumeGauge } from "../setups/volume-gauge.ts";

/** What counts how much, in points of 100. */
export const ATTENTION = {
  /** The best proposal that waits for an answer. */
  proposal: { A: 60, B: 45, C: 30 } satisfies Record<Grade, number>,
  /** A position or an accepted proposal that is under way. */
  underWay: 20,
  /** Each strategy that is primed, and all of them together at most. */
  primed: 12,
  primedMost: 24,
  /** For each multiple of the usual volume above the first, from a ratio on, at most. */
  volume: 8,
  volumeFrom: 1.5,
  volumeMost: 20,
  /** At a level itself; it fades to nothing at so many average true ranges. */
  level: 12,
  levelReach: 0.5,
} as const;

/** Bars that ended longer ago say nothing about now. */
const FRESH_MS = 3 * MINUTE_MS;

type Reason = SymbolAttention["reasons"][number];

/**
 * How much each symbol of a desk asks to be looked at now, 0 to 100, the most first; equals by name. It says where
 * something is going on, not whether it is any good: proposals that wait, trades under way, strategies one step from
 * speaking, unusual volume, and levels that are near. `open` are the symbols with an open position.
 */
export function attentionOf(
  market: MarketDesk,
  callouts: readonly Callout[],
  open: ReadonlySet<string>,
  nowMs: number,
): readonly SymbolAttention[] {
  const all = market.symbols.map((symbol): SymbolAttention => {
    const own = callouts.filter(({ signal }) => signal.symbol === symbol);
    const reasons = [
      ...proposalReason(own),
      ...underWayReason(own, open.has(symbol)),
      ...primedReasons(market, symbol),
      ...barReasons(market, symbol, nowMs),
    ];
    const points = reasons.reduce((sum, reason) => sum + reason.points, 0);
    return { symbol, score: Math.min(100, Math.round(points)), reasons };
  });
  return all.sort((a, b) => b.score - a.score || (a.symbol < b.symbol ? -1 : 1));
}

function proposalReason(callouts: readonly Callout[]): readonly Reason[] {
  const [best] = callouts
    .filter(({ state, hidden }) => state === "proposed" && hidden === null)
    .sort((a, b) => ATTENTION.proposal[b.signal.grade] - ATTENTION.proposal[a.signal.grade]);
  if (best === undefined) return [];
  const { grade, name } = best.signal;
  return [{ text: `${name}, grade ${grade}, waits for an answer`, points: ATTENTION.proposal[grade] }];
}

function underWayReason(callouts: readonly Callout[], open: boolean): readonly Reason[] {
  if (open) return [{ text: "A position is open", points: ATTENTION.underWay }];
  const accepted = callouts.some(({ state, outcome }) => state === "accepted" && outcome === null);
  return accepted ? [{ text: "An accepted proposal is under way", points: ATTENTION.underWay }] : [];
}

function primedReasons(market: MarketDesk, symbol: string): readonly Reason[] {
  let left = ATTENTION.primedMost;
  return market.primed(symbol).flatMap(({ name }): readonly Reason[] => {
    const points = Math.min(ATTENTION.primed, left);
    left -= points;
    return points > 0 ? [{ text: `${name} is primed`, points }] : [];
  });
}

function barReasons(market: MarketDesk, symbol: string, nowMs: number): readonly Reason[] {
  const series = market.view(symbol)?.series("1m", "rth");
  if (series === undefined || series.length === 0) return [];
  const last = series.length - 1;
  if (at(series.endMs, last) < nowMs - FRESH_MS) return [];
  const volume = new VolumeGauge(series);
  const levels = levelsOf(series);
  const range = atr(series);
  series.settle();
  return [
    ...volumeReason(volume.ratio(last)),
    ...levelReason(levels, at(series.close, last), at(range, last), last),
  ];
}

function volumeReason(ratio: number): readonly Reason[] {
  if (!(ratio >= ATTENTION.volumeFrom)) return [];
  const points = Math.min(ATTENTION.volumeMost, ATTENTION.volume * (ratio - 1));
  return [{ text: `Volume ${ratio.toFixed(1)} times the usual`, points }];
}

function levelsOf(series: BarSeries) {
  const { high, low } = priorDay(series);
  return [
    { name: "the high of the day before", column: high },
    { name: "the low of the day before", column: low },
    { name: "VWAP", column: sessionVwap(series) },
  ];
}

function levelReason(
  levels: ReturnType<typeof levelsOf>,
  price: number,
  range: number,
  index: number,
): readonly Reason[] {
  const near = levels
    .map(({ name, column }) => ({ name, away: Math.abs(price - at(column, index)) / range }))
    .filter(({ away }) => away < ATTENTION.levelReach)
    .sort((a, b) => a.away - b.away);
  const [nearest] = near;
  if (nearest === undefined) return [];
  const points = ATTENTION.level * (1 - nearest.away / ATTENTION.levelReach);
  return [{ text: `${nearest.away.toFixed(2)} average ranges from ${nearest.name}`, points }];
}
