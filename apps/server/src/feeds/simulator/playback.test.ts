import type { MarketEvent } from "@spotlight/contracts";
import { expect, it } from "vitest";
import { Playback } from "./playback.ts";

/** A clock that only sleeping moves. */
class FakePacer {
  wallMs = 1_000;
  sleeps = 0;

  nowMs(): number {
    return this.wallMs;
  }

  async sleep(ms: number): Promise<void> {
    this.sleeps += 1;
    this.wallMs += ms;
  }
}

function clocks(fromMs: number, untilMs: number, stepMs: number): MarketEvent[] {
  const events: MarketEvent[] = [];
  for (let receivedMs = fromMs; receivedMs < untilMs; receivedMs += stepMs)
    events.push({ type: "clock", receivedMs });
  return events;
}

/** Plays events and notes when, on the wall, each batch was delivered. */
async function play(speed: number | null, positionMs: number, events: readonly MarketEvent[], slowMs = 0) {
  const pacer = new FakePacer();
  const delivered: { wallMs: number; events: readonly MarketEvent[] }[] = [];
  const controller = new AbortController();
  const run = {
    symbols: [],
    position: { startMs: 0, positionMs },
    signal: controller.signal,
    deliver: async (batch: readonly MarketEvent[]) => {
      delivered.push({ wallMs: pacer.wallMs - 1_000, events: batch });
      pacer.wallMs += slowMs;
    },
  };
  const playback = new Playback(run, pacer, speed);
  playback.begin(0);
  const finished = await playback.play(events);
  return { delivered, finished, playback, controller, pacer };
}

it("delivers everything up to the position at once, then at its speed in slices of 50 ms", async () => {
  const { delivered } = await play(2, 10_000, clocks(0, 12_000, 10));
  const late = delivered.filter(({ events }) => (events[0]?.receivedMs ?? 0) > 10_000);
  expect(delivered[0]?.events.length).toBe(1_001);
  expect(delivered[0]?.wallMs).toBe(0);
  for (const { wallMs, events } of late)
    expect(events.at(-1)?.receivedMs).toBeLessThanOrEqual(10_000 + 2 * wallMs);
  expect(late.length).toBeGreaterThan(15);
  expect(late.at(-1)?.wallMs).toBeGreaterThanOrEqual(950);
});

it("without a speed delivers full batches and never waits", async () => {
  const { delivered, pacer } = await play(null, 0, clocks(0, 100_000, 10));
  expect(delivered.map(({ events }) => events.length)).toEqual([4_096, 4_096, 1_808]);
  expect(pacer.wallMs).toBe(1_000);
});

it("loses and repeats nothing", async () => {
  const events = clocks(0, 30_000, 7);
  for (const speed of [0.5, 1, 60, null]) {
    const { delivered } = await play(speed, 3_000, events);
    expect(delivered.flatMap((batch) => batch.events)).toEqual(events);
  }
});

it("lets its clock stand still when the taker is far too slow, instead of a burst", async () => {
  const { delivered } = await play(1, 0, clocks(0, 60_000, 1_000), 20_000);
  const sizes = delivered.map(({ events }) => events.length);
  expect(Math.max(...sizes)).toBe(1);
});

it("begins a new day at once, also when the position lies in the night before", async () => {
  const { playback, pacer, delivered } = await play(1, 5_000, clocks(0, 1_000, 100));
  playback.begin(50_000_000);
  const before = pacer.wallMs;
  await playback.play(clocks(50_000_000, 50_000_200, 100));
  expect(pacer.wallMs - before).toBeLessThanOrEqual(250);
  expect(delivered.at(-1)?.events.at(-1)?.receivedMs).toBe(50_000_100);
});

it("stops when it is told to", async () => {
  const { playback, controller, delivered } = await play(1, 0, clocks(0, 100, 10));
  controller.abort();
  const count = delivered.length;
  expect(await playback.play(clocks(100, 200, 10))).toBe(false);
  expect(delivered.length).toBe(count);
});
