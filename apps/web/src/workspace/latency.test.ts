import { describe, expect, it } from "vitest";
import { LatencyTracker } from "./latency.ts";

function arrival(sentMs: number, arrivedMs: number) {
  const hops = { eventMs: sentMs - 40, receivedMs: sentMs - 10, ingestedMs: sentMs - 4, sentMs };
  return { hops, arrivedMs, symbols: [] };
}

describe("LatencyTracker", () => {
  it("tells each hop apart", () => {
    const tracker = new LatencyTracker();
    expect(tracker.read()).toBeNull();
    tracker.add(arrival(1_000, 1_006), 1_016);
    expect(tracker.read()).toEqual({
      feed: 30,
      server: 4,
      network: 6,
      paint: 10,
      total: 20,
      clocksDiffer: false,
    });
  });

  it("says so when the clocks differ instead of showing a number that cannot be", () => {
    const tracker = new LatencyTracker();
    for (const late of [0, 5, 9]) tracker.add(arrival(10_000, 4_000 + late), 4_010 + late);
    const latency = tracker.read();
    expect(latency?.clocksDiffer).toBe(true);
    expect(latency?.network).toBe(5);
  });
});
