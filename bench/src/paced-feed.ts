import { setTimeout as delay } from "node:timers/promises";
import type { Trade } from "@spotlight/contracts";
import { MINUTE_MS, type TradingDay, nextTradingDay, tradingDay } from "@spotlight/market";
import { seededRandom } from "@spotlight/strategy";
import type { Feed, FeedRun, HistoricalMinute, Listing } from "../../apps/server/src/feeds/feed.ts";

const FIRST_DAY = "2025-06-02";
const LIVE_DAY = "2025-06-30";
/** How long after the open the feed begins. */
const BEGIN_MS = 60 * MINUTE_MS;
/** Wall time between two deliveries. */
const SLICE_MS = 2;
const SEED = 20_261_124;

/** What a paced feed delivers. */
export interface Pace {
  readonly symbols: readonly string[];
  /** Trades a second of the wall's time, over all symbols. */
  readonly tradesPerSecond: number;
  /** How fast its clock runs against the wall. */
  readonly speed: number;
}

/** A walk of prices in whole cents, the same for each name every time. */
class Walk {
  readonly #random: () => number;
  #cents = 10_000;

  constructor(name: string) {
    this.#random = seededRandom(Buffer.from(name).reduce((sum, byte) => (sum * 31 + byte) >>> 0, SEED));
  }

  next(): number {
    this.#cents = Math.max(1_000, this.#cents + Math.round((this.#random() - 0.5) * 12));
    return this.#cents / 100;
  }
}

/** A feed of trades at an even pace, with a month of minutes before them. */
export class PacedFeed implements Feed {
  readonly source = "bench";
  readonly speed: number;
  readonly extendedHours = false;
  readonly #pace: Pace;
  readonly #handedOver: (minuteEndMs: number) => void;

  /** `handedOver` is told of each minute that the next trade ends, just before that is handed over. */
  constructor(pace: Pace, handedOver: (minuteEndMs: number) => void) {
    this.#pace = pace;
    this.speed = pace.speed;
    this.#handedOver = handedOver;
  }

  listings(): readonly Listing[] {
    return this.#pace.symbols.map((symbol) => ({ symbol, name: symbol }));
  }

  firstStartMs(): number {
    return dayOf(LIVE_DAY).openMs + BEGIN_MS;
  }

  async *history(
    symbol: string,
    fromMs: number | null,
    untilMs: number,
  ): AsyncGenerator<readonly HistoricalMinute[]> {
    const walk = new Walk(symbol);
    for (let day = dayOf(FIRST_DAY); day.openMs < untilMs; day = nextTradingDay(day.day))
      yield minutesOf(day, walk).filter(({ startMs }) => startMs >= (fromMs ?? 0) && startMs < untilMs);
  }

  async run({ symbols, deliver, signal }: FeedRun): Promise<"stopped"> {
    const startMs = this.firstStartMs();
    const covered = { type: "coverage", covered: true, eventMs: startMs, receivedMs: startMs } as const;
    await deliver(symbols.map((symbol) => ({ ...covered, symbol })));
    const walks = symbols.map((symbol) => new Walk(`${symbol} live`));
    const { tradesPerSecond, speed } = this.#pace;
    const began = performance.now();
    let minuteMs = startMs;
    for (let count = 0; !signal.aborted;) {
      const due = Math.floor(((performance.now() - began) * tradesPerSecond) / 1_000);
      const trades: Trade[] = [];
      for (; count < due; count += 1) {
        const nowMs = startMs + Math.floor((count / tradesPerSecond) * 1_000 * speed);
        const place = count % symbols.length;
        trades.push(tradeOf(symbols[place] ?? "", walks[place]?.next() ?? 0, nowMs, count));
      }
      const newestMs = trades.at(-1)?.receivedMs ?? minuteMs;
      for (; newestMs >= minuteMs + MINUTE_MS; minuteMs += MINUTE_MS) this.#handedOver(minuteMs + MINUTE_MS);
      await deliver(trades);
      await delay(SLICE_MS);
    }
    return "stopped";
  }

  async watch(): Promise<number> {
    return this.firstStartMs();
  }

  unwatch(): void {
    // Nobody lets a symbol of it go.
  }
}

function tradeOf(symbol: string, price: number, nowMs: number, sequence: number): Trade {
  const frame = { type: "trade", size: 100, conditions: [], eventMs: nowMs, receivedMs: nowMs } as const;
  return { ...frame, symbol, price, sequence };
}

function minutesOf(day: TradingDay, walk: Walk): readonly HistoricalMinute[] {
  const minutes: HistoricalMinute[] = [];
  for (let startMs = day.openMs; startMs < day.closeMs; startMs += MINUTE_MS) {
    const prices = [walk.next(), walk.next(), walk.next(), walk.next()];
    const [open = 0, , , close = 0] = prices;
    const high = Math.max(...prices);
    const low = Math.min(...prices);
    minutes.push({ startMs, open, high, low, close, volume: 4_000, vwap: (high + low) / 2, tradeCount: 40 });
  }
  return minutes;
}

function dayOf(name: string): TradingDay {
  return tradingDay(name) ?? nextTradingDay(name);
}
