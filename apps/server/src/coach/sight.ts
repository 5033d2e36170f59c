import type { Callout, SessionKind } from "@spotlight/contracts";
import { MINUTE_MS, sessionSpan } from "@spotlight/market";
import { type BarSeries, type Reading, type SymbolView, readingOf } from "@spotlight/strategy";
import type { SymbolState } from "../engine/parts.ts";
import { type CoachMarket, ToolRefused } from "./tool.ts";

/** A watched symbol whose bars can be relied on now. */
export interface Seen {
  readonly state: SymbolState;
  readonly view: SymbolView;
}

/**
 * A symbol as tools see it.
 *
 * @throws {ToolRefused} when it is not watched, its past is not ready, or the feed is silent or down.
 */
export function see({ engine, desk }: CoachMarket, symbol: string): Seen {
  const state = engine.symbol(symbol);
  if (state === undefined) throw new ToolRefused("not_watched", `${symbol} is not watched. Watch it first.`);
  const view = desk.desk.market.view(symbol);
  if (!state.ready || view === undefined)
    throw new ToolRefused(
      "warming",
      `The history of ${symbol} is being stored. Ask again in a moment.`,
      true,
    );
  requireFeed({ engine });
  return { state, view };
}

/** Refuses while the feed is silent or down: what it said last may be old. */
export function requireFeed({ engine }: Pick<CoachMarket, "engine">): void {
  const { state, reason } = engine.state;
  if (state === "live" || state === "closed" || state === "ended") return;
  throw new ToolRefused("stale", `${reason ?? "The feed is not there."} Prices may be old.`, true);
}

/**
 * What the closed bars of a symbol say.
 *
 * @throws {ToolRefused} while there are none.
 */
export function read(series: BarSeries, symbol: string): Reading {
  const reading = readingOf(series);
  if (reading === null) throw new ToolRefused("no_data", `No bar of ${symbol} has closed yet.`);
  return reading;
}

/** Refuses when minutes of the session so far are missing, which a value over the whole session needs. */
export function requireWhole(view: SymbolView, session: SessionKind, { day, atMs }: Reading): void {
  const { startMs } = sessionSpan(day, session);
  if (view.minutes.gaps(startMs, atMs) > 0) throw gapped(view.symbol);
}

/** Refuses when minutes of the newest bars are missing; bars of the days before are not looked at. */
export function requireRecent(view: SymbolView, { day, atMs }: Reading, minutes: number): void {
  if (view.minutes.gaps(Math.max(day.preOpenMs, atMs - minutes * MINUTE_MS), atMs) > 0)
    throw gapped(view.symbol);
}

function gapped(symbol: string): ToolRefused {
  return new ToolRefused("gapped", `Minutes of ${symbol} that this needs did not arrive whole.`);
}

/** Refuses while trading in a symbol is halted. */
export function requireTrading({ state }: Seen, symbol: string): void {
  if (state.halted) throw new ToolRefused("halted", `Trading in ${symbol} is halted. Nothing is proposed.`);
}

/** The proposals of today, the newest first. */
export function calloutsOf({ desk }: CoachMarket): readonly Callout[] {
  return [...desk.desk.callouts.all].toReversed();
}
