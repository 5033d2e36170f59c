import type { RiskProfile, TradeRecord } from "@spotlight/contracts";
import { lossesInARow } from "./day-trades.ts";

const MINUTE_MS = 60_000;

/** A pause after losses in a row. Once it began it lasts, whatever becomes of the losses; then counting starts anew. */
export class CoolDown {
  /** End of the pause, epoch ms; 0 before the first. */
  untilMs = 0;
  /** Losses that led to it. */
  losses = 0;
  private sinceMs = 0;
  /** Exits up to here have led to a pause already. */
  private countFromMs = -1;

  /** Looks at the day's trades; answers the losses in a row that count now. A longer pause acts on one that runs. */
  step(trades: readonly TradeRecord[], profile: RiskProfile, nowMs: number): number {
    const pauseMs = profile.coolDownMinutes * MINUTE_MS;
    if (this.untilMs > nowMs) this.untilMs = Math.max(this.untilMs, this.sinceMs + pauseMs);
    const losing = lossesInARow(trades, this.countFromMs);
    const last = losing.at(-1);
    if (last === undefined || profile.lossesInARow === null || losing.length < profile.lossesInARow)
      return losing.length;
    if (pauseMs === 0) return losing.length;
    this.countFromMs = last.closedMs ?? nowMs;
    this.sinceMs = nowMs;
    this.untilMs = Math.max(this.untilMs, nowMs + pauseMs);
    this.losses = losing.length;
    return losing.length;
  }
}
