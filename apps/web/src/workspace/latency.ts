import type { Arrival } from "../stream/index.ts";

/** Milliseconds that the newest data spent at each hop; medians of the last arrivals. */
export interface Latency {
  /** From the tape to the feed's delivery, on the feed's clock. */
  readonly feed: number;
  /** Inside the server. */
  readonly server: number;
  /** From the server's socket to this page. */
  readonly network: number;
  /** From arrival to the frame that shows it. */
  readonly paint: number;
  /** Server, network and paint together: what this installation adds. */
  readonly total: number;
  /** Whether the two machines' clocks differ, so that the network's part is only an estimate. */
  readonly clocksDiffer: boolean;
}

interface Sample {
  readonly feed: number;
  readonly server: number;
  readonly crossing: number;
  readonly paint: number;
}

const KEPT = 40;
/** No way across a network takes less than nothing or, at its fastest, more than this. */
const CROSSING_MAX_MS = 1_500;

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

/** Collects arrivals and answers with medians, so that the numbers on the screen stay calm. */
export class LatencyTracker {
  #samples: Sample[] = [];

  /** Takes an arrival and when it was painted, epoch ms on this machine's clock. */
  add({ hops, arrivedMs }: Arrival, paintedMs: number): void {
    this.#samples.push({
      feed: Math.max(0, hops.receivedMs - hops.eventMs),
      server: Math.max(0, hops.sentMs - hops.ingestedMs),
      crossing: arrivedMs - hops.sentMs,
      paint: Math.max(0, paintedMs - arrivedMs),
    });
    if (this.#samples.length > KEPT) this.#samples.shift();
  }

  /** Null until something arrived. */
  read(): Latency | null {
    if (this.#samples.length === 0) return null;
    const fastest = Math.min(...this.#samples.map(({ crossing }) => crossing));
    const clocksDiffer = fastest < -1 || fastest > CROSSING_MAX_MS;
    const skew = clocksDiffer ? fastest : 0;
    const feed = median(this.#samples.map((sample) => sample.feed));
    const server = median(this.#samples.map((sample) => sample.server));
    const network = Math.max(0, median(this.#samples.map(({ crossing }) => crossing)) - skew);
    const paint = median(this.#samples.map((sample) => sample.paint));
    return { feed, server, network, paint, total: server + network + paint, clocksDiffer };
  }
}
