import type { Fill, RiskProfile } from "@spotlight/contracts";
import { previousTradingDay } from "@spotlight/market";
import { buildTrades, FillBook, isSameFill, type SymbolTrades } from "../trades/index.ts";
import { type DayTrade, isDayTrade, tradesOfDay } from "./day-trades.ts";
import { type RiskSession, riskSessionAt } from "./risk-day.ts";

interface Mark {
  readonly minuteMs: number;
  readonly price: number;
}

/** Fills, the trades that they add up to, and the newest price of every symbol. */
export class SymbolBooks {
  private readonly fills = new FillBook();
  /** Fills as they were stated, of which those from the future are dated back in the book. */
  private readonly stated = new Map<string, Fill>();
  private readonly trades = new Map<string, SymbolTrades>();
  private readonly marks = new Map<string, Mark>();
  /** Trades of the day by symbol, made anew when its fills or the day change. */
  private readonly today = new Map<string, readonly DayTrade[]>();
  private day = "";

  /** Symbols with an open position. */
  get openSymbols(): readonly string[] {
    return [...this.trades.keys()].filter((symbol) => this.isOpen(symbol));
  }

  /** Takes a fill; one from the future counts as of now. Answers whether that changed anything. */
  put(fill: Fill, nowMs: number): boolean {
    const before = this.stated.get(fill.id);
    if (before !== undefined && isSameFill(before, fill)) return false;
    this.stated.set(fill.id, fill);
    this.fills.put(fill.atMs > nowMs ? { ...fill, atMs: nowMs } : fill);
    if (before !== undefined) this.rebuild(before.symbol);
    this.rebuild(fill.symbol);
    return true;
  }

  /** Takes a fill back; answers whether there was one. */
  remove(id: string): boolean {
    const known = this.stated.get(id);
    if (known === undefined) return false;
    this.stated.delete(id);
    this.fills.remove(id);
    this.rebuild(known.symbol);
    return true;
  }

  /** Takes the close of a minute, or a revision of the newest one; answers whether an open position is marked by it. */
  mark(symbol: string, minuteMs: number, price: number): boolean {
    const known = this.marks.get(symbol);
    if (
      known !== undefined &&
      (minuteMs < known.minuteMs || (minuteMs === known.minuteMs && price === known.price))
    )
      return false;
    this.marks.set(symbol, { minuteMs, price });
    return this.isOpen(symbol);
  }

  /** Close of the newest minute of a symbol. */
  price(symbol: string): number | undefined {
    return this.marks.get(symbol)?.price;
  }

  /** Trades that are open or did something on a day. */
  ofDay(session: RiskSession): readonly DayTrade[] {
    if (this.day !== session.day) {
      this.today.clear();
      this.day = session.day;
    }
    for (const [symbol, trades] of this.trades)
      if (!this.today.has(symbol)) this.today.set(symbol, tradesOfDay(trades, session));
    return [...this.today.values()].flat();
  }

  /** For each account rule that applies on the day: its limit, and the day trades that it counts. */
  dayTrades(
    profile: RiskProfile,
    { day }: RiskSession,
    nowMs: number,
  ): readonly { readonly name: string; readonly limit: number; readonly count: number }[] {
    return profile.rules
      .filter(({ fromDay, untilDay, belowEquityDollars }) => {
        const poor =
          belowEquityDollars === null ||
          profile.equityDollars === null ||
          profile.equityDollars < belowEquityDollars;
        return poor && (fromDay === null || day >= fromDay) && (untilDay === null || day < untilDay);
      })
      .map(({ name, maxDayTrades, inTradingDays }) => ({
        name,
        limit: maxDayTrades,
        count: this.countDayTrades(firstOf(day, inTradingDays), nowMs),
      }));
  }

  private countDayTrades(fromDay: string, nowMs: number): number {
    let count = 0;
    for (const { trades } of this.trades.values())
      for (const trade of trades)
        if (riskSessionAt(trade.openedMs).day >= fromDay && isDayTrade(trade, nowMs)) count += 1;
    return count;
  }

  private isOpen(symbol: string): boolean {
    return this.trades.get(symbol)?.trades.at(-1)?.closedMs === null;
  }

  private rebuild(symbol: string): void {
    const fills = this.fills.fills(symbol);
    if (fills.length === 0) this.trades.delete(symbol);
    else this.trades.set(symbol, buildTrades(fills));
    this.today.delete(symbol);
  }
}

/** The first of so many trading days that end with one. */
function firstOf(day: string, tradingDays: number): string {
  let first = day;
  for (let back = 1; back < tradingDays; back += 1) first = previousTradingDay(first).day;
  return first;
}
