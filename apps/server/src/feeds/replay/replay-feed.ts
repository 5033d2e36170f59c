import { tradingDay } from "@spotlight/market";
import type { Feed, FeedRun, HistoricalMinute, Listing, Pacer } from "../feed.ts";
import { DayPlayer, type Track } from "./day-player.ts";
import { type LeanDay, leanDays, leanSymbols, readMinutes, readTrades } from "./lean.ts";

const BATCH_EVENTS = 4_096;
const SLICE_MS = 40;

/** What to replay. Days are YYYY-MM-DD in New York, both ends included; null is without end. */
export interface ReplayOptions {
  /** A LEAN data folder: it holds `equity/usa/{tick,minute}`. */
  readonly path: string;
  /** Null: every symbol that the folder has. */
  readonly symbols: readonly string[] | null;
  readonly from: string | null;
  readonly to: string | null;
  /** Times real time; null is as fast as the database takes it. */
  readonly speed: number | null;
  readonly pacer: Pacer;
}

/** A replay that cannot start, with what to do about it. */
export class ReplayUnusable extends Error {}

/**
 * Recorded days as if they came live: ticks as trades, minute files as official aggregates a second or two after each
 * minute, the nights between left out.
 *
 * @throws {ReplayUnusable} when the folder has nothing for the wanted days and symbols.
 */
export async function createReplayFeed(options: ReplayOptions): Promise<Feed> {
  const symbols = options.symbols ?? (await leanSymbols(options.path));
  const days = new Map<string, Map<string, LeanDay>>();
  for (const symbol of symbols) {
    for (const found of await leanDays(options.path, symbol)) {
      if (found.day < (options.from ?? "") || found.day > (options.to ?? "9999")) continue;
      if (tradingDay(found.day) === null) continue;
      const day = days.get(found.day) ?? new Map<string, LeanDay>();
      days.set(found.day, day.set(symbol, found));
    }
  }
  if (days.size === 0) {
    throw new ReplayUnusable(
      `REPLAY_PATH ${options.path} has no recorded days for ${symbols.join(", ") || "any symbol"} in the wanted range: ` +
        "it must hold equity/usa/tick or equity/usa/minute in the LEAN layout",
    );
  }
  return new ReplayFeed(options, days);
}

class ReplayFeed implements Feed {
  readonly source = "replay";
  readonly speed: number | null;
  readonly extendedHours = true;
  readonly #pacer: Pacer;
  readonly #days: ReadonlyMap<string, ReadonlyMap<string, LeanDay>>;
  readonly #wanted = new Set<string>();
  #player: DayPlayer | null = null;

  constructor(options: ReplayOptions, days: ReadonlyMap<string, ReadonlyMap<string, LeanDay>>) {
    this.speed = options.speed;
    this.#pacer = options.pacer;
    this.#days = days;
  }

  listings(): readonly Listing[] {
    const symbols = new Set([...this.#days.values()].flatMap((day) => [...day.keys()]));
    return [...symbols].sort().map((symbol) => ({ symbol, name: `${symbol} (recorded)` }));
  }

  firstStartMs(): number {
    return tradingDay(this.#dayNames()[0] ?? "")?.preOpenMs ?? 0;
  }

  async *history(): AsyncGenerator<readonly HistoricalMinute[]> {
    // A recording begins where its files begin: there is nothing before.
  }

  async run({ symbols, position, deliver, signal }: FeedRun): Promise<"ended" | "stopped"> {
    for (const symbol of symbols) this.#wanted.add(symbol);
    for (const name of this.#dayNames()) {
      const day = tradingDay(name);
      if (day === null || day.postCloseMs + 60_000 < position.positionMs) continue;
      const tracks = await Promise.all(
        [...(this.#days.get(name) ?? [])]
          .filter(([symbol]) => this.#wanted.has(symbol))
          .map(([symbol, recorded]) => readTrack(symbol, recorded)),
      );
      if (signal.aborted) return "stopped";
      this.#player = new DayPlayer(day, tracks);
      await this.#playDay(this.#player, position.positionMs, deliver, signal);
      if (signal.aborted) return "stopped";
    }
    return "ended";
  }

  async watch(symbol: string): Promise<number> {
    this.#wanted.add(symbol);
    const player = this.#player;
    const recorded = player === null ? undefined : this.#days.get(player.day.day)?.get(symbol);
    if (player === null) return this.firstStartMs();
    if (recorded === undefined) return player.nowMs;
    return player.add(await readTrack(symbol, recorded));
  }

  unwatch(symbol: string): void {
    this.#wanted.delete(symbol);
    this.#player?.remove(symbol);
  }

  async #playDay(
    player: DayPlayer,
    caughtUpMs: number,
    deliver: FeedRun["deliver"],
    signal: AbortSignal,
  ): Promise<void> {
    const startMs = Math.max(player.day.preOpenMs, Math.min(caughtUpMs, player.day.postCloseMs));
    while (!player.over && player.nowMs < startMs && !signal.aborted)
      await this.#burst(player, startMs, deliver, signal);
    const began = this.#pacer.nowMs();
    while (!player.over && !signal.aborted) {
      const untilMs = this.speed === null ? Infinity : startMs + (this.#pacer.nowMs() - began) * this.speed;
      await this.#burst(player, untilMs, deliver, signal);
      if (this.speed !== null) await this.#pacer.sleep(SLICE_MS, signal);
    }
  }

  /** Delivers everything up to a time, letting the rest of the process breathe between batches. */
  async #burst(
    player: DayPlayer,
    untilMs: number,
    deliver: FeedRun["deliver"],
    signal: AbortSignal,
  ): Promise<void> {
    while (!player.over && player.nowMs < untilMs && !signal.aborted) {
      await deliver(player.take(untilMs, BATCH_EVENTS));
      await this.#pacer.sleep(0, signal);
    }
  }

  #dayNames(): readonly string[] {
    return [...this.#days.keys()].sort();
  }
}

async function readTrack(symbol: string, { day, ticks, minutes }: LeanDay): Promise<Track> {
  return {
    symbol,
    trades: ticks === null ? null : await readTrades(ticks, day),
    minutes: minutes === null ? [] : await readMinutes(minutes, day, symbol),
  };
}
