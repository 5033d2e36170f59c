import {
  type Callout,
  type CoachMessage,
  type DeskInput,
  type MessageKind,
  type QuietHours,
  messageKindSchema,
} from "@spotlight/contracts";
import { MINUTE_MS, minuteOfDay, nextTradingDay, tradingDayOf } from "@spotlight/market";
import type { Decision, Desk, MinuteNews } from "@spotlight/strategy";
import { type Draft, calloutDraft, messageOf, riskDraft, sessionDraft, withdrawnDraft } from "./drafts.ts";
import { levelDraft } from "./levels.ts";
import { tiltDraft } from "./tilt.ts";

/** What just happened on the desk. */
export interface Happened {
  /** Market time at which it was learned, epoch ms. */
  readonly atMs: number;
  readonly decisions: readonly Decision[];
  readonly news?: readonly MinuteNews[];
  readonly input?: DeskInput;
  /** The limits' light before it. */
  readonly lightBefore: string;
}

/** At most one message about a symbol within this time, ms. */
const SYMBOL_PAUSE_MS = 10_000;
/** What was true so long ago is not said any more, ms: the feed was silent, or a bar came late. */
const FRESH_MS = 60_000;

/** What is said in quiet hours, and at each density. */
const ALWAYS: ReadonlySet<MessageKind> = new Set(["risk"]);
const SAID: Readonly<Record<Desk["settings"]["density"], ReadonlySet<MessageKind>>> = {
  quiet: new Set(["risk", "tilt", "callout"]),
  normal: new Set(messageKindSchema.options),
  loud: new Set(messageKindSchema.options),
};

/**
 * What the coach says unasked: a pure fold over what happens on one person's desk. It speaks of another light of the
 * limits, signs of tilt, proposals that are put before the trader, levels that a price comes near to, and the end of the
 * session; of several at once it says the most urgent about each symbol. Everything that it goes by is in the log, so that a day that is told
 * again has the same messages.
 */
export class CoachWatch {
  readonly #desk: Desk;
  /** Messages of today, by id. */
  readonly #said = new Map<string, CoachMessage>();
  readonly #lastMs = new Map<string, number>();

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** When time alone makes it speak next, epoch ms: the regular session ends. Infinity before the desk knows a time. */
  get dueMs(): number {
    const { nowMs } = this.#desk;
    if (nowMs === 0) return Infinity;
    const day = tradingDayOf(nowMs);
    return nowMs < day.closeMs ? day.closeMs : nextTradingDay(day.day).closeMs;
  }

  /** Takes note of a message that was said before a restart. */
  recall(message: CoachMessage): void {
    this.#note(message);
  }

  /** What is to be said of what happened, the most urgent first. To be called after the desk has worked it in. */
  hear(happened: Happened): readonly CoachMessage[] {
    const { atMs } = happened;
    this.#forgetBefore(tradingDayOf(atMs).preOpenMs);
    const said: CoachMessage[] = [];
    const drafts = this.#drafts(happened).filter((draft) => this.#mayBeSaid(draft, atMs));
    for (const draft of drafts.toSorted((a, b) => urgency(a) - urgency(b))) {
      if (!this.#isTimeFor(draft, atMs)) continue;
      const message = messageOf(draft, atMs);
      if (message === null) continue;
      this.#note(message);
      said.push(message);
    }
    return said;
  }

  #drafts({ atMs, decisions, news = [], input, lightBefore }: Happened): readonly Draft[] {
    const drafts: Draft[] = [];
    let light = lightBefore;
    for (const decision of decisions) {
      if (decision.kind === "risk") {
        if (decision.body.light !== light) drafts.push(riskDraft(decision.body));
        light = decision.body.light;
      } else if (decision.kind === "callout") drafts.push(...this.#ofCallout(decision.body, atMs));
    }
    if (input?.type === "fill") drafts.push(...some(tiltDraft(input.fill, this.#desk.fills, atMs)));
    for (const symbol of freshSymbols(news, atMs)) drafts.push(...this.#ofBar(symbol));
    return [...drafts, ...this.#ofSession(atMs)];
  }

  #ofCallout(callout: Callout, atMs: number): readonly Draft[] {
    const { id, state, hidden, signal } = callout;
    if (state === "withdrawn") return this.#said.has(`callout:${id}`) ? [withdrawnDraft(callout)] : [];
    const isNew = state === "proposed" && hidden === null && atMs - signal.atMs <= FRESH_MS;
    return isNew ? [calloutDraft(callout)] : [];
  }

  #ofBar(symbol: string): readonly Draft[] {
    const { market, settings } = this.#desk;
    if (!SAID[settings.density].has("level")) return [];
    const minutes = market.view(symbol)?.series("1m", "rth");
    return minutes === undefined ? [] : some(levelDraft(symbol, minutes, settings.density));
  }

  #ofSession(atMs: number): readonly Draft[] {
    const { day, closeMs } = tradingDayOf(atMs);
    if (atMs !== closeMs) return [];
    const callouts = [...this.#desk.callouts.all].filter(({ hidden }) => hidden === null);
    const { trades, realisedR } = this.#desk.sentinel.state.today;
    if (callouts.length === 0 && trades === 0) return [];
    const accepted = callouts.filter(({ state }) => state === "accepted").length;
    const facts = { day, atMs, callouts: callouts.length, accepted, trades, realisedR };
    return [sessionDraft(facts)];
  }

  #mayBeSaid({ id, kind }: Draft, atMs: number): boolean {
    if (this.#said.has(id)) return false;
    const { density, quietHours, paused } = this.#desk.settings;
    if (paused || isQuiet(quietHours, atMs)) return ALWAYS.has(kind);
    return SAID[density].has(kind);
  }

  #isTimeFor({ kind, symbol }: Draft, atMs: number): boolean {
    if (symbol === null || ALWAYS.has(kind)) return true;
    return atMs - (this.#lastMs.get(symbol) ?? -Infinity) >= SYMBOL_PAUSE_MS;
  }

  #note(message: CoachMessage): void {
    this.#said.set(message.id, message);
    if (message.symbol !== null) this.#lastMs.set(message.symbol, message.atMs);
  }

  #forgetBefore(ms: number): void {
    for (const [id, { atMs }] of this.#said) {
      if (atMs >= ms) return;
      this.#said.delete(id);
    }
  }
}

function urgency({ kind }: Draft): number {
  return messageKindSchema.options.indexOf(kind);
}

function some<T>(value: T | null): readonly T[] {
  return value === null ? [] : [value];
}

/** Symbols of which the newest minute has just closed for the first time. */
function freshSymbols(news: readonly MinuteNews[], atMs: number): ReadonlySet<string> {
  const fresh = news.filter(
    ({ minute, cause }) =>
      cause === null && minute.kind === "bar" && atMs - minute.startMs - MINUTE_MS <= FRESH_MS,
  );
  return new Set(fresh.map(({ symbol }) => symbol));
}

function isQuiet(hours: QuietHours | null, atMs: number): boolean {
  if (hours === null) return false;
  const minute = minuteOfDay(atMs);
  const { from, to } = hours;
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}
