import type { SessionKind, Timeframe } from "@spotlight/contracts";
import { type MarketBar, sameBar } from "../bar.ts";
import { type Span, TIMEFRAME_MS, bucketWithin, sessionSpan } from "../timeframe.ts";
import { combineBars } from "./combine.ts";
import type { DayMinutes, MinuteFact } from "./day-minutes.ts";

/**
 * The bars of one timeframe and session on one trading day, derived from its minutes as they become known. A bucket
 * closes when its last minute, or a later one, is finished; from then on each change of its minutes that changes it is
 * a revision. The same facts in the same order give the same bars and revision numbers, so a resumed reader, a
 * restarted server and an uninterrupted one agree.
 */
export class BucketFold {
  readonly timeframe: Timeframe;
  #minutes: DayMinutes;
  readonly #span: Span;
  readonly #shown: (MarketBar | undefined)[] = [];
  #closedUntilMs: number;

  /** Starts from what `minutes` already knows: all of that counts as first seen now, with revision 0. */
  constructor(minutes: DayMinutes, timeframe: Timeframe, session: SessionKind) {
    this.timeframe = timeframe;
    this.#minutes = minutes;
    this.#span = sessionSpan(minutes.day, session);
    this.#closedUntilMs = this.#span.startMs;
    this.#closeFinished([]);
  }

  /** Reads another holder's minutes from now on; it must know the same. Answers itself. */
  over(minutes: DayMinutes): this {
    this.#minutes = minutes;
    return this;
  }

  /** To be called after `minutes.set(fact)`: the bars that closed or changed by it, ascending. */
  advance(fact: MinuteFact): readonly MarketBar[] {
    if (this.timeframe === "1m") return this.#minuteBar(fact);
    const changed: MarketBar[] = [];
    const bucket = bucketWithin(this.#span, fact.startMs, this.timeframe);
    if (bucket !== null && bucket.endMs <= this.#closedUntilMs) {
      const bar = this.#reshow(bucket);
      if (bar !== null) changed.push(bar);
    }
    this.#closeFinished(changed);
    return changed;
  }

  /** The closed bars whose start lies in [fromMs, untilMs), ascending. */
  *closed(fromMs: number, untilMs: number): Generator<MarketBar> {
    if (this.timeframe === "1m") {
      yield* this.#minutes.bars(Math.max(fromMs, this.#span.startMs), Math.min(untilMs, this.#span.endMs));
      return;
    }
    for (const bar of this.#shown) {
      if (bar !== undefined && bar.startMs >= fromMs && bar.startMs < untilMs) yield bar;
    }
  }

  /**
   * The bucket that the minute `minuteMs` belongs to as far as it is known: its finished minutes and the forming one, if
   * that has a bar. Null outside the session, when nothing is known, or when the bucket is closed already.
   */
  forming(minuteMs: number, minute: MarketBar | null): MarketBar | null {
    const bucket = bucketWithin(this.#span, minuteMs, this.timeframe);
    if (bucket === null || bucket.endMs <= this.#closedUntilMs) return null;
    if (this.timeframe === "1m") return minute;
    const { startMs, endMs } = bucket;
    const bar = combineBars(startMs, endMs, [...this.#minutes.bars(startMs, minuteMs), minute]);
    return bar === null ? null : { ...bar, state: "forming" };
  }

  #minuteBar(fact: MinuteFact): readonly MarketBar[] {
    const inside = fact.startMs >= this.#span.startMs && fact.startMs < this.#span.endMs;
    return inside && fact.kind === "bar" ? [fact.bar] : [];
  }

  #closeFinished(changed: MarketBar[]): void {
    if (this.timeframe === "1m") return;
    while (this.#closedUntilMs < this.#span.endMs) {
      const bucket = bucketWithin(this.#span, this.#closedUntilMs, this.timeframe);
      if (bucket === null || bucket.endMs > this.#minutes.finishedMs) return;
      this.#closedUntilMs = bucket.endMs;
      const bar = this.#reshow(bucket);
      if (bar !== null) changed.push(bar);
    }
  }

  #reshow(bucket: Span): MarketBar | null {
    const bar = combineBars(bucket.startMs, bucket.endMs, this.#minutes.bars(bucket.startMs, bucket.endMs));
    if (bar === null) return null;
    const index = Math.floor((bucket.startMs - this.#span.startMs) / TIMEFRAME_MS[this.timeframe]);
    const before = this.#shown[index];
    if (before !== undefined && sameBar(before, bar)) return null;
    const shown = before === undefined ? bar : { ...bar, rev: before.rev + 1 };
    this.#shown[index] = shown;
    return shown;
  }
}
