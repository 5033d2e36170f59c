import type { ReplayStart } from "@spotlight/contracts";
import { newYorkDate, tradingDay } from "@spotlight/market";
import type { MarketLog } from "../log/market-log.ts";
import { readScript } from "./day-script.ts";
import { Replay, type ReplayParts } from "./replay.ts";

/** Days that are offered, at most. */
const DAYS_OFFERED = 250;
const DAY_MS = 86_400_000;

/** Why a replay cannot be started, in a sentence. */
export class ReplayRefused extends Error {}

/** The replay of one person: there is at most one, and another takes its place. */
export class Replays {
  readonly #parts: ReplayParts;
  readonly #log: MarketLog;
  #replay: Replay | null = null;

  /** `log` is the live one, which is only read. */
  constructor(parts: ReplayParts, log: MarketLog) {
    this.#parts = parts;
    this.#log = log;
  }

  /** The replay that runs; null when none does. */
  get current(): Replay | null {
    return this.#replay;
  }

  /**
   * Starts a replay of a day, with these symbols unless it names others.
   *
   * @throws {ReplayRefused} when there is nothing to replay.
   */
  async start(start: ReplayStart, watched: readonly string[], symbolsMax: number): Promise<Replay> {
    const day = tradingDay(start.day);
    if (day === null) throw new ReplayRefused(`${start.day} is no trading day.`);
    const symbols = (start.symbols ?? watched).slice(0, symbolsMax);
    const script = await readScript(this.#log, this.#parts.owner, day, symbols);
    if (!script.lines.some(({ kind }) => kind === "market"))
      throw new ReplayRefused(`Nothing is stored of ${symbols.join(", ")} on ${start.day}.`);
    const replay = await Replay.start(this.#parts, script, start);
    this.stop();
    this.#replay = replay;
    return replay;
  }

  /** Ends the replay. Answers whether there was one. */
  stop(): boolean {
    const replay = this.#replay;
    this.#replay = null;
    replay?.stop();
    return replay !== null;
  }

  /** Days of which something is stored of any of these symbols, the newest first. */
  async days(symbols: readonly string[]): Promise<readonly string[]> {
    let firstMs = Infinity;
    let lastMs = -Infinity;
    for (const symbol of symbols) {
      const extent = await this.#log.extent(symbol);
      if (extent === null) continue;
      firstMs = Math.min(firstMs, extent.firstMs);
      lastMs = Math.max(lastMs, extent.lastMs);
    }
    const days: string[] = [];
    for (let ms = lastMs; ms > firstMs - DAY_MS && days.length < DAYS_OFFERED; ms -= DAY_MS) {
      const date = newYorkDate(ms);
      if (tradingDay(date) !== null) days.push(date);
    }
    return days;
  }
}
