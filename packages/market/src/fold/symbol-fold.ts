import type { RevisionCause, Trade, TradeCancel, TradeCorrection } from "@spotlight/contracts";
import { MINUTE_MS, type MarketBar } from "../bar.ts";
import { type TradingDay, newYorkDate, nextTradingDay, tradingDay, tradingDayAt } from "../calendar.ts";
import { tradeEffect } from "../conditions.ts";
import type { BarRevised, IgnoredReason, MarketChange } from "./change.ts";
import { Minute, type OfficialTerms } from "./minute.ts";
import { TradeRows } from "./trade-rows.ts";

/** Longest outage, in trading days, whose minutes are marked one by one. */
const MARKED_OUTAGE_DAYS = 5;

type Amendment = TradeCancel | TradeCorrection;

/** The minutes of one trading day of one symbol, and what is known of its sequence numbers. */
class DayTape {
  readonly day: TradingDay;
  readonly rows = new TradeRows();
  readonly minutes: (Minute | undefined)[] = [];
  lastSequence = -Infinity;
  /** Cancels and corrections that came before their trade, by its sequence number. */
  readonly early = new Map<number, Amendment>();

  constructor(day: TradingDay) {
    this.day = day;
  }

  minuteAt(eventMs: number): Minute {
    const index = Math.floor((eventMs - this.day.preOpenMs) / MINUTE_MS);
    return (this.minutes[index] ??= new Minute(this.day.preOpenMs + index * MINUTE_MS, this.rows));
  }

  isRegular(eventMs: number): boolean {
    return eventMs >= this.day.openMs && eventMs < this.day.closeMs;
  }
}

/** One symbol's fold: tapes of the newest trading days and the minute that will close next. */
export class SymbolFold {
  readonly symbol: string;
  /** Set when the forming bar may have changed; whoever looks clears it. */
  dirty = false;
  readonly #retainedDays: number;
  readonly #days: DayTape[] = [];
  #newest: DayTape | null = null;
  #covered = false;
  /** Start of the first minute that is not over yet; null before coverage ever began. */
  #nextMinuteMs: number | null = null;
  /** Since when coverage is missing; null while it is not. */
  #lostMs: number | null = null;
  #lostReason = "";
  /** The minute being formed is not covered whole. */
  #partialReason: string | null = null;

  constructor(symbol: string, retainedDays: number) {
    this.symbol = symbol;
    this.#retainedDays = retainedDays;
  }

  /** Start of the minute that closes next, epoch ms; null before coverage began. */
  get formingMs(): number | null {
    return this.#nextMinuteMs;
  }

