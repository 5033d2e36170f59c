import type { SessionKind } from "@spotlight/contracts";
import { type TradingDay, tradingDayAt } from "@spotlight/market";
import type { MinuteNews } from "../desk/moments.ts";
import { BarSeries } from "../series/bar-series.ts";
import { placeBar } from "../series/search.ts";

/**
 * The minute bars of a whole run by symbol and session, as the newest word has them: what trades are filled on. Unlike a
 * desk it forgets nothing when a month ends.
 */
export class PriceTape {
  readonly #series = new Map<string, Readonly<Record<SessionKind, BarSeries>>>();
  #day: TradingDay | null = null;

  /** Works in what was heard of a minute. */
  take({ symbol, minute }: MinuteNews): void {
    if (minute.kind !== "bar") return;
    const day = this.#dayOf(minute.startMs);
    if (day === null) return;
    const { rth, rth_ext: extended } = this.#of(symbol);
    placeBar(extended, minute.bar);
    if (minute.startMs >= day.openMs && minute.startMs < day.closeMs) placeBar(rth, minute.bar);
  }

  /** The bars of a symbol and session; empty when nothing was heard. */
  series(symbol: string, session: SessionKind): BarSeries {
    return this.#of(symbol)[session];
  }

  /** Trading days (YYYY-MM-DD) with bars in [fromMs, untilMs), ascending, and how many bars there are in all. */
  extent(symbols: readonly string[], fromMs: number, untilMs: number): { days: string[]; bars: number } {
    const days = new Set<string>();
    let bars = 0;
    for (const symbol of symbols) {
      const series = this.series(symbol, "rth_ext");
      for (let index = 0; index < series.length; index += 1) {
        const startMs = series.startMs.values[index] ?? 0;
        if (startMs >= fromMs && startMs < untilMs) bars += 1;
      }
      for (let number = 0; number < series.dayCount; number += 1) {
        const { day, preOpenMs } = series.day(number);
        if (preOpenMs >= fromMs && preOpenMs < untilMs) days.add(day);
      }
    }
    return { days: [...days].sort(), bars };
  }

  #of(symbol: string): Readonly<Record<SessionKind, BarSeries>> {
    const known = this.#series.get(symbol);
    if (known !== undefined) return known;
    const made = {
      rth: new BarSeries(symbol, "1m", "rth"),
      rth_ext: new BarSeries(symbol, "1m", "rth_ext"),
    };
    this.#series.set(symbol, made);
    return made;
  }

  #dayOf(ms: number): TradingDay | null {
    const day = this.#day;
    if (day !== null && ms >= day.preOpenMs && ms < day.postCloseMs) return day;
    this.#day = tradingDayAt(ms);
    return this.#day;
  }
}
