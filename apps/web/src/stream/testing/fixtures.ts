import type { Bar, HistoryAnswer, SessionKind, Timeframe } from "@spotlight/contracts";
import { TIMEFRAME_MS, barNumber } from "@spotlight/market";
import type { StreamClock } from "../clock.ts";

/** 2024-03-12 09:30 New York, epoch ms. */
export const OPEN_MS = 1_710_250_200_000;

/** What a test wants to say about a bar; the rest is filled in. */
export interface BarWish {
  readonly index: number;
  readonly symbol?: string;
  readonly timeframe?: Timeframe;
  readonly rev?: number;
  readonly close?: number;
  readonly volume?: number;
  readonly state?: Bar["state"];
}

/** A bar of the regular session; `index` counts from its open. */
export function makeBar(wish: BarWish): Bar {
  const timeframe = wish.timeframe ?? "1m";
  const start = OPEN_MS + wish.index * TIMEFRAME_MS[timeframe];
  const c = wish.close ?? 100 + wish.index / 100;
  return {
    symbol: wish.symbol ?? "SPY",
    timeframe,
    seq: barNumber(start, timeframe),
    bar_start: start,
    bar_end: start + TIMEFRAME_MS[timeframe],
    ohlcv: { o: c, h: c + 0.1, l: c - 0.1, c, v: wish.volume ?? 100 },
    vw: c,
    n: 3,
    rev: wish.rev ?? 0,
    state: wish.state ?? "closed",
  };
}

/** A history answer at `cursor`. */
export function makeHistory(
  bars: readonly Bar[],
  cursor: number,
  session: SessionKind = "rth",
): HistoryAnswer {
  const first = bars[0];
  return {
    symbol: first?.symbol ?? "SPY",
    timeframe: first?.timeframe ?? "1m",
    session,
    cursor,
    bars: [...bars],
    gaps: [],
  };
}

/** One event as the wire carries it. */
export function sse(event: string, data: unknown, id?: number): string {
  return `event: ${event}\n${id === undefined ? "" : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;
}

/** A clock that moves only when told to. */
export class ManualClock implements StreamClock {
  #nowMs = 0;
  #timers: { atMs: number; run: () => void }[] = [];
  /** What `random` answers. */
  chance = 0.5;

  nowMs(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return OPEN_MS + this.#nowMs;
  }

  random(): number {
    return this.chance;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { atMs: this.#nowMs + ms, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Moves on by `ms`, calling what is due in order, and lets promises settle after each. */
  async advance(ms: number): Promise<void> {
    await settle();
    const untilMs = this.#nowMs + ms;
    for (;;) {
      const due = this.#timers.filter((timer) => timer.atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (due === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== due);
      this.#nowMs = Math.max(this.#nowMs, due.atMs);
      due.run();
      await settle();
    }
    this.#nowMs = untilMs;
    await settle();
  }
}

/** Lets everything that is ready run, without waiting for time. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}
