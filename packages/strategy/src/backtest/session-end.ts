import type { BacktestAssumptions } from "@spotlight/contracts";
import { tradingDayAt } from "@spotlight/market";

/** Ends of sessions by time; remembers the day that it was asked of last. */
export class SessionEnds {
  private fromMs = 0;
  private untilMs = 0;
  private endMs = 0;
  private readonly kind: BacktestAssumptions["sessionEnd"];

  constructor(kind: BacktestAssumptions["sessionEnd"]) {
    this.kind = kind;
  }

  /** End of the session of a time, epoch ms: at most then a position is closed. Infinite when positions are held on. */
  at(ms: number): number {
    if (this.kind === null) return Number.POSITIVE_INFINITY;
    if (ms >= this.fromMs && ms < this.untilMs) return this.endMs;
    const day = tradingDayAt(ms);
    if (day === null) return Number.NEGATIVE_INFINITY;
    this.fromMs = day.preOpenMs;
    this.untilMs = day.postCloseMs;
    this.endMs = this.kind === "rth" ? day.closeMs : day.postCloseMs;
    return this.endMs;
  }
}
