import type { Fill, RiskProfile, RiskProposal, RiskReason, RiskState, Verdict } from "@spotlight/contracts";
import { SymbolBooks } from "./symbol-books.ts";
import { nextBudget } from "./budget.ts";
import { cautions } from "./cautions.ts";
import { CoolDown } from "./cool-down.ts";
import { type Amount, dayFigures, shownDay, standing } from "./day-figures.ts";
import { reachedLocks } from "./locks.ts";
import { type RiskSession, riskSessionAt } from "./risk-day.ts";
import { normalProfile, riskPerTrade, sameProfile, tightest } from "./tightest.ts";
import { judge } from "./verdict.ts";
import { type Span, windowSpans } from "./windows.ts";
import { clockTime, inNumbers } from "./words.ts";

/**
 * What the sentinel learns, in the order of the log. `learnedMs` is on the market's clock, epoch ms; one that is earlier
 * than what was seen before counts as that. `minuteMs` is the start of the closed minute whose close `price` is.
 */
export type SentinelInput = { readonly learnedMs: number } & (
  | { readonly type: "clock" }
  | { readonly type: "mark"; readonly symbol: string; readonly minuteMs: number; readonly price: number }
  | { readonly type: "fill"; readonly fill: Fill }
  | { readonly type: "fill_removed"; readonly id: string }
  | { readonly type: "profile"; readonly profile: RiskProfile }
);

/**
 * Holds a trader to the limits that were set in calm. A fold without a clock of its own: the same inputs in the same
 * order give the same sentinel, so a restart folds the facts of the log again.
 *
 * What tightens acts at once, what loosens from the next session, and a lock holds for the rest of the day: whatever
 * fills are removed, backdated or won, whatever the profile becomes, wherever the clock jumps. The day's best holds in
 * the same way. An overnight position's result counts whole on the day of its exit, its open result on every day.
 */
export class RiskSentinel {
  private readonly books = new SymbolBooks();
  private nowMs: number;
  private session: RiskSession;
  /** As last set, in normal form; and what holds today. */
  private wanted: RiskProfile;
  private inForce: RiskProfile;
  /** The day's 1 R in dollars, fixed at the session's start; null while it is not known. */
  private unitDollars: number | null;
  private best: Amount = { r: 0, dollars: 0 };
  private locks: readonly RiskReason[] = [];
  private coolDown = new CoolDown();
  private spans: readonly Span[] = [];
  /** Until then a clock changes nothing. */
  private quietUntilMs = 0;
  private current: RiskState;

  /** Begins with a profile that is in force at `startMs`, epoch ms. */
  constructor(profile: RiskProfile, startMs: number) {
    this.nowMs = startMs;
    this.session = riskSessionAt(startMs);
    this.wanted = normalProfile(profile);
    this.inForce = this.wanted;
    this.unitDollars = riskPerTrade(this.wanted);
    this.current = this.assess();
  }

  /** Where the day stands. */
  get state(): RiskState {
    return this.current;
  }

  /** When time alone can change the state next, epoch ms. */
  get dueMs(): number {
    return this.quietUntilMs;
  }

  /** The profile as it was last set, in normal form. */
  get wantedProfile(): RiskProfile {
    return this.wanted;
  }

  /** Folds one input; answers the new state, or null when nothing but the time changed. */
  step(input: SentinelInput): RiskState | null {
    this.nowMs = Math.max(this.nowMs, input.learnedMs);
    const rolled = this.nowMs >= this.session.untilMs;
    if (rolled) this.beginDay();
    const touched = this.take(input);
    if (!touched && !rolled && this.nowMs < this.quietUntilMs) return null;
    const before = this.current;
    const next = this.assess();
    if (JSON.stringify({ ...next, atMs: before.atMs }) === JSON.stringify(before)) return null;
    this.current = next;
    return next;
  }

  /** Judges a proposal as of the last input. */
  verdict(proposal: RiskProposal): Verdict {
    return judge(proposal, { state: this.current, openSymbols: this.books.openSymbols });
  }