  /** The bar that is still forming, null when nothing has traded in its minute or the minute is not covered whole. */
  forming(): MarketBar | null {
    if (this.#nextMinuteMs === null || this.#partialReason !== null) return null;
    const day = this.#dayTape(this.#nextMinuteMs);
    return day === null ? null : day.minuteAt(this.#nextMinuteMs).fromTape("forming");
  }

  /** Adds a trade. Answers null when it went into the forming minute, else what it changed or why it did not. */
  trade(trade: Trade): MarketChange | null {
    const { eventMs, sequence, price, size } = trade;
    const day = this.#dayTape(eventMs);
    if (!(price > 0 && size > 0 && price < Infinity && size < Infinity))
      return this.#ignored("invalid", trade);
    if (!this.#covered) return this.#ignored("not_covered", trade);
    if (day === null) return this.#ignored(this.#whyNoDay(eventMs), trade);
    const minute = day.minuteAt(eventMs);
    if (sequence > day.lastSequence) day.lastSequence = sequence;
    else if (minute.tape.has(sequence)) return this.#ignored("duplicate", trade);
    const effect = tradeEffect(trade.conditions, !day.isRegular(eventMs));
    minute.tape.add(Math.floor(eventMs - day.day.preOpenMs), sequence, price, size, effect);
    if (day.early.size > 0) this.#amendEarly(day, minute, sequence);
    if (minute.phase === "open") {
      this.dirty = true;
      return null;
    }
    return this.#reshow(minute, "late_trade", trade.receivedMs, effect === 0 ? "no_effect" : null);
  }

  /** Works in a cancel or a correction. */
  amend(event: Amendment): MarketChange | null {
    const day = this.#dayTape(event.eventMs);
    if (day === null) return this.#ignored(this.#whyNoDay(event.eventMs), event);
    const minute = day.minuteAt(event.eventMs);
    if (!applyAmendment(day, minute, event)) {
      day.early.set(event.sequence, event);
      return this.#ignored("unknown_trade", event);
    }
    if (minute.phase === "open") {
      this.dirty = true;
      return null;
    }
    return this.#reshow(minute, "correction", event.receivedMs, null);
  }

  /** The vendor's bar of a minute: it stands above the trades and replaces an earlier one. */
  official(startMs: number, terms: OfficialTerms, learnedMs: number): MarketChange | null {
    const day = this.#dayTape(startMs);
    const at = { receivedMs: learnedMs };
    if (day === null) return this.#ignored(this.#whyNoDay(startMs), at);
    if (!isSound(terms) || startMs % MINUTE_MS !== 0) return this.#ignored("invalid", at);
    const minute = day.minuteAt(startMs);
    minute.official = terms;
    if (minute.phase === "open") {
      if (this.#nextMinuteMs !== null && startMs >= this.#nextMinuteMs) return null;
      minute.phase = "gap";
    }
    return this.#reshow(minute, "official", learnedMs, "no_effect");
  }

  /** Coverage begins or ends at a time. */
  cover(covered: boolean, atMs: number, learnedMs: number, reason: string, out: MarketChange[]): void {
    if (covered === this.#covered) return;
    if (covered) this.#beginCoverage(atMs, learnedMs, out);
    else this.#endCoverage(atMs, learnedMs, reason, out);
    this.#covered = covered;
  }

  /** End of the session minute that closes next, epoch ms; Infinity when none is covered. */
  get closesNextMs(): number {
    const nextMs = this.#nextMinuteMs;
    if (!this.#covered || nextMs === null) return Infinity;
    return (tradingDayAt(nextMs) === null ? nextOpenMs(nextMs) : nextMs) + MINUTE_MS;
  }

  /** Closes every covered minute that ended at or before this time. */
  closeUntil(endMs: number, learnedMs: number, out: MarketChange[]): void {
    if (!this.#covered || this.#nextMinuteMs === null) return;
    while (this.#nextMinuteMs + MINUTE_MS <= endMs) {
      const day = tradingDayAt(this.#nextMinuteMs);
      if (day === null) {
        const opensMs = nextOpenMs(this.#nextMinuteMs);
        if (opensMs + MINUTE_MS > endMs) return;
        this.#nextMinuteMs = opensMs;
      }
      this.#closeMinute(this.#nextMinuteMs, learnedMs, out);
      this.#nextMinuteMs += MINUTE_MS;
    }
  }

  #closeMinute(startMs: number, learnedMs: number, out: MarketChange[]): void {
    const minute = this.#dayTape(startMs)?.minuteAt(startMs);
    if (minute === undefined || minute.phase !== "open") return;
    const { symbol } = this;
    if (this.#partialReason !== null) {
      minute.phase = "gap";
      const reason = this.#partialReason;
      this.#partialReason = null;
      const official = minute.showCurrent();
      if (official === null) out.push({ kind: "gap", symbol, startMs, reason, learnedMs });
      else out.push({ kind: "revised", symbol, cause: "official", before: null, after: official, learnedMs });
      return;
    }
    const closed = minute.fromTape("closed");
    minute.phase = closed === null ? "empty" : "closed";
    minute.shown = closed;
    if (closed !== null) out.push({ kind: "closed", symbol, bar: closed, learnedMs });
    else if (minute.official === null) out.push({ kind: "empty", symbol, startMs, learnedMs });
    if (minute.official !== null) {
      const change = this.#reshow(minute, "official", learnedMs, "no_effect");
      if (change !== null) out.push(change);
    }
  }

  #beginCoverage(atMs: number, learnedMs: number, out: MarketChange[]): void {
    const firstMs = atMs - (atMs % MINUTE_MS);
    const day = this.#dayTape(firstMs);
    if (this.#lostMs !== null) this.#markGap(this.#lostMs, firstMs, learnedMs, out);
    this.#lostMs = null;
    const already = day?.minuteAt(firstMs).phase ?? "open";
    this.#partialReason = atMs > firstMs ? "coverage began within the minute" : null;
    this.#nextMinuteMs = already === "open" ? firstMs : firstMs + MINUTE_MS;
    if (already !== "open") this.#partialReason = null;
  }

  #endCoverage(atMs: number, learnedMs: number, reason: string, out: MarketChange[]): void {
    this.closeUntil(atMs, learnedMs, out);
    this.#lostReason = reason;
    this.#lostMs = this.#nextMinuteMs;
    if (this.#nextMinuteMs === null || atMs <= this.#nextMinuteMs) return;
    this.#markGap(this.#nextMinuteMs, this.#nextMinuteMs + MINUTE_MS, learnedMs, out);
    this.#lostMs = this.#nextMinuteMs + MINUTE_MS;
    this.#partialReason = null;
  }

  /** Marks every session minute in the span that has no bar. */
  #markGap(fromMs: number, untilMs: number, learnedMs: number, out: MarketChange[]): void {
    let days = 0;
    for (let startMs = fromMs; startMs < untilMs; startMs += MINUTE_MS) {
      const day = this.#dayTape(startMs);
      if (day === null) {
        startMs = nextOpenMs(startMs) - MINUTE_MS;
        days += 1;
        if (days > MARKED_OUTAGE_DAYS) return;
        continue;
      }
      const minute = day.minuteAt(startMs);
      if (minute.phase !== "open") continue;
      minute.phase = "gap";
      out.push({ kind: "gap", symbol: this.symbol, startMs, reason: this.#lostReason, learnedMs });
    }
  }

  #amendEarly(day: DayTape, minute: Minute, sequence: number): void {
    const event = day.early.get(sequence);
    if (event === undefined) return;
    day.early.delete(sequence);
    applyAmendment(day, minute, event);
  }

  #reshow(
    minute: Minute,
    cause: RevisionCause,
    learnedMs: number,
    unchanged: IgnoredReason | null,
  ): MarketChange | null {
    const before = minute.shown;
    const after = minute.showCurrent();
    if (after === null)
      return this.#ignored(minute.phase === "gap" ? "in_gap" : "no_effect", { receivedMs: learnedMs });
    if (after === before) return this.#ignored(unchanged ?? "no_effect", { receivedMs: learnedMs });
    if (minute.phase === "empty") minute.phase = "closed";
    const change: BarRevised = { kind: "revised", symbol: this.symbol, cause, before, after, learnedMs };
    return change;
  }

  #ignored(reason: IgnoredReason, event: { readonly receivedMs: number }): MarketChange {
    return { kind: "ignored", symbol: this.symbol, reason, learnedMs: event.receivedMs };
  }

  #whyNoDay(eventMs: number): IgnoredReason {
    return tradingDayAt(eventMs) === null ? "outside_session" : "beyond_retention";
  }

  /** The day's tape, made when the day is new; null outside of sessions and before the retained days. */
  #dayTape(ms: number): DayTape | null {
    const newest = this.#newest;
    if (newest !== null && ms >= newest.day.preOpenMs && ms < newest.day.postCloseMs) return newest;
    const known = this.#days.find(({ day }) => ms >= day.preOpenMs && ms < day.postCloseMs);
    if (known !== undefined) return known;
    const day = tradingDayAt(ms);
    if (day === null || (newest !== null && day.preOpenMs < newest.day.preOpenMs)) return null;
    this.#newest = new DayTape(day);
    this.#days.push(this.#newest);
    if (this.#days.length > this.#retainedDays) this.#days.shift();
    return this.#newest;
  }
}

function applyAmendment(day: DayTape, minute: Minute, event: Amendment): boolean {
  if (event.type === "cancel") return minute.tape.amend(event.sequence, 0, 0, 0);
  const effect = tradeEffect(event.conditions, !day.isRegular(event.eventMs));
  return minute.tape.amend(event.sequence, event.price, event.size, effect);
}

function isSound(terms: OfficialTerms): boolean {
  const { open, high, low, close, volume } = terms;
  return (
    low > 0 && low <= open && low <= close && high >= open && high >= close && high < Infinity && volume >= 0
  );
}

function nextOpenMs(ms: number): number {
  const today = newYorkDate(ms);
  const day = tradingDay(today);
  return (day !== null && day.preOpenMs > ms ? day : nextTradingDay(today)).preOpenMs;
}
