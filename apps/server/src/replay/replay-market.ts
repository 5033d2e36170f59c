import { type MinuteFact, sessionAt } from "@spotlight/market";
import { type View, viewKey } from "../engine/day-book.ts";
import {
  type Applied,
  type EngineListener,
  type MarketSource,
  type SymbolState,
  newSymbolState,
} from "../engine/parts.ts";
import type { FeedState } from "../engine/status.ts";
import { SymbolBook } from "../engine/symbol-book.ts";
import { Exclusive } from "../log/exclusive.ts";
import type { NewFact } from "../log/market-log.ts";
import { MemoryMarketLog } from "../log/memory-log.ts";

/**
 * A market of the past that is told again: its own log in memory, its own books, and listeners of its own. Nothing of it
 * reaches the live market or the database. There are no forming bars: minutes are what is stored.
 */
export class ReplayMarket implements MarketSource {
  readonly log: MemoryMarketLog;
  readonly newestTrade = null;
  readonly #exclusive = new Exclusive();
  readonly #symbols = new Map<string, SymbolState>();
  readonly #views = new Map<string, View>();
  readonly #listeners = new Set<EngineListener>();
  #nowMs: number;
  #state: FeedState = { state: "live" };
  speed: number | null = 1;

  /** `fromCursor`: cursors begin above it, so that none of an earlier telling can be mistaken for one of this. */
  constructor(source: string, nowMs: number, fromCursor: number) {
    this.log = new MemoryMarketLog(source, fromCursor);
    this.#nowMs = nowMs;
  }

  get cursor(): number {
    return this.log.head;
  }

  get source(): string {
    return this.log.source;
  }

  get state(): FeedState {
    return this.#state;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  get lastEventMs(): number {
    return this.#nowMs;
  }

  get sessionPart(): ReturnType<typeof sessionAt> {
    return sessionAt(this.#nowMs);
  }

  symbols(): readonly string[] {
    return [...this.#symbols.keys()];
  }

  symbol(symbol: string): SymbolState | undefined {
    return this.#symbols.get(symbol);
  }

  listings(): readonly { readonly symbol: string; readonly name: string }[] {
    return this.symbols().map((symbol) => ({ symbol, name: symbol }));
  }

  async warmed(): Promise<void> {
    return undefined;
  }

  listen(listener: EngineListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  activate(view: View): void {
    this.#views.set(viewKey(view), view);
  }

  takeDirty(): ReadonlySet<string> {
    return new Set();
  }

  forming(): null {
    return null;
  }

  /** Puts a symbol into the market with its past. */
  async add(symbol: string, past: readonly MinuteFact[]): Promise<void> {
    await this.log.backfill(symbol, past, this.#nowMs);
    const state = newSymbolState(new SymbolBook(symbol, this.log, this.#exclusive, this.#views));
    await state.book.open();
    const last = past.findLast((minute) => minute.kind === "bar");
    state.lastPrice = last?.kind === "bar" ? last.bar.close : null;
    state.ready = true;
    this.#symbols.set(symbol, state);
  }

  /** Moves the clock; it never goes back. */
  passTo(ms: number): void {
    this.#nowMs = Math.max(this.#nowMs, ms);
  }

  /** Says in what state the market is; readers are told when it changes. */
  async become(state: FeedState): Promise<void> {
    if (state.state === this.#state.state && state.reason === this.#state.reason) return;
    this.#state = state;
    const learnedMs = Math.floor(this.#nowMs);
    await this.tell([{ kind: "status", symbol: null, startMs: null, learnedMs, cause: null, body: state }]);
  }

  /** Makes facts part of this market and tells them. */
  async tell(facts: readonly NewFact[]): Promise<void> {
    const batch: Applied[] = [];
    for (const fact of await this.log.append(facts, null)) {
      const state = fact.symbol === null ? undefined : this.#symbols.get(fact.symbol);
      if (fact.kind === "bar" && state !== undefined) state.lastPrice = fact.body.bar.close;
      if (fact.kind === "halt" && state !== undefined) state.halted = fact.body.halted;
      batch.push({ fact, changes: state?.book.apply(fact) ?? new Map() });
    }
    for (const listener of this.#listeners) listener.applied(batch);
  }
}
