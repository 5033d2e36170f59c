import { isDeepStrictEqual } from "node:util";
import type { ActiveStrategy, DeskInput, FlagValues, Signal } from "@spotlight/contracts";
import { CoachWatch, type Happened } from "@spotlight/coach";
import { tradingDayOf } from "@spotlight/market";
import {
  type Decision,
  Desk,
  type InputRefusal,
  type MinuteNews,
  momentsOf,
  warmUpStartMs,
} from "@spotlight/strategy";
import type { Logger } from "pino";
import type { Decider } from "../engine/decider.ts";
import type { Fact, InputFact, MarketFact, MarketLog, OwnedFact } from "../log/market-log.ts";
import { minuteOf } from "../log/minute-of.ts";
import type { Meter } from "../telemetry/meter.ts";
import { shippedSetups, strategiesOf } from "./strategies.ts";

/** Facts that are read from the log at once. */
const PAGE = 5_000;
/** An older price marks nothing, ms. */
const PRICE_AGE_MS = 10 * 86_400_000;

/** The switches of the server that a desk heeds. */
export type DeskFlags = Pick<FlagValues, "governorTight" | "enableLearningLoop">;

/** What a desk is run with. */
export interface DeskServiceParts {
  readonly owner: string;
  readonly log: MarketLog;
  /** The person's rules that are in use. */
  rules(): Promise<readonly ActiveStrategy[]>;
  readonly meter: Meter;
  readonly logger: Logger;
  /** Time on the market's clock, epoch ms. */
  nowMs(): number;
  /** Leaves the strategies as the log says, where it says any: for telling a day again. */
  readonly asStored?: boolean;
  /** Makes facts durable; resolves when they are, and told. */
  commit(facts: readonly OwnedFact[]): Promise<void>;
}

/** What a person asked for cannot be done now. */
export class InputRefused extends Error {
  readonly refusal: InputRefusal;

  constructor(refusal: InputRefusal) {
    super(`the input is refused: ${refusal.why}`);
    this.refusal = refusal;
  }
}

/**
 * One person's desk in the running server: gives the fold what the engine learns and what the person does, and turns its
 * decisions into facts that become durable together with what they follow from.
 */
export class DeskService implements Decider {
  readonly desk = new Desk(strategiesOf);
  readonly #watch = new CoachWatch(this.desk);
  readonly #parts: DeskServiceParts;
  readonly #active = new Set<string>();
  /** Symbols of which the person has ever reported a fill. */
  readonly #traded = new Set<string>();
  /** News about symbols whose past is being loaded, or not asked for yet. */
  readonly #early = new Map<string, MinuteNews[]>();
  /** Whether statistics of the past are being prepared, one after the other between other work. */
  #preparing = false;
  /** When time alone changes something next. */
  #dueMs = Infinity;
  /** The strategies in use, as they were noted last; null on a desk that was never used. */
  #strategies: readonly ActiveStrategy[] | null = null;

  constructor(parts: DeskServiceParts) {
    this.#parts = parts;
  }

  /** Whose desk it is. */
  get owner(): string {
    return this.#parts.owner;
  }

  /** The strategies that decide now. */
  get strategies(): readonly ActiveStrategy[] {
    return this.#strategies ?? [];
  }

