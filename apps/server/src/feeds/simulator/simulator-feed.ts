import { newYorkDate, newYorkTimeMs, previousTradingDay } from "@spotlight/market";
import type { Feed, FeedPosition, FeedRun, HistoricalMinute, Listing, Pacer } from "../feed.ts";
import { DayStream } from "./day-stream.ts";
import { simulatedHistory } from "./history.ts";
import { Playback } from "./playback.ts";
import { PROFILES } from "./profile.ts";
import { FLUSH_MINUTES } from "./symbol-tape.ts";
import { Universe } from "./universe.ts";

const MINUTE_MS = 60_000;
const TEN_O_CLOCK_MS = 10 * 3_600_000;

/** What a simulated market needs. */
export interface SimulatorOptions {
  /** Integer of up to 32 bits: the same seed is the same market. */
  readonly seed: number;
  /** Feed time over wall time (1 is real time), above 0; null is as fast as it can. */
  readonly speed: number | null;
  readonly pacer: Pacer;
}

/**
 * A made-up market that looks like one and never sleeps: after the last minute of a trading day the next one begins at
 * once. Everything it says is a pure function of seed, symbol and trading day, from 2000 on. Throws RangeError on a seed
 * or a speed out of range.
 */
export function createSimulatorFeed(options: SimulatorOptions): Feed {
  const { seed, speed } = options;
  if (!Number.isInteger(seed)) throw new RangeError(`the simulator's seed is a whole number, not ${seed}`);
  if (speed !== null && !(speed > 0 && Number.isFinite(speed))) {
    throw new RangeError(
      `the simulator's speed is a number above 0, or none at all for the fastest; not ${speed}`,
    );
  }
  return new SimulatorFeed(options);
}

class SimulatorFeed implements Feed {
  readonly source: string;
  readonly speed: number | null;
  readonly extendedHours = true;
  private readonly pacer: Pacer;
  private readonly universe: Universe;
  private readonly wanted = new Set<string>();
  private stream: DayStream | null = null;

  constructor(options: SimulatorOptions) {
    this.source = `sim:${options.seed}`;
    this.speed = options.speed;
    this.pacer = options.pacer;
    this.universe = new Universe(options.seed);
  }

  listings(): readonly Listing[] {
    return [...PROFILES.values()].map(({ symbol, name }) => ({ symbol, name }));
  }

  /** 10:00 New York on the last trading day before the wall's date: the market has been open for half an hour. */
  firstStartMs(wallMs: number): number {
    return newYorkTimeMs(previousTradingDay(newYorkDate(wallMs)).day, TEN_O_CLOCK_MS);
  }

  history(
    symbol: string,
    fromMs: number | null,
    untilMs: number,
  ): AsyncIterable<readonly HistoricalMinute[]> {
    return simulatedHistory(this.universe, symbol, fromMs, untilMs);
  }

  async run(run: FeedRun): Promise<"ended" | "stopped"> {
    this.wanted.clear();
    for (const symbol of run.symbols) this.wanted.add(symbol);
    const playback = new Playback(run, this.pacer, this.speed);
    let number = this.dayOf(run.position);
    let fromMs = Math.max(run.position.startMs, this.universe.days.at(number).preOpenMs);
    try {
      for (;;) {
        playback.begin(fromMs);
        const stream = new DayStream(this.universe, number, this.wanted, fromMs);
        this.stream = stream;
        while (!stream.done) if (!(await playback.play(stream.next()))) return "stopped";
        number += 1;
        fromMs = this.universe.days.at(number).preOpenMs;
      }
    } finally {
      this.stream = null;
    }
  }

  async watch(symbol: string): Promise<number> {
    if (this.stream === null) throw new Error(`${symbol} can not be watched: the simulator is not running`);
    this.wanted.add(symbol);
    return this.stream.coveredFromMs(symbol);
  }

  unwatch(symbol: string): void {
    this.wanted.delete(symbol);
  }

  /** The trading day that a run begins with: it is not over at the position, its last late prints included. */
  private dayOf(position: FeedPosition): number {
    const latestMs = Math.max(position.positionMs, position.startMs);
    return this.universe.days.numberEndingAfter(latestMs, FLUSH_MINUTES * MINUTE_MS + 1);
  }
}
