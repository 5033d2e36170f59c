import {
  type Callout,
  DEFAULT_RISK_PROFILE,
  DESK_SETTINGS_DEFAULT,
  type DeskInput,
  type DeskSettings,
  type Feedback,
  type PatternBrief,
  type RiskState,
  type Signal,
  type Verdict,
} from "@spotlight/contracts";
import { type TradingDay, tradingDayAt } from "@spotlight/market";
import { hiddenReason } from "../callouts/audience.ts";
import { CalloutBook, type CalloutRefusal } from "../callouts/book.ts";
import { calloutOf } from "../callouts/callout.ts";
import { outcomeSince } from "../callouts/outcome.ts";
import { type StrategyScore, strategyScore } from "../callouts/score.ts";
import type { Strategy } from "../decide/strategy.ts";
import { PatternMemory } from "../patterns/pattern-memory.ts";
import { RiskSentinel } from "../sentinel/risk-sentinel.ts";
import { MINIMUM_SAMPLE } from "../statistics/sample.ts";
import { FillBook } from "../trades/fill-book.ts";
import { MarketDesk } from "./market-desk.ts";
import { type MinuteNews, type Moment, momentsOf } from "./moments.ts";
import { sharesWarmUp, warmUpStartMs } from "./warm-up.ts";

/** What follows from news or from what a person did, to be made durable in this order. */
export type Decision =
  | { readonly kind: "signal"; readonly body: Signal }
  | { readonly kind: "callout"; readonly body: Callout }
  | { readonly kind: "risk"; readonly body: RiskState };

/** Why an input cannot be taken: the callout cannot be answered, or the risk sentinel forbids it. */
export type InputRefusal =
  | { readonly why: CalloutRefusal }
  | { readonly why: "risk"; readonly reasons: Verdict["reasons"] };

/**
 * Turns what is stored of the strategies in use into strategies. What is unknown or no longer compiles is left out.
 */
export type StrategyFactory = (
  active: Extract<DeskInput, { type: "strategies" }>["strategies"],
) => readonly Strategy[];

/**
 * One person's decisions: a pure fold of what the market did and what the person did, in the order of the log. The same
 * news and inputs make the same decisions, live, in replay and in backtest. After a restart it is filled again with what
 * the log says and goes on: see {@link recall}.
 */
export class Desk {
  readonly market = new MarketDesk();
  readonly callouts = new CalloutBook();
  readonly fills = new FillBook();
  readonly patterns = new PatternMemory(this.market);
  readonly #sentinel = new RiskSentinel(DEFAULT_RISK_PROFILE, 0);
  readonly #strategiesOf: StrategyFactory;
  readonly #feedback = new Map<string, Feedback["verdict"][]>();
  #settings: DeskSettings = DESK_SETTINGS_DEFAULT;
  #day: TradingDay | null = null;
  #nowMs = 0;

  constructor(strategiesOf: StrategyFactory) {
    this.#strategiesOf = strategiesOf;
  }

  /** How the person wants to be spoken to. */
  get settings(): DeskSettings {
    return this.#settings;
  }

  /** The time of the newest news or input, epoch ms on the market's clock; it never goes back. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** What the person's limits say. */
  get sentinel(): Pick<RiskSentinel, "state" | "wantedProfile" | "verdict"> {
    return this.#sentinel;
  }