  async open(): Promise<void> {
    const day = tradingDayOf(this.#parts.nowMs());
    for await (const fact of this.#inputsBefore(day.preOpenMs)) {
      this.#note(fact.body);
      this.desk.recall(fact, fact.learnedMs);
    }
    for (const symbol of this.#traded) await this.#recallPrice(symbol, day.preOpenMs);
    for await (const fact of this.#factsSince(day.preOpenMs)) this.#recall(fact);
    this.#dueMs = this.#nextMs();
    if (this.#parts.asStored === true && this.#strategies !== null) return;
    await this.useSetups((this.#strategies ?? shippedSetups()).map(({ id }) => id));
  }

  /**
   * Puts shipped setups in use, and with them the person's rules as they are stored. What is in use already stays as it
   * is.
   */
  async useSetups(ids: readonly string[]): Promise<void> {
    const setups = shippedSetups().filter(({ id }) => ids.includes(id));
    const strategies = [...setups, ...(await this.#parts.rules())];
    if (isDeepStrictEqual(strategies, this.#strategies)) return;
    await this.submit({ type: "strategies", strategies });
  }

  /** Takes what is switched for the whole server; what is so already is not noted again. */
  async useFlags({ governorTight, enableLearningLoop: learningLoop }: DeskFlags): Promise<void> {
    const { settings } = this.desk;
    if (settings.governorTight === governorTight && settings.learningLoop === learningLoop) return;
    await this.submit({ type: "settings", settings: { ...settings, governorTight, learningLoop } });
  }

  /** Takes the person's rules as they are stored now. */
  async useRules(): Promise<void> {
    await this.useSetups(this.strategies.map(({ id }) => id));
  }

  async prepare(symbol: string): Promise<void> {
    const { log } = this.#parts;
    const day = tradingDayOf(this.#parts.nowMs());
    const fromMs = warmUpStartMs(day);
    const said = await this.#signalsSince(day.preOpenMs);
    const past = await log.minutes(symbol, fromMs, Number.MAX_SAFE_INTEGER);
    const early = this.#early.get(symbol) ?? [];
    this.#early.delete(symbol);
    this.desk.market.load(symbol, [...past, ...early.map(({ minute }) => minute)]);
    for (const signal of said) if (signal.symbol === symbol) this.desk.market.recall(signal);
    this.#prepareStatistics();
    if (!this.#active.has(symbol)) await this.submit({ type: "symbol", symbol, active: true });
  }

  drop(symbol: string): void {
    this.desk.market.drop(symbol);
    this.#early.delete(symbol);
    if (!this.#active.has(symbol)) return;
    this.submit({ type: "symbol", symbol, active: false }).catch((error: unknown) =>
      this.#parts.logger.error({ err: error, symbol }, "a symbol was let go, and that was not noted"),
    );
  }

  pass(nowMs: number): readonly OwnedFact[] {
    const facts: OwnedFact[] = [];
    while (this.#dueMs <= nowMs) {
      const atMs = Math.max(this.#dueMs, this.desk.nowMs);
      facts.push(...this.#heard(atMs, () => this.desk.passTo(atMs)));
      this.#dueMs = this.#nextMs();
    }
    return facts.length === 0 ? facts : this.#counted(facts);
  }

  decide(facts: readonly MarketFact[]): readonly OwnedFact[] {
    const news = facts.flatMap(newsOf).filter((one) => !this.#isEarly(one));
    if (news.length === 0) return [];
    const began = performance.now();
    const decided: OwnedFact[] = [];
    // The coach hears each moment for itself: what it says of a bar must not depend on what was learned along with it.
    for (const moment of momentsOf(news))
      decided.push(
        ...this.#heard(moment.learnedMs, () => this.desk.advance(moment.news), { news: moment.news }),
      );
    this.#dueMs = this.#nextMs();
    this.#parts.meter.time("decision_duration_seconds", performance.now() - began);
    this.#prepareStatistics();
    return this.#counted(decided);
  }

  /**
   * Works in what the person did, in this order; resolves when all of it is durable, with what follows from it. All of it
   * becomes durable together.
   *
   * @throws {InputRefused} when one of it cannot be done now; then none of it is.
   */
  async submit(...inputs: readonly DeskInput[]): Promise<void> {
    const learnedMs = Math.max(Math.floor(this.#parts.nowMs()), this.desk.nowMs);
    const passed = this.pass(learnedMs);
    for (const input of inputs) {
      const refusal = this.desk.refusal(input, learnedMs);
      if (refusal === null) continue;
      if (passed.length > 0) await this.#parts.commit(passed);
      throw new InputRefused(refusal);
    }
    const facts = inputs.flatMap((input) => this.#workIn(input, learnedMs));
    this.#dueMs = this.#nextMs();
    this.#prepareStatistics();
    await this.#parts.commit([...passed, ...facts]);
  }

  /** One input as a fact, and the facts that follow from it. */
  #workIn(input: DeskInput, learnedMs: number): readonly OwnedFact[] {
    this.#note(input);
    const decided = this.#heard(learnedMs, () => this.desk.input(input, learnedMs), { input });
    const { owner } = this.#parts;
    const fact: InputFact = {
      kind: "input",
      owner,
      symbol: null,
      startMs: null,
      learnedMs,
      cause: null,
      body: input,
    };
    return [fact, ...this.#counted(decided)];
  }

  /** Has what callouts say of the past ready before one is made: after a day has passed, or strategies were changed. */
  #prepareStatistics(): void {
    if (this.#preparing) return;
    this.#preparing = true;
    setImmediate(() => {
      this.#preparing = false;
      if (this.desk.patterns.prepareOne()) this.#prepareStatistics();
    });
  }

  /** The last price before today, by which a position that was held overnight is marked until there is a newer one. */
  async #recallPrice(symbol: string, untilMs: number): Promise<void> {
    const minutes = await this.#parts.log.minutes(symbol, untilMs - PRICE_AGE_MS, untilMs);
    const last = minutes.findLast(({ kind }) => kind === "bar");
    if (last !== undefined)
      this.desk.recallNews({ symbol, minute: last, cause: null, learnedMs: last.startMs });
  }

  #recall(fact: Fact): void {
    if (!("owner" in fact)) {
      for (const news of newsOf(fact)) this.desk.recallNews(news);
      return;
    }
    if (fact.owner !== this.#parts.owner) return;
    if (fact.kind === "input") this.#note(fact.body);
    if (fact.kind === "coach") this.#watch.recall(fact.body);
    else this.desk.recall(fact, fact.learnedMs);
  }

  /** Decides, and puts what the coach says of it after what was decided. */
  #heard(
    atMs: number,
    decide: () => readonly Decision[],
    of: Pick<Happened, "news" | "input"> = {},
  ): readonly OwnedFact[] {
    const { light: lightBefore } = this.desk.sentinel.state;
    const decisions = decide();
    const messages = this.#watch.hear({ atMs, decisions, lightBefore, ...of });
    return [
      ...decisions.map((decision) => this.#fact(decision, atMs)),
      ...messages.map((body): OwnedFact => {
        const learnedMs = Math.floor(atMs);
        const { symbol } = body;
        return {
          kind: "coach",
          owner: this.#parts.owner,
          symbol,
          startMs: null,
          learnedMs,
          cause: null,
          body,
        };
      }),
    ];
  }

  /** When time alone changes or says something next. */
  #nextMs(): number {
    return Math.min(this.desk.dueMs, this.#watch.dueMs);
  }

  #note(input: DeskInput): void {
    if (input.type === "strategies") this.#strategies = input.strategies;
    if (input.type === "fill") this.#traded.add(input.fill.symbol);
    if (input.type !== "symbol") return;
    if (input.active) this.#active.add(input.symbol);
    else this.#active.delete(input.symbol);
  }

  /** Keeps news about a symbol that is not on the desk yet; they are worked in with its past. */
  #isEarly(one: MinuteNews): boolean {
    if (this.desk.market.view(one.symbol) !== undefined) return false;
    const early = this.#early.get(one.symbol);
    if (early === undefined) this.#early.set(one.symbol, [one]);
    else early.push(one);
    return true;
  }

  #fact(decision: Decision, learnedMs: number): OwnedFact {
    const { owner } = this.#parts;
    const frame = { owner, startMs: null, learnedMs: Math.floor(learnedMs), cause: null } as const;
    if (decision.kind === "risk") return { ...frame, ...decision, symbol: null };
    if (decision.kind === "signal") return { ...frame, ...decision, symbol: decision.body.symbol };
    return { ...frame, ...decision, symbol: decision.body.signal.symbol };
  }

  #counted(facts: readonly OwnedFact[]): readonly OwnedFact[] {
    const { meter } = this.#parts;
    for (const fact of facts) {
      if (fact.kind === "signal") meter.count("signals_total", 1, { status: fact.body.status });
      else if (fact.kind === "callout") meter.count("callouts_total", 1, { state: fact.body.state });
      else if (fact.kind === "coach") meter.count("coach_messages_total", 1, { kind: fact.body.kind });
    }
    return facts;
  }

  /** What strategies have said since a time, oldest first. */
  async #signalsSince(fromMs: number): Promise<readonly Signal[]> {
    const { log, owner } = this.#parts;
    const range = { owner, kinds: ["signal" as const], fromMs, untilMs: Number.MAX_SAFE_INTEGER };
    const facts = await log.owned({ ...range, limit: Number.MAX_SAFE_INTEGER, newestFirst: false });
    return facts.flatMap((fact) => (fact.kind === "signal" ? [fact.body] : []));
  }

  /** What the person did that was learned before a time, in pages, by cursor. */
  async *#inputsBefore(untilMs: number): AsyncGenerator<InputFact> {
    const { log, owner } = this.#parts;
    let fromMs = 0;
    let seen = 0;
    for (;;) {
      const range = { owner, kinds: ["input" as const], fromMs, untilMs, limit: PAGE, newestFirst: false };
      const page = await log.owned(range);
      const fresh = page.filter(({ cursor }) => cursor > seen);
      for (const fact of fresh) if (fact.kind === "input") yield fact;
      const last = fresh.at(-1);
      if (last === undefined || page.length < PAGE) return;
      fromMs = last.learnedMs;
      seen = last.cursor;
    }
  }

  /** Everything of the log that was learned from a time on, by cursor. */
  async *#factsSince(learnedMs: number): AsyncGenerator<Fact> {
    const { log } = this.#parts;
    let after = await log.cursorBefore(learnedMs);
    for (;;) {
      const page = await log.read({ after, until: log.head, symbols: null, limit: PAGE });
      yield* page;
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return;
      after = last.cursor;
    }
  }
}

function newsOf(fact: MarketFact): readonly MinuteNews[] {
  const minute = minuteOf(fact);
  if (minute === null || fact.symbol === null) return [];
  return [{ symbol: fact.symbol, minute, cause: fact.cause, learnedMs: fact.learnedMs }];
}
