import type { MarketEvent } from "@spotlight/contracts";
import type { FeedRun, Pacer } from "../feed.ts";

/** The most events in one delivery. */
const BATCH = 4_096;
/** How long the feed waits between deliveries at its own pace, wall milliseconds. */
const SLICE_MS = 50;
/** Wall milliseconds behind which the feed does not catch up any more but lets its clock stand still instead. */
const PATIENCE_MS = 5_000;

/** Delivers events: at once up to the position, then at the feed's speed. */
export class Playback {
  private readonly run: FeedRun;
  private readonly pacer: Pacer;
  private readonly speed: number | null;
  /** Events delivered since others last had their turn. */
  private sinceRest = 0;
  /** Where the day in play begins, epoch ms. */
  private beginMs = 0;
  /** A moment on both clocks; null before the position is reached. */
  private origin: { readonly feedMs: number; readonly wallMs: number } | null = null;

  /** `speed` in feed time over wall time, null for as fast as possible. */
  constructor(run: FeedRun, pacer: Pacer, speed: number | null) {
    this.run = run;
    this.pacer = pacer;
    this.speed = speed;
  }

  /** Delivers events that are in order of receipt; false when the run was stopped meanwhile. */
  async play(events: readonly MarketEvent[]): Promise<boolean> {
    const { signal } = this.run;
    let from = 0;
    while (from < events.length) {
      if (signal.aborted) return false;
      const until = this.dueUntil(events, from);
      if (until > from) await this.run.deliver(events.slice(from, until));
      this.sinceRest += until - from;
      const waits = until < events.length && until - from < BATCH;
      from = until;
      if (!waits && this.sinceRest < BATCH) continue;
      this.sinceRest = 0;
      await this.pacer.sleep(waits ? SLICE_MS : 0, signal);
    }
    return !signal.aborted;
  }

  /** Lets the feed's clock begin at, or jump to, the start of what is played next. */
  begin(feedMs: number): void {
    this.beginMs = feedMs;
    if (this.origin !== null) this.origin = { feedMs, wallMs: this.pacer.nowMs() };
  }

  /** The end of the next batch, counted in events: those that are due now. */
  private dueUntil(events: readonly MarketEvent[], from: number): number {
    const most = Math.min(events.length, from + BATCH);
    const first = events[from]?.receivedMs ?? 0;
    const nowMs = this.feedNowMs(first);
    let until = from;
    while (until < most && (events[until]?.receivedMs ?? 0) <= nowMs) until += 1;
    return until;
  }

  /** The feed's clock, given the next event's time. */
  private feedNowMs(nextMs: number): number {
    if (this.speed === null) return Infinity;
    const { positionMs } = this.run.position;
    if (nextMs <= positionMs) return positionMs;
    const wallMs = this.pacer.nowMs();
    this.origin ??= { feedMs: Math.max(positionMs, this.beginMs), wallMs };
    const nowMs = this.origin.feedMs + (wallMs - this.origin.wallMs) * this.speed;
    if (nowMs - nextMs <= PATIENCE_MS * this.speed) return nowMs;
    this.origin = { feedMs: nextMs, wallMs };
    return nextMs;
  }
}
