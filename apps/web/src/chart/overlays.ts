import type { Bar, SessionKind, Timeframe } from "@spotlight/contracts";
import { Ema, type Indicator, SessionVwap, fromWireBar, sessionSpan, tradingDayAt } from "@spotlight/market";

/** A line over the candles. */
export type OverlayId = "vwap" | "ema9" | "ema20" | "ema50";

/** Every line, in the order in which the legend shows them. */
export const OVERLAYS: readonly { readonly id: OverlayId; readonly name: string }[] = [
  { id: "vwap", name: "VWAP" },
  { id: "ema9", name: "EMA 9" },
  { id: "ema20", name: "EMA 20" },
  { id: "ema50", name: "EMA 50" },
];

/** What a line needs to know about the series that it is drawn over. */
export interface OverlayContext {
  readonly session: SessionKind;
  readonly timeframe: Timeframe;
  /** Whether the first bar is the first there is. */
  readonly startReached: boolean;
}

function createIndicator(id: OverlayId, session: SessionKind): Indicator<number> {
  if (id === "vwap") return new SessionVwap(session);
  return new Ema(Number(id.slice(3)));
}

/**
 * The values of one line, one per bar, kept with the shared indicators. A forming bar is a value that is revised until
 * the bar closes; a revised older bar means {@link rebuild}.
 */
export class OverlayLine {
  readonly id: OverlayId;
  #indicator: Indicator<number>;
  #values = new Map<number, number>();
  #lastStartMs = 0;
  #hiddenUntilMs = 0;

  constructor(id: OverlayId) {
    this.id = id;
    this.#indicator = createIndicator(id, "rth");
  }

  /** The value at the bar that starts then; undefined while the line has none. */
  at(startMs: number): number | undefined {
    return this.#values.get(startMs);
  }

  /** Computes every value anew. */
  rebuild(bars: readonly Bar[], context: OverlayContext): void {
    this.#indicator = createIndicator(this.id, context.session);
    this.#values = new Map();
    this.#lastStartMs = 0;
    this.#hiddenUntilMs = this.id === "vwap" ? hiddenUntil(bars[0], context) : 0;
    for (const bar of bars) this.push(bar);
  }

  /** Takes the newest bar, or replaces it when it is the one that came last. */
  push(bar: Bar): void {
    const market = fromWireBar(bar);
    const value =
      bar.bar_start === this.#lastStartMs ? this.#indicator.revise(market) : this.#indicator.next(market);
    this.#lastStartMs = bar.bar_start;
    if (value === null || bar.bar_start < this.#hiddenUntilMs) this.#values.delete(bar.bar_start);
    else this.#values.set(bar.bar_start, value);
  }
}

/** A VWAP that misses its session's first bars would be wrong, so it is hidden until the first whole session. */
function hiddenUntil(first: Bar | undefined, context: OverlayContext): number {
  if (context.timeframe === "1d") return Number.POSITIVE_INFINITY;
  if (first === undefined || context.startReached) return 0;
  const day = tradingDayAt(first.bar_start);
  if (day === null) return 0;
  return first.bar_start <= sessionSpan(day, context.session).startMs ? 0 : day.postCloseMs;
}
