import type { BarState } from "@spotlight/contracts";
import { MINUTE_MS, type MarketBar, sameBar } from "../bar.ts";
import { MinuteTape, type TapeTotals } from "./tape.ts";
import type { TradeRows } from "./trade-rows.ts";

/** Where a minute stands. `gap`: over, but not covered whole. `empty`: over, whole, without a bar. */
export type MinutePhase = "open" | "closed" | "empty" | "gap";

/** One minute of one symbol: its tape, the vendor's bar if there is one, and what was last said of it. */
export class Minute {
  readonly startMs: number;
  readonly tape: MinuteTape;
  phase: MinutePhase = "open";
  /** The vendor's terms; they stand above the tape. */
  official: OfficialTerms | null = null;
  /** The bar as last shown after the minute was over; null while none was. */
  shown: MarketBar | null = null;

  constructor(startMs: number, rows: TradeRows) {
    this.startMs = startMs;
    this.tape = new MinuteTape(rows);
  }

  /** The bar of the tape alone; null when no trade may make one. */
  fromTape(state: BarState): MarketBar | null {
    const totals = this.tape.totals();
    return totals === null ? null : this.#bar(totals, vwapOf(totals), totals.tradeCount, state);
  }

  /**
   * What is to be shown now that the minute is over: the vendor's bar, else the tape's. A bar that was shown and whose
   * every trade was cancelled since keeps its prices with volume and count 0: see `isVoid`.
   */
  current(): MarketBar | null {
    const whole = this.phase !== "gap";
    if (this.official === null) {
      const bar = whole ? this.fromTape("closed") : null;
      return bar ?? (this.shown === null ? null : { ...this.shown, volume: 0, vwap: null, tradeCount: 0 });
    }
    const { vwap, tradeCount } = this.official;
    if (vwap !== null && tradeCount !== null) return this.#bar(this.official, vwap, tradeCount, "official");
    const totals = whole ? this.tape.totals() : null;
    return this.#bar(
      this.official,
      vwap ?? (totals === null ? null : vwapOf(totals)),
      tradeCount ?? totals?.tradeCount ?? 0,
      "official",
    );
  }

  /** Shows the current bar if it says something new, as the next revision. Answers it, or null when nothing changed. */
  showCurrent(): MarketBar | null {
    const bar = this.current();
    if (bar === null) return null;
    const before = this.shown;
    if (before !== null && sameBar(before, bar)) return null;
    this.shown = before === null ? bar : { ...bar, rev: before.rev + 1 };
    return this.shown;
  }

  #bar(
    prices: Pick<TapeTotals, "open" | "high" | "low" | "close" | "volume">,
    vwap: number | null,
    tradeCount: number,
    state: BarState,
  ): MarketBar {
    return {
      startMs: this.startMs,
      endMs: this.startMs + MINUTE_MS,
      open: prices.open,
      high: prices.high,
      low: prices.low,
      close: prices.close,
      volume: prices.volume,
      vwap,
      tradeCount,
      state,
      rev: 0,
    };
  }
}

/** The values of a vendor's minute bar; vwap and count are null where the vendor sends none. */
export interface OfficialTerms {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly vwap: number | null;
  readonly tradeCount: number | null;
}

function vwapOf(totals: TapeTotals): number | null {
  return totals.volume > 0 ? totals.notional / totals.volume : null;
}
