import type { MarketEvent } from "@spotlight/contracts";
import { FLUSH_MINUTES, SymbolTape } from "./symbol-tape.ts";
import type { Universe } from "./universe.ts";

const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;

/** A symbol that is being delivered. */
interface Covered {
  readonly tape: SymbolTape;
  readonly fromMs: number;
}

/**
 * One trading day of all wanted symbols, minute of receipt by minute of receipt: their tapes merged by receive time, a
 * clock every second, and the beginning and end of each symbol's coverage. Symbols join and leave at whole minutes.
 */
export class DayStream {
  private readonly universe: Universe;
  private readonly number: number;
  private readonly wanted: ReadonlySet<string>;
  private readonly preOpenMs: number;
  private readonly minutes: number;
  private readonly covered = new Map<string, Covered>();
  private minute: number;

  /** `wanted` is read anew for every minute; `fromMs` is the whole minute, epoch ms, that the stream begins at. */
  constructor(universe: Universe, number: number, wanted: ReadonlySet<string>, fromMs: number) {
    const day = universe.days.at(number);
    this.universe = universe;
    this.number = number;
    this.wanted = wanted;
    this.preOpenMs = day.preOpenMs;
    this.minutes = (day.postCloseMs - day.preOpenMs) / MINUTE_MS;
    this.minute = Math.max(0, Math.ceil((fromMs - day.preOpenMs) / MINUTE_MS));
  }

  /** Whether the day is over, late prints included. */
  get done(): boolean {
    return this.minute > this.minutes + FLUSH_MINUTES;
  }

  /** From when on a symbol that is wanted now is covered, epoch ms. */
  coveredFromMs(symbol: string): number {
    const known = this.covered.get(symbol);
    if (known !== undefined) return known.fromMs;
    if (this.minute < this.minutes) return this.startMs;
    return this.universe.days.at(this.number + 1).preOpenMs;
  }

  /** The events of the next minute in the order of receipt. After the last minute the coverage ends. */
  next(): readonly MarketEvent[] {
    if (this.minute === this.minutes + FLUSH_MINUTES) return this.end();
    const events = this.minute < this.minutes ? this.changeCoverage() : [];
    for (let second = 0; second < 60; second += 1) {
      events.push({ type: "clock", receivedMs: this.startMs + second * SECOND_MS });
    }
    for (const symbol of [...this.covered.keys()].sort()) {
      for (const event of this.covered.get(symbol)?.tape.next() ?? []) events.push(event);
    }
    this.minute += 1;
    return events.sort((a, b) => a.receivedMs - b.receivedMs);
  }

  private get startMs(): number {
    return this.preOpenMs + this.minute * MINUTE_MS;
  }

  private changeCoverage(): MarketEvent[] {
    const events: MarketEvent[] = [];
    const at = { eventMs: this.startMs, receivedMs: this.startMs };
    for (const symbol of [...this.covered.keys()].sort()) {
      if (this.wanted.has(symbol)) continue;
      this.covered.delete(symbol);
      events.push({ type: "coverage", symbol, covered: false, ...at, reason: "no longer watched" });
    }
    for (const symbol of [...this.wanted].sort()) {
      if (this.covered.has(symbol)) continue;
      const tape = new SymbolTape(this.universe.source(symbol), this.number, this.minute);
      this.covered.set(symbol, { tape, fromMs: this.startMs });
      events.push({ type: "coverage", symbol, covered: true, ...at });
    }
    return events;
  }

  private end(): MarketEvent[] {
    const receivedMs = this.startMs;
    const eventMs = this.preOpenMs + this.minutes * MINUTE_MS;
    this.minute += 1;
    const events: MarketEvent[] = [{ type: "clock", receivedMs }];
    for (const symbol of [...this.covered.keys()].sort()) {
      const reason = "the trading day is over";
      events.push({ type: "coverage", symbol, covered: false, eventMs, receivedMs, reason });
    }
    return events;
  }
}
