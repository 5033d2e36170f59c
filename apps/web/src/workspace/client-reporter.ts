import type { ClientReport } from "@spotlight/contracts";

/** No two reports are closer than this, ms. */
const APART_MS = 60_000;
/** A page that stays open reports this often, ms: seldom, so that there is nearly always room for a last report. */
const EVERY_MS = 300_000;
const INTERVALS_MAX = 2_000;

/** What a reporter needs of the page. */
export interface ReporterParts {
  /** Sends a report; it may be the last thing that the page does. */
  send(report: ClientReport): void;
  /** Monotonic time, ms. */
  nowMs(): number;
  /** Median from data's arrival to the frame that shows it, ms; null while nothing arrived. */
  paintMs(): number | null;
}

/** Gathers how the page does and reports it: at most once a minute, and once more when the page is put away. */
export class ClientReporter {
  readonly #parts: ReporterParts;
  #vitals: ClientReport["vitals"] = {};
  #intervals: number[] = [];
  #reconnects = 0;
  #sentMs: number;

  constructor(parts: ReporterParts) {
    this.#parts = parts;
    this.#sentMs = parts.nowMs();
  }

  /** Notes a measurement of the browser; each is sent once. */
  noteVital(name: keyof ClientReport["vitals"], value: number): void {
    this.#vitals = { ...this.#vitals, [name]: value };
  }

  /** Notes the time between a frame that painted the chart and the frame after it, ms. */
  noteFrame(intervalMs: number): void {
    if (this.#intervals.length < INTERVALS_MAX) this.#intervals.push(intervalMs);
  }

  noteReconnect(): void {
    this.#reconnects += 1;
  }

  /** Reports when it is time to. */
  tick(): void {
    if (this.#parts.nowMs() - this.#sentMs >= EVERY_MS) this.#send();
  }

  /** The page is put away, perhaps for good: reports what there is, unless it did so within the last minute. */
  putAway(): void {
    if (this.#parts.nowMs() - this.#sentMs >= APART_MS) this.#send();
  }

  #send(): void {
    const paintMs = this.#parts.paintMs();
    const sorted = this.#intervals.toSorted((a, b) => a - b);
    const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
    this.#parts.send({
      vitals: this.#vitals,
      ...(sorted.length === 0 ? {} : { frames: { p50Ms: at(0.5), p95Ms: at(0.95) } }),
      ...(paintMs === null ? {} : { paintMs }),
      reconnects: this.#reconnects,
    });
    this.#sentMs = this.#parts.nowMs();
    this.#vitals = {};
    this.#intervals = [];
    this.#reconnects = 0;
  }
}
