import {
  MINUTE_MS,
  type MarketBar,
  type TradingDay,
  newYorkDate,
  newYorkTimeMs,
  tradingDay,
  tradingDayAt,
} from "@spotlight/market";
import type { Fact, KnownMinute, MarketLog } from "../log/market-log.ts";
import { DayBook, type View, type ViewChanges } from "./day-book.ts";
import type { Exclusive } from "../log/exclusive.ts";

/** Days that one step back in history loads: about a month of trading. */
const LOAD_STEP_MS = 30 * 86_400_000;
/** Days that are in memory from the start. */
const FIRST_LOAD_MS = 10 * 86_400_000;

const NO_CHANGES: ViewChanges = new Map();

/** Which closed bars to answer: at most `limit`, the oldest of the range first or, unless `oldestFirst`, the newest. */
export interface BarRange {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly limit: number;
  readonly oldestFirst: boolean;
}

/** One symbol's bars. The newest days are in memory; older ones are loaded when somebody looks back that far. */
export class SymbolBook {
  readonly symbol: string;
  readonly #log: MarketLog;
  readonly #exclusive: Exclusive;
  readonly #days = new Map<string, DayBook>();
  readonly #views: ReadonlyMap<string, View>;
  #loadedFromMs = Infinity;
  #firstMs = Infinity;
  #loading: Promise<void> | null = null;

  /**
   * `exclusive` keeps loads and commits apart, so that no load misses a fact that is being committed. `views` are those
   * whose changes somebody wants to be told; more may be added at any time.
   */
  constructor(symbol: string, log: MarketLog, exclusive: Exclusive, views: ReadonlyMap<string, View>) {
    this.symbol = symbol;
    this.#views = views;
    this.#log = log;
    this.#exclusive = exclusive;
  }

  /** Start of the oldest minute that is known, epoch ms; null when none is. */
  get firstMs(): number | null {
    return this.#firstMs === Infinity ? null : this.#firstMs;
  }

  /** Loads the newest days. No fact may be committed meanwhile. */
  async open(): Promise<void> {
    const extent = await this.#log.extent(this.symbol);
    this.#firstMs = extent?.firstMs ?? Infinity;
    if (extent === null) this.#loadedFromMs = -Infinity;
    else await this.#load(dayStartMs(extent.lastMs - FIRST_LOAD_MS), Number.MAX_SAFE_INTEGER);
  }

  /** The trading day that holds a time, made when it is new; null outside of sessions and in days not loaded. */
  day(ms: number): DayBook | null {
    const day = tradingDayAt(ms);
    if (day === null) return null;
    const known = this.#days.get(day.day);
    if (known !== undefined) return known;
    return day.preOpenMs < this.#loadedFromMs ? null : this.#add(day, [], []);
  }

  /** What is known of a finished minute. */
  known(startMs: number): KnownMinute | undefined {
    return this.day(startMs)?.known(startMs);
  }

  /** Works in a durable fact; answers what changed in the active views. */
  apply(fact: Fact): ViewChanges {
    if (fact.startMs === null) return NO_CHANGES;
    this.#firstMs = Math.min(this.#firstMs, fact.startMs);
    return this.day(fact.startMs)?.apply(fact, this.#views.values()) ?? NO_CHANGES;
  }

  /** Makes sure that everything from `fromMs` on is in memory. */
  async ensureFrom(fromMs: number): Promise<void> {
    while (this.#loadedFromMs > Math.max(fromMs, this.#firstMs) && this.#firstMs !== Infinity) {
      this.#loading ??= this.#loadOlder().finally(() => {
        this.#loading = null;
      });
      await this.#loading;
    }
  }

  /** The closed bars of a view in a range, ascending. Loads older days as far as they are needed. */
  async bars(view: View, { fromMs, untilMs, limit, oldestFirst }: BarRange): Promise<readonly MarketBar[]> {
    if (oldestFirst) {
      await this.ensureFrom(fromMs);
      return this.#ascending(view, fromMs, untilMs, limit);
    }
    for (;;) {
      const bars = this.#newest(view, fromMs, untilMs, limit);
      if (bars.length >= limit || this.#loadedFromMs <= Math.max(fromMs, this.#firstMs)) return bars;
      await this.ensureFrom(this.#loadedFromMs - 1);
    }
  }

  /** The days in memory that overlap [fromMs, untilMs), oldest first. */
  days(fromMs: number, untilMs: number): readonly DayBook[] {
    return [...this.#days.values()]
      .filter(({ day }) => day.postCloseMs > fromMs && day.preOpenMs < untilMs)
      .sort((a, b) => a.day.preOpenMs - b.day.preOpenMs);
  }

  /** The bars of one New York minute of the day on the days in memory before a time, newest first. */
  *sameMinutes(minute: number, beforeMs: number): Generator<MarketBar> {
    for (const { day, minutes } of this.days(0, beforeMs).toReversed()) {
      const startMs = newYorkTimeMs(day.day, minute * MINUTE_MS);
      const fact = startMs < beforeMs && day.preOpenMs <= startMs ? minutes.get(startMs) : undefined;
      if (fact?.kind === "bar") yield fact.bar;
    }
  }

  #ascending(view: View, fromMs: number, untilMs: number, limit: number): readonly MarketBar[] {
    const bars: MarketBar[] = [];
    for (const book of this.days(fromMs, untilMs)) {
      for (const bar of book.fold(view).closed(fromMs, untilMs)) {
        if (bars.length === limit) return bars;
        bars.push(bar);
      }
    }
    return bars;
  }

  #newest(view: View, fromMs: number, untilMs: number, limit: number): readonly MarketBar[] {
    const pages: MarketBar[][] = [];
    let count = 0;
    for (const book of this.days(fromMs, untilMs).toReversed()) {
      if (count >= limit) break;
      const page = [...book.fold(view).closed(fromMs, untilMs)];
      pages.push(page);
      count += page.length;
    }
    const bars = pages.toReversed().flat();
    return bars.slice(Math.max(0, bars.length - limit));
  }

  async #loadOlder(): Promise<void> {
    const untilMs = this.#loadedFromMs;
    await this.#exclusive.run(() => this.#load(dayStartMs(untilMs - LOAD_STEP_MS), untilMs));
  }

  async #load(fromMs: number, untilMs: number): Promise<void> {
    const known = byDay(await this.#log.minutes(this.symbol, fromMs, untilMs));
    const facts = byDay(await this.#log.minuteFacts(this.symbol, fromMs, untilMs));
    for (const [day, minutes] of known) {
      const trading = tradingDay(day);
      if (trading !== null) this.#add(trading, minutes, facts.get(day) ?? []);
    }
    this.#loadedFromMs = fromMs;
  }

  #add(day: TradingDay, known: readonly KnownMinute[], facts: readonly Fact[]): DayBook {
    const book = new DayBook(day, known, facts);
    this.#days.set(day.day, book);
    return book;
  }
}

function byDay<Item extends { readonly startMs: number | null }>(
  items: readonly Item[],
): Map<string, Item[]> {
  const days = new Map<string, Item[]>();
  for (const item of items) {
    const day = newYorkDate(item.startMs ?? 0);
    const list = days.get(day);
    if (list === undefined) days.set(day, [item]);
    else list.push(item);
  }
  return days;
}

/** A time at or before `ms` that no trading day straddles. */
function dayStartMs(ms: number): number {
  const day = tradingDay(newYorkDate(ms));
  return day === null ? ms : Math.min(ms, day.preOpenMs);
}