  /** Applies an input; answers whether it can change the day. */
  private take(input: SentinelInput): boolean {
    if (input.type === "clock") return false;
    if (input.type === "mark") return this.books.mark(input.symbol, input.minuteMs, input.price);
    if (input.type === "fill") return this.books.put(input.fill, this.nowMs);
    if (input.type === "fill_removed") return this.books.remove(input.id);
    this.wanted = normalProfile(input.profile);
    this.inForce = tightest(this.inForce, this.wanted);
    return true;
  }

  private beginDay(): void {
    this.session = riskSessionAt(this.nowMs);
    this.inForce = this.wanted;
    this.unitDollars = riskPerTrade(this.wanted);
    this.best = { r: 0, dollars: 0 };
    this.locks = [];
    this.coolDown = new CoolDown();
  }

  private assess(): RiskState {
    const { session, nowMs, inForce, unitDollars } = this;
    const trades = this.books.ofDay(session);
    const figures = dayFigures(trades, session, unitDollars, inForce, (symbol) => this.books.price(symbol));
    const { low, high } = standing(figures, inForce.lossBasis);
    this.best = {
      r: Math.max(this.best.r, high.r),
      dollars: Math.max(this.best.dollars, high.dollars),
    };
    const view = {
      profile: inForce,
      nowMs,
      untilMs: session.untilMs,
      low,
      best: this.best,
      openedToday: figures.openedToday,
      dayTrades: this.books.dayTrades(inForce, session, nowMs),
    };
    const known = new Set(this.locks.map((lock) => lock.code));
    this.locks = [...this.locks, ...reachedLocks(view).filter((lock) => !known.has(lock.code))];
    const inARow = this.coolDown.step(
      trades.map(({ trade }) => trade),
      inForce,
      nowMs,
    );
    this.spans = windowSpans(inForce.windows, session);
    const stops = [...this.locks, ...this.passing()];
    const soft = cautions(inForce, figures, low, this.best);
    const budget = nextBudget(inForce, figures, low, this.best, unitDollars);
    const red = stops.length > 0;
    this.quietUntilMs = this.nextChangeMs();
    return {
      light: red ? "RED" : soft.length > 0 ? "YELLOW" : "GREEN",
      atMs: nowMs,
      day: session.day,
      locked: this.locks.length > 0,
      reasons: [...stops, ...soft, ...missing(budget.dollars)],
      untilMs: red ? Math.max(...stops.map((stop) => stop.untilMs ?? session.untilMs)) : null,
      nextRiskDollars: red && budget.dollars !== null ? 0 : budget.dollars,
      nextRiskR: red ? 0 : budget.r,
      today: shownDay(figures, this.best, inARow),
      profile: inForce,
      pending: sameProfile(this.wanted, inForce) ? null : { from: session.nextDay, profile: this.wanted },
    };
  }

  /** What holds entries back for a while: the cool-down and the windows. */
  private passing(): RiskReason[] {
    const reasons: RiskReason[] = [];
    const { nowMs, coolDown } = this;
    if (coolDown.untilMs > nowMs)
      reasons.push({
        code: "cool_down",
        text: `${inNumbers(coolDown.losses)} losses in a row. Cooling down until ${clockTime(coolDown.untilMs)}.`,
        limit: this.inForce.lossesInARow,
        value: coolDown.losses,
        unit: "losses",
        untilMs: coolDown.untilMs,
      });
    const span = this.spans.find(({ fromMs, untilMs }) => nowMs >= fromMs && nowMs < untilMs);
    if (span !== undefined)
      reasons.push({
        code: "window",
        text: `No entries until ${clockTime(span.untilMs)}: this time of day is closed in your profile.`,
        limit: null,
        value: null,
        unit: "minutes",
        untilMs: span.untilMs,
      });
    return reasons;
  }

  private nextChangeMs(): number {
    const edges = [this.session.untilMs, this.coolDown.untilMs];
    for (const { fromMs, untilMs } of this.spans) edges.push(fromMs, untilMs);
    return Math.min(...edges.filter((edge) => edge > this.nowMs));
  }
}

function missing(riskDollars: number | null): RiskReason[] {
  if (riskDollars !== null) return [];
  return [
    {
      code: "missing",
      text: "Set your account size, or the dollars you risk per trade, to see sizes. Limits in R hold without.",
      limit: null,
      value: null,
      unit: "dollars",
      untilMs: null,
    },
  ];
}
