import { HISTORY_LIMIT_MAX } from "@spotlight/contracts";
import type { MarketApi } from "./api.ts";
import { ApiError } from "./json-api.ts";
import type { BarBook } from "./bar-book.ts";
import type { SeriesKey } from "./bar-series.ts";
import type { Subscription } from "./state.ts";

/** Loads the history that the book needs, and knows which of its series can be trusted. */
export class HistoryLoader {
  readonly refusals = new Map<string, string>();
  readonly #api: MarketApi;
  readonly #book: BarBook;
  readonly #limit: number;
  readonly #sideLimit: number;
  readonly #olderPages = new Map<string, Promise<boolean>>();
  #keys: readonly SeriesKey[] = [];

  constructor(api: MarketApi, book: BarBook, limit: number, sideLimit: number) {
    this.#api = api;
    this.#book = book;
    this.#limit = limit;
    this.#sideLimit = sideLimit;
  }

  /** From now on these series are wanted; others leave the book. */
  follow({ symbols, timeframe, session }: Subscription): void {
    this.#keys = symbols.map((symbol) => ({ symbol, timeframe, session }));
    this.#book.retain(this.#keys);
    this.refusals.clear();
  }

  /** Nothing held can be trusted until it is loaded again. */
  distrust(): void {
    for (const series of this.#book.all()) series.distrust();
  }

  /**
   * Loads what is missing. Answers with the position from which the stream has to go on, so that nothing lies between it
   * and any history: the smallest of the answers' cursors and the one held. A symbol that the server does not know is
   * remembered in {@link refusals} and left out. Rejects with {@link ApiError}.
   */
  async catchUp(cursor: number | null, signal: AbortSignal): Promise<number | null> {
    const missing = this.#keys.filter(
      (key) => this.#book.find(key)?.loaded !== true && !this.refusals.has(key.symbol),
    );
    const kept = this.#keys.length > missing.length + this.refusals.size;
    const cursors = await Promise.all(missing.map((key) => this.#load(key, signal)));
    const known = cursors.filter((value) => value !== null);
    if (kept && cursor !== null) known.push(cursor);
    return known.length === 0 ? cursor : Math.min(...known);
  }

  /** Loads the newest page of every series again and merges it. */
  async refresh(): Promise<void> {
    await Promise.all(
      this.#keys.map(async (key) => {
        const limit = Math.min(this.#limit, Math.max(1, this.#book.find(key)?.bars.length ?? 1));
        this.#book.merge(key, await this.#api.history({ ...key, limit }));
      }),
    );
  }

  /** One page before the oldest bar held; equal requests share one answer. False when nothing is older. */
  loadOlder(symbol: string, limit: number): Promise<boolean> {
    const running = this.#olderPages.get(symbol);
    if (running !== undefined) return running;
    const page = this.#loadOlder(symbol, limit).finally(() => this.#olderPages.delete(symbol));
    this.#olderPages.set(symbol, page);
    return page;
  }

  async #loadOlder(symbol: string, limit: number): Promise<boolean> {
    const key = this.#keys.find((candidate) => candidate.symbol === symbol);
    const series = key === undefined ? undefined : this.#book.find(key);
    const oldest = series?.bars[0];
    if (key === undefined || series?.loaded !== true || oldest === undefined) return false;
    if (series.startReached) return false;
    const answer = await this.#api.history({ ...key, limit, before: oldest.bar_start });
    if (answer.bars.length === 0) {
      series.reachStart();
      return false;
    }
    if (this.#book.find(key) === series && series.loaded) this.#book.merge(key, answer);
    return true;
  }

  async #load(key: SeriesKey, signal: AbortSignal): Promise<number | null> {
    const held = this.#book.find(key)?.bars.length ?? 0;
    const first = key.symbol === this.#keys[0]?.symbol;
    const limit = Math.min(HISTORY_LIMIT_MAX, Math.max(first ? this.#limit : this.#sideLimit, held));
    try {
      const answer = await this.#api.history({ ...key, limit }, signal);
      if (!signal.aborted && this.#keys.includes(key)) this.#book.load(key, answer);
      return answer.cursor;
    } catch (error) {
      if (error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429) {
        this.refusals.set(key.symbol, error.message);
        return null;
      }
      throw error;
    }
  }
}
