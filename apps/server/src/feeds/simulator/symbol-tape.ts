import type { MarketEvent } from "@spotlight/contracts";
import { type DayPlan, planDay, type PlanSource } from "./day-plan.ts";
import { disturb, type DraftAmendment, type TapeEvent } from "./disturbances.ts";
import { drawPrints, type DraftTrade } from "./prints.ts";
import { hashText, Random } from "./random.ts";

const PRINT_STREAM = 0x7072696e;
const MINUTE_MS = 60_000;

/** Minutes after a day's end in which late prints and last official bars still come. */
export const FLUSH_MINUTES = 2;
/** Minutes that anything on the tape can come after the minute it belongs to, rounded up. */
const REACH_MINUTES = 3;
/** Sequence numbers set aside for each minute of receipt; far above any minute's count of prints. */
const NUMBERS_PER_MINUTE = 100_000;

/**
 * What a feed delivers of one symbol on one day, minute of receipt by minute of receipt. Sequence numbers follow from
 * the minute and the place in it, so that they do not depend on where the tape is picked up.
 */
export class SymbolTape {
  private readonly source: PlanSource;
  private readonly number: number;
  private readonly plan: DayPlan;
  private readonly key: number;
  private readonly preOpenMs: number;
  private readonly coveredFromMs: number;
  private readonly amended = new Map<DraftAmendment, DraftTrade>();
  private pending: TapeEvent[] = [];
  private upcoming: number;

  /** `firstMinute` is the first minute since the pre-open that is covered; what belongs to earlier ones is left out. */
  constructor(source: PlanSource, number: number, firstMinute: number) {
    this.source = source;
    this.number = number;
    this.plan = planDay(source, number);
    this.key = hashText(source.profile.symbol);
    this.preOpenMs = source.days.at(number).preOpenMs;
    this.coveredFromMs = this.preOpenMs + firstMinute * MINUTE_MS;
    this.upcoming = Math.max(0, firstMinute - REACH_MINUTES);
    while (this.upcoming < firstMinute) this.receive();
  }

  /** Everything received in the next minute, in the order of receipt. */
  next(): readonly MarketEvent[] {
    return this.receive().filter((event) => eventTime(event) >= this.coveredFromMs);
  }

  private receive(): TapeEvent[] {
    const minute = this.upcoming;
    this.upcoming += 1;
    const events = this.pending;
    this.addMinute(minute, events);
    events.sort(byReceipt);
    const endMs = this.preOpenMs + (minute + 1) * MINUTE_MS;
    let count = events.length;
    while (count > 0 && (events[count - 1]?.receivedMs ?? 0) >= endMs) count -= 1;
    this.pending = events.splice(count);
    this.numberTrades(events, minute * NUMBERS_PER_MINUTE);
    return events;
  }

  private addMinute(minute: number, events: TapeEvent[]): void {
    const { profile, seed } = this.source;
    this.addHalt(minute, events);
    const planned = this.plan.minutes[minute] ?? null;
    if (planned === null) return;
    const random = new Random(seed, PRINT_STREAM, this.key, this.number, minute);
    const exact = drawPrints(random, profile.symbol, planned);
    const tape = disturb(random, profile.symbol, planned, exact);
    for (const [amendment, trade] of tape.amended) this.amended.set(amendment, trade);
    for (const event of tape.events) events.push(event);
  }

  private addHalt(minute: number, events: TapeEvent[]): void {
    const { halt } = this.plan;
    if (halt === null) return;
    for (const [offsetMs, halted] of [
      [halt.startMs, true],
      [halt.endMs, false],
    ] as const) {
      if (Math.floor(offsetMs / MINUTE_MS) !== minute) continue;
      const eventMs = this.preOpenMs + offsetMs;
      const reason = halted ? "trading pause after a fast move" : "trading has resumed";
      const { symbol } = this.source.profile;
      events.push({ type: "trading_status", symbol, halted, reason, eventMs, receivedMs: eventMs });
    }
  }

  private numberTrades(events: readonly TapeEvent[], base: number): void {
    let sequence = base;
    for (const event of events) {
      if (event.type === "trade") {
        sequence += 1;
        event.sequence = sequence;
      } else if (event.type === "cancel" || event.type === "correction") {
        event.sequence = this.amended.get(event)?.sequence ?? 0;
        this.amended.delete(event);
      }
    }
  }
}

function byReceipt(a: TapeEvent, b: TapeEvent): number {
  return a.receivedMs - b.receivedMs;
}

function eventTime(event: TapeEvent): number {
  return event.type === "aggregate" ? event.startMs : event.eventMs;
}
