import type { MarketEvent, OfficialAggregate, Trade } from "@spotlight/contracts";
import { MINUTE_MS, type TradingDay, leanConditions } from "@spotlight/market";
import type { TradeColumns } from "./lean.ts";

/** After the close the last official bars are still on their way. */
const AFTER_CLOSE_MS = 5_000;

/** One symbol's recorded day; without trades only its official bars are played. */
export interface Track {
  readonly symbol: string;
  readonly trades: TradeColumns | null;
  readonly minutes: readonly OfficialAggregate[];
}

interface Playing {
  readonly track: Track;
  nextTrade: number;
  nextMinute: number;
}

/** Plays the tracks of one trading day merged into one stream, in the order of receive time. */
export class DayPlayer {
  readonly day: TradingDay;
  readonly #playing: Playing[] = [];
  readonly #conditions = new Map<number, readonly number[]>();
  #pending: MarketEvent[] = [];
  #nextClockMs: number;
  #nowMs: number;
  #over = false;

  constructor(day: TradingDay, tracks: readonly Track[]) {
    this.day = day;
    this.#nowMs = day.preOpenMs;
    this.#nextClockMs = day.preOpenMs + MINUTE_MS;
    for (const track of tracks) this.#start(track, day.preOpenMs);
  }

  /** Whether everything has been played. */
  get over(): boolean {
    return this.#over;
  }

  /** Time of the last event that was played, epoch ms. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** Adds a track in the middle of the day, from the next whole minute on; answers that minute. */
  add(track: Track): number {
    const fromMs = Math.ceil(this.#nowMs / MINUTE_MS) * MINUTE_MS;
    this.#start(track, fromMs);
    return fromMs;
  }

  remove(symbol: string): void {
    const index = this.#playing.findIndex(({ track }) => track.symbol === symbol);
    if (index >= 0) this.#playing.splice(index, 1);
  }

  /** The next events that were received up to `untilMs`, at most `limit`. Ends with a clock event when caught up. */
  take(untilMs: number, limit: number): readonly MarketEvent[] {
    const events = this.#pending;
    this.#pending = [];
    while (events.length < limit) {
      const next = this.#earliest();
      const dueMs = Math.min(next?.dueMs ?? Infinity, this.#nextClockMs);
      if (dueMs > untilMs) {
        events.push({ type: "clock", receivedMs: untilMs });
        this.#nowMs = untilMs;
        break;
      }
      if (dueMs >= this.day.postCloseMs + AFTER_CLOSE_MS) {
        this.#finish(events);
        break;
      }
      this.#nowMs = dueMs;
      if (next !== null && next.dueMs === dueMs) events.push(this.#play(next.playing));
      else this.#tick(events);
    }
    return events;
  }

  #start(track: Track, fromMs: number): void {
    const playing: Playing = { track, nextTrade: 0, nextMinute: 0 };
    const { trades, minutes } = track;
    const count = trades?.count ?? 0;
    while (playing.nextTrade < count && (trades?.eventMs[playing.nextTrade] ?? 0) < fromMs)
      playing.nextTrade += 1;
    while ((minutes[playing.nextMinute]?.startMs ?? Infinity) < fromMs) playing.nextMinute += 1;
    this.#playing.push(playing);
    const { symbol } = track;
    this.#pending.push({ type: "coverage", symbol, covered: true, eventMs: fromMs, receivedMs: this.#nowMs });
  }

  #earliest(): { playing: Playing; dueMs: number } | null {
    let earliest: Playing | null = null;
    let dueMs = Infinity;
    for (const playing of this.#playing) {
      const due = dueOf(playing);
      if (due < dueMs) {
        earliest = playing;
        dueMs = due;
      }
    }
    return earliest === null ? null : { playing: earliest, dueMs };
  }

  #play(playing: Playing): MarketEvent {
    const { track, nextTrade } = playing;
    const { trades } = track;
    const minute = track.minutes[playing.nextMinute];
    const tradeMs =
      trades !== null && nextTrade < trades.count ? (trades.eventMs[nextTrade] ?? Infinity) : Infinity;
    if (minute !== undefined && minute.receivedMs <= tradeMs) {
      playing.nextMinute += 1;
      return minute;
    }
    playing.nextTrade += 1;
    const columns = trades as TradeColumns;
    const trade: Trade = {
      type: "trade",
      symbol: track.symbol,
      price: columns.price[nextTrade] ?? 0,
      size: columns.size[nextTrade] ?? 0,
      conditions: this.#conditionsOf(columns.flags[nextTrade] ?? 0),
      eventMs: tradeMs,
      receivedMs: tradeMs,
      sequence: nextTrade + 1,
    };
    return trade;
  }

  #tick(events: MarketEvent[]): void {
    const receivedMs = this.#nextClockMs;
    events.push({ type: "clock", receivedMs });
    this.#nextClockMs += MINUTE_MS;
    if (receivedMs !== this.day.postCloseMs) return;
    for (const { track } of this.#playing) {
      const { symbol } = track;
      events.push({
        type: "coverage",
        symbol,
        covered: false,
        eventMs: receivedMs,
        receivedMs,
        reason: "end of the recorded day",
      });
    }
  }

  #finish(events: MarketEvent[]): void {
    this.#nowMs = this.day.postCloseMs + AFTER_CLOSE_MS;
    this.#over = true;
    events.push({ type: "clock", receivedMs: this.#nowMs });
  }

  #conditionsOf(flags: number): readonly number[] {
    let conditions = this.#conditions.get(flags);
    if (conditions === undefined) {
      conditions = leanConditions(flags);
      this.#conditions.set(flags, conditions);
    }
    return conditions;
  }
}

function dueOf({ track, nextTrade, nextMinute }: Playing): number {
  const { trades, minutes } = track;
  const tradeMs =
    trades !== null && nextTrade < trades.count ? (trades.eventMs[nextTrade] ?? Infinity) : Infinity;
  return Math.min(tradeMs, minutes[nextMinute]?.receivedMs ?? Infinity);
}
