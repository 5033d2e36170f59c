import type { MarketEvent, MarketState, SessionKind, Trade } from "@spotlight/contracts";
import { MarketFold, type MarketBar, sessionAt, tradingDayOf } from "@spotlight/market";
import type { FeedPosition, Listing } from "../feeds/feed.ts";
import type { Fact, FeedProgress, MarketFact, OwnedFact } from "../log/market-log.ts";
import { Committer } from "./committer.ts";
import { type View, type ViewChanges, viewKey } from "./day-book.ts";
import { type Decider, NO_DECISIONS } from "./decider.ts";
import { Exclusive } from "../log/exclusive.ts";
import { FeedLoop } from "./feed-loop.ts";
import {
  type Applied,
  type EngineListener,
  type EngineParts,
  type MarketSource,
  type NewestTrade,
  type SymbolState,
  UnknownSymbol,
  newSymbolState,
} from "./parts.ts";
import { pastFacts } from "./past.ts";
import { Staging } from "./staging.ts";
import { type FeedState, feedState } from "./status.ts";
import { SymbolBook } from "./symbol-book.ts";

const STATE_POLL_MS = 250;
const DAY_MS = 86_400_000;

/** Events in, durable facts out: stamps, folds, stages, commits, and tells. The one writer of its source's log. */
export class Engine implements MarketSource {
  readonly #parts: EngineParts;
  readonly #fold = new MarketFold();
  readonly #exclusive = new Exclusive();
  readonly #symbols = new Map<string, SymbolState>();
  /** Symbols whose past is being stored. */
  readonly #warming = new Map<string, Promise<void>>();
  readonly #staging: Staging;
  readonly #views = new Map<string, View>();
  readonly #stopping = new AbortController();
  readonly #committer: Committer;
  readonly #listeners = new Set<EngineListener>();
  #running: Promise<void> = Promise.resolve();
  readonly #feedLoop: FeedLoop;
  #decider: Decider = NO_DECISIONS;
  #position: FeedPosition = { startMs: 0, positionMs: 0 };
  #caughtUp = false;
  #ended = false;
  #databaseFailure: string | null = null;
  #lastEventMs: number | null = null;
  #newest: NewestTrade | null = null;
  #state: FeedState = { state: "starting" };
  #poll: NodeJS.Timeout | null = null;
  #appliedCursor: number;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.#staging = new Staging(parts);
    this.#appliedCursor = parts.log.head;
    this.#committer = new Committer(
      parts.log,
      this.#exclusive,
      {
        committed: (facts, commitMs) => this.#committed(facts, commitMs),
        trouble: (error) => this.#trouble(error),
        progress: () => this.#progress(),
      },
      this.#stopping.signal,
    );
    this.#feedLoop = new FeedLoop(
      parts,
      {
        symbols: () => this.symbols(),
        position: () => ({ startMs: this.#position.startMs, positionMs: this.nowMs }),
        deliver: (events) => this.#deliver(events),
        ended: () => this.#end(),
        changed: () => this.#judge(),
      },
      this.#stopping.signal,
    );
  }

  /** The newest cursor whose fact every view shows. */
  get cursor(): number {
    return this.#appliedCursor;
  }

  get state(): FeedState {
    return this.#state;
  }

  get source(): string {
    return this.#parts.feed.source;
  }

  get speed(): number | null {
    return this.#parts.feed.speed;
  }

  /** The session that views have when a request names none. */
  get defaultSession(): SessionKind {
    return this.#parts.feed.extendedHours ? "rth_ext" : "rth";
  }

  /** The time on the market's clock, epoch ms. */
  get nowMs(): number {
    return Math.max(this.#fold.nowMs, this.#position.positionMs);
  }

  get lastEventMs(): number | null {
    return this.#lastEventMs;
  }

  get newestTrade(): NewestTrade | null {
    return this.#newest;
  }

  /** How long nothing at all has come from the feed, ms. */
  get silentMs(): number {
    return this.#feedLoop.silentMs;
  }

  /** Facts that wait for the database, and for how long the oldest of them has, ms. */
  get waiting(): { readonly facts: number; readonly oldestMs: number } {
    return { facts: this.#committer.waiting, oldestMs: this.#committer.oldestWaitMs };
  }

  /** Symbols that the feed could deliver. */
  listings(): readonly Listing[] {
    return this.#parts.feed.listings();
  }

  symbols(): readonly string[] {
    return [...this.#symbols.keys()];
  }

  symbol(symbol: string): SymbolState | undefined {
    return this.#symbols.get(symbol);
  }

  /** Who decides from now on, about the symbols that are prepared from now on. To be called before `start`. */
  decideBy(decider: Decider): void {
    this.#decider = decider;
  }

  /** Makes facts about decisions durable; resolves when they are, and told. */
  async commit(facts: readonly OwnedFact[]): Promise<void> {
    await this.#committer.commit(facts);
  }

  listen(listener: EngineListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Loads what is known, fills in the past of new symbols, and lets the feed run. Resolves once the feed runs. */
  async start(): Promise<void> {
    const { feed, store, runKey, wallMs } = this.#parts;
    const known = await store.progress(runKey);
    const startMs = known?.startMs ?? feed.firstStartMs(wallMs());
    this.#position = { startMs, positionMs: known?.positionMs ?? startMs };
    if (known === null) await store.saveProgress({ runKey, ...this.#position, ended: false });
    await this.#staging.recall(this.#parts.log, tradingDayOf(this.#position.positionMs).preOpenMs);
    await this.#decider.open();
    const watched = new Map((await store.watched()).map(({ symbol, warmed }) => [symbol, warmed]));
    for (const symbol of watched.size > 0 ? watched.keys() : this.#parts.symbols) {
      if (!this.#isListed(symbol)) {
        this.#parts.logger.warn({ symbol, source: this.source }, "the feed does not know a watched symbol");
        continue;
      }
      await this.#prepare(symbol, watched.get(symbol) === true, this.#position.startMs);
    }
    this.#running = this.#feedLoop.run();
    this.#poll = setInterval(() => this.#judge(), STATE_POLL_MS);
  }

  /** Stops the feed and waits until everything that was folded is durable. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    if (this.#poll !== null) clearInterval(this.#poll);
    await this.#running;
    await this.#committer.settled();
    if (this.#databaseFailure === null && this.#caughtUp) await this.#saveProgress();
  }

  /** Breaks the feed's run off and begins another at once, as after a failure. Loses nothing. */
  reconnectFeed(): void {
    this.#feedLoop.reconnect();
  }

  /** Starts watching a symbol and fills in its past; resolves when it is served. */
  async watch(symbol: string): Promise<void> {
    if (!this.#isListed(symbol)) throw new UnknownSymbol(symbol);
    if (this.#symbols.has(symbol)) return this.warmed(symbol);
    const warming = this.#warm(symbol).finally(() => this.#warming.delete(symbol));
    this.#warming.set(symbol, warming);
    return warming;
  }

  /** Resolves when a symbol that is being made ready is; rejects when that fails. */
  async warmed(symbol: string): Promise<void> {
    return this.#warming.get(symbol);
  }

  /** Stops watching a symbol; what is stored of it stays. */
  async unwatch(symbol: string): Promise<boolean> {
    await this.#warming.get(symbol)?.catch(() => undefined);
    if (!this.#symbols.delete(symbol)) return false;
    this.#parts.feed.unwatch(symbol);
    this.#fold.drop(symbol);
    this.#decider.drop(symbol);
    await this.#committer.settled();
    await this.#parts.store.unwatch(symbol);
    return true;
  }

  /** Keeps a view up to date from now on and tells listeners its changes. */
  activate(view: View): void {
    this.#views.set(viewKey(view), view);
  }

  /** Symbols whose forming bar changed since the last call. */
  takeDirty(): ReadonlySet<string> {
    return this.#caughtUp ? this.#fold.takeDirty() : new Set();
  }

  /** The forming bar of a view; null when there is none. */
  forming(symbol: string, view: View): MarketBar | null {
    const minuteMs = this.#fold.formingMs(symbol);
    if (minuteMs === null || !this.#caughtUp) return null;
    const day = this.#symbols.get(symbol)?.book.day(minuteMs);
    return day?.fold(view).forming(minuteMs, this.#fold.forming(symbol)) ?? null;
  }

  async #warm(symbol: string): Promise<void> {
    const { feed, store, log } = this.#parts;
    this.#symbols.set(symbol, newSymbolState(new SymbolBook(symbol, log, this.#exclusive, this.#views)));
    try {
      await store.watch({ symbol, warmed: false });
      await this.#symbols.get(symbol)?.book.open();
      await this.#prepare(symbol, false, await feed.watch(symbol));
    } catch (error) {
      this.#symbols.delete(symbol);
      feed.unwatch(symbol);
      throw error;
    }
  }

  #isListed(symbol: string): boolean {
    return this.listings().some((listing) => listing.symbol === symbol);
  }

  async #prepare(symbol: string, warmed: boolean, untilMs: number): Promise<void> {
    const { log, store } = this.#parts;
    const book = new SymbolBook(symbol, log, this.#exclusive, this.#views);
    if (!warmed) {
      await this.#backfill(symbol, untilMs);
      await store.watch({ symbol, warmed: true });
    }
    await this.#exclusive.run(async () => {
      await book.open();
      const state = newSymbolState(book);
      const last = book.days(0, Number.MAX_SAFE_INTEGER).at(-1);
      for (const bar of last?.minutes.bars(last.day.preOpenMs, last.day.postCloseMs) ?? [])
        state.lastPrice = bar.close;
      state.ready = true;
      this.#symbols.set(symbol, state);
    });
    await this.#decider.prepare(symbol);
  }

  async #backfill(symbol: string, untilMs: number): Promise<void> {
    const { feed, log, logger } = this.#parts;
    const began = performance.now();
    let count = 0;
    const oldestMs = untilMs - this.#parts.historyDays * DAY_MS;
    const fromMs = Math.max((await log.extent(symbol))?.lastMs ?? oldestMs, oldestMs);
    for await (const facts of pastFacts(feed.history(symbol, fromMs, untilMs), untilMs)) {
      count += facts.length;
      await log.backfill(symbol, facts, untilMs);
      if (this.#stopping.signal.aborted) return;
    }
    if (count > 0)
      logger.info({ symbol, bars: count, ms: Math.round(performance.now() - began) }, "history stored");
  }

  async #end(): Promise<void> {
    await this.#committer.settled();
    this.#caughtUp = true;
    this.#ended = true;
    await this.#saveProgress();
    this.#parts.logger.info({ source: this.source }, "the recorded days are over");
    this.#judge();
  }

  async #deliver(events: readonly MarketEvent[]): Promise<void> {
    const { meter, wallMs } = this.#parts;
    const trades: Trade[] = [];
    const ignored = new Map<string, number>();
    let late = 0;
    for (const event of events) {
      if (event.type !== "clock" && event.type !== "coverage" && !this.#symbols.has(event.symbol)) continue;
      const staged: MarketFact[] = [];
      for (const change of this.#fold.step(event)) {
        if (change.kind === "ignored") ignored.set(change.reason, (ignored.get(change.reason) ?? 0) + 1);
        else this.#stage(change, staged);
        if (change.kind === "revised" && change.cause === "late_trade") late += 1;
      }
      if (event.type === "trade") trades.push(event);
      const passed = this.#decider.pass(this.#fold.nowMs);
      const decided = staged.length > 0 ? this.#decider.decide(staged) : [];
      if (passed.length + staged.length > 0) this.#committer.add([...passed, ...staged, ...decided]);
    }
    for (const [reason, count] of ignored) meter.count("events_ignored_total", count, { reason });
    meter.count("trades_total", trades.length);
    meter.count("late_prints_total", late);
    if (!this.#caughtUp && this.#fold.nowMs >= this.#position.positionMs) {
      this.#caughtUp = true;
      this.#judge();
    }
    this.#noteTrades(trades, wallMs());
    await this.#committer.room();
  }

  #noteTrades(trades: readonly Trade[], ingestedMs: number): void {
    const last = trades.at(-1);
    if (last === undefined) return;
    this.#lastEventMs = last.eventMs;
    this.#newest = { eventMs: last.eventMs, receivedMs: last.receivedMs, ingestedMs };
    for (const trade of trades) {
      const state = this.#symbols.get(trade.symbol);
      if (state === undefined) continue;
      state.lastEventMs = trade.eventMs;
      state.lastPrice = trade.price;
    }
    if (this.#caughtUp) for (const listener of this.#listeners) listener.trades(trades);
  }

  #stage(change: Parameters<Staging["stage"]>[0], staged: MarketFact[]): void {
    const state = this.#symbols.get(change.symbol);
    const fact = state === undefined ? null : this.#staging.stage(change, state);
    if (fact !== null) staged.push(fact);
  }

  #committed(facts: readonly Fact[], commitMs: number): void {
    const { meter } = this.#parts;
    meter.time("commit_duration_seconds", commitMs);
    meter.count("facts_total", facts.length);
    meter.count("gap_minutes_total", facts.filter(({ kind }) => kind === "gap").length);
    const batch: Applied[] = [];
    for (const fact of facts) {
      const state = fact.symbol === null ? undefined : this.#symbols.get(fact.symbol);
      const changes: ViewChanges = state?.book.apply(fact) ?? new Map<string, readonly MarketBar[]>();
      this.#staging.settle(fact);
      if (fact.cause !== null) meter.count("revisions_total", 1, { cause: fact.cause });
      this.#appliedCursor = fact.cursor;
      batch.push({ fact, changes });
    }
    for (const listener of this.#listeners) listener.applied(batch);
  }

  #trouble(error: Error | null): void {
    if (error === null && this.#databaseFailure === null) return;
    this.#databaseFailure = error === null ? null : "The database does not answer. Facts wait until it does.";
    if (error !== null) this.#parts.logger.error({ err: error }, "commit failed; trying again");
    this.#judge();
  }

  /** Through the log, so that it is kept while the database is away. */
  async #saveProgress(): Promise<void> {
    await this.#exclusive.run(() => this.#parts.log.append([], this.#progress()));
  }

  #progress(): FeedProgress {
    const positionMs = Math.max(this.#position.positionMs, this.#fold.nowMs);
    return { runKey: this.#parts.runKey, startMs: this.#position.startMs, positionMs, ended: this.#ended };
  }

  /** Judges the feed's state and, when it changed, makes that a fact. */
  #judge(): void {
    const { staleAfterMs } = this.#parts;
    const next = feedState({
      failure: this.#feedLoop.failure ?? this.#databaseFailure,
      ended: this.#ended,
      caughtUp: this.#caughtUp,
      nowMs: this.nowMs,
      silentMs: this.silentMs,
      staleAfterMs,
    });
    if (next.state === this.#state.state && next.reason === this.#state.reason) return;
    this.#state = next;
    const learnedMs = Math.floor(this.nowMs);
    const body: { state: MarketState; reason?: string } = { ...next };
    this.#committer.add([{ kind: "status", symbol: null, startMs: null, learnedMs, cause: null, body }]);
  }

  /** The part of the trading day on the market's clock. */
  get sessionPart(): ReturnType<typeof sessionAt> {
    return sessionAt(this.nowMs);
  }
}