  /** How the person's feedback judges a strategy. */
  score(strategy: string): StrategyScore {
    return strategyScore(this.#feedback.get(strategy) ?? []);
  }

  /**
   * When time alone changes something next, epoch ms: a callout expires, a snooze, a pause or the day ends. Infinity
   * before the first news or input.
   */
  get dueMs(): number {
    return Math.min(this.callouts.dueMs, this.#limitsDueMs);
  }

  /** Lets time pass on the market's clock; what it changes is decided at its own time, however late it is asked for. */
  passTo(ms: number): readonly Decision[] {
    const decisions: Decision[] = [];
    this.#passTo(ms, decisions);
    return decisions;
  }

  /** Works in what became known, in the order of the log. */
  advance(news: Iterable<MinuteNews>): readonly Decision[] {
    const decisions: Decision[] = [];
    for (const moment of momentsOf(news)) this.#moment(moment, decisions);
    return decisions;
  }

  /** Why an input cannot be taken at a time on the market's clock; null when it can. */
  refusal(input: DeskInput, nowMs: number): InputRefusal | null {
    if (input.type !== "respond") return null;
    const why = this.callouts.refusal(input.callout, Math.max(nowMs, this.#nowMs));
    if (why !== null) return { why };
    const callout = this.callouts.get(input.callout);
    if (input.action !== "accept" || callout === undefined) return null;
    const { allow, reasons } = this.#sentinel.verdict(callout.signal);
    return allow ? null : { why: "risk", reasons };
  }

  /** Works in what a person did and was not refused, at a time on the market's clock. */
  input(input: DeskInput, learnedMs: number): readonly Decision[] {
    const decisions: Decision[] = [];
    this.#passTo(learnedMs, decisions);
    this.#take(input, decisions);
    if (input.type === "respond") {
      const { callout, action, reason } = input;
      tell(decisions, this.callouts.respond(callout, action, reason, this.#nowMs));
    }
    return decisions;
  }

  /**
   * Takes note of what the log says the person did, or was decided, before a restart. To be called in the order of the
   * log: first every input of the days before, then everything of today, with {@link recallNews} in between.
   */
  recall(fact: Decision | { readonly kind: "input"; readonly body: DeskInput }, learnedMs: number): void {
    this.#recallTime(learnedMs);
    if (fact.kind === "input") this.#take(fact.body, []);
    else if (fact.kind === "signal") this.market.recall(fact.body);
    else if (fact.kind === "callout" && this.#isToday(fact.body.signal.atMs)) this.callouts.put(fact.body);
  }

  /** Takes note of news of today that were decided on before a restart: prices that limits were held against. */
  recallNews(news: MinuteNews): void {
    this.#recallTime(news.learnedMs);
    this.#mark(news);
  }

  /** What time changed was told when it did. */
  #recallTime(ms: number): void {
    for (const atMs of this.#stops(ms, () => this.#limitsDueMs)) {
      this.#nowMs = atMs;
      this.#enterDay();
      this.#sentinel.step({ type: "clock", learnedMs: atMs });
    }
  }

  get #limitsDueMs(): number {
    return this.#nowMs === 0 ? Infinity : this.#sentinel.dueMs;
  }

  /** The times on the way to a time at which something is due, and that time itself; none lies before the present. */
  *#stops(ms: number, dueMs: () => number): Generator<number> {
    for (let next = dueMs(); next <= ms; next = dueMs()) yield Math.max(next, this.#nowMs);
    yield Math.max(ms, this.#nowMs);
  }

  #moment(moment: Moment, decisions: Decision[]): void {
    this.#passTo(moment.learnedMs, decisions);
    for (const news of moment.news) this.#tell(this.#mark(news), decisions);
    for (const signal of this.market.advance(moment)) {
      decisions.push({ kind: "signal", body: signal });
      const callout =
        signal.status === "fired" ? this.#propose(signal) : this.callouts.signalChanged(signal, this.#nowMs);
      if (callout !== null) decisions.push({ kind: "callout", body: callout });
    }
    for (const { symbol } of moment.news) tell(decisions, this.#score(symbol, moment.cause !== null));
  }

  /** How the symbol's callouts went by now. Those whose end is known are looked at again only after a revision. */
  #score(symbol: string, revised: boolean): readonly Callout[] {
    const minutes = this.market.view(symbol)?.series("1m", "rth");
    if (minutes === undefined) return [];
    return this.callouts.score(symbol, ({ signal, outcome }) =>
      outcome !== null && !revised ? outcome : outcomeSince(minutes, signal.atMs, signal),
    );
  }

  #propose(signal: Signal): Callout {
    const trusted =
      !this.#settings.learningLoop || !this.score(signal.strategy).keptBack.includes(signal.grade);
    const hidden = hiddenReason(signal, this.callouts.all, this.#settings, trusted, this.#nowMs);
    const callout = calloutOf(signal, {
      statistics: this.#statistics(signal),
      verdict: this.#sentinel.verdict(signal),
      hidden,
      nowMs: this.#nowMs,
    });
    return this.callouts.add(callout, this.#nowMs);
  }

  #statistics({ strategy, version, symbol }: Signal): PatternBrief {
    const used = this.market.strategies.find((each) => each.id === strategy && each.version === version);
    return used === undefined
      ? { enough: false, count: 0, needed: MINIMUM_SAMPLE, sessions: 0 }
      : this.patterns.brief(used, symbol);
  }

  #take(input: DeskInput, decisions: Decision[]): void {
    const learnedMs = this.#nowMs;
    if (input.type === "fill" || input.type === "fill_removed" || input.type === "profile") {
      if (input.type === "fill") this.fills.put(input.fill);
      if (input.type === "fill_removed") this.fills.remove(input.id);
      this.#tell(this.#sentinel.step({ ...input, learnedMs }), decisions);
    } else if (input.type === "strategies") this.market.use(this.#strategiesOf(input.strategies));
    else if (input.type === "settings") this.#settings = input.settings;
    else if (input.type === "feedback") {
      const words = this.#feedback.get(input.strategy) ?? [];
      this.#feedback.set(input.strategy, [...words, input.feedback.verdict]);
    }
  }

  /** Marks open positions with a minute's close; answers what the sentinel says if that changed. */
  #mark({ symbol, minute, learnedMs }: MinuteNews): RiskState | null {
    if (minute.kind !== "bar") return null;
    const { close, startMs: minuteMs } = minute.bar;
    return this.#sentinel.step({ type: "mark", symbol, minuteMs, price: close, learnedMs });
  }

  #tell(risk: RiskState | null, decisions: Decision[]): void {
    if (risk !== null) decisions.push({ kind: "risk", body: risk });
  }

  /** Lets time pass: callouts expire and snoozes end; a new trading day begins with an empty book. */
  #passTo(ms: number, decisions: Decision[]): void {
    for (const atMs of this.#stops(ms, () => this.dueMs)) {
      this.#nowMs = atMs;
      tell(decisions, this.callouts.tick(atMs));
      this.#enterDay();
      this.#tell(this.#sentinel.step({ type: "clock", learnedMs: atMs }), decisions);
    }
  }

  #enterDay(): void {
    if (this.#isToday(this.#nowMs)) return;
    const day = tradingDayAt(this.#nowMs);
    if (day === null) return;
    const before = this.#day;
    this.#day = day;
    this.callouts.clear();
    if (before !== null && !sharesWarmUp(before, day)) this.market.forgetBefore(warmUpStartMs(day));
  }

  #isToday(ms: number): boolean {
    const day = this.#day;
    return day !== null && ms >= day.preOpenMs && ms < day.postCloseMs;
  }
}

function tell(decisions: Decision[], callouts: readonly Callout[]): void {
  for (const body of callouts) decisions.push({ kind: "callout", body });
}
