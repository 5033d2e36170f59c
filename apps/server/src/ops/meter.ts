import type { EngineMeter } from "../engine/parts.ts";

const SAMPLES_MAX = 2_048;

/** Quantiles of what was observed lately, milliseconds; null while nothing was. */
export interface Quantiles {
  readonly count: number;
  readonly p50: number | null;
  readonly p99: number | null;
}

/** Counters and durations of the running process. */
export class Meter implements EngineMeter {
  readonly #counts = new Map<string, number>();
  readonly #samples = new Map<string, { values: Float64Array; count: number }>();

  count(name: string, by = 1, labels: Readonly<Record<string, string>> = {}): void {
    if (by === 0) return;
    const tags = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    const key = tags.length === 0 ? name : `${name}{${tags.join(",")}}`;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + by);
  }

  observe(name: string, milliseconds: number): void {
    let samples = this.#samples.get(name);
    if (samples === undefined) {
      samples = { values: new Float64Array(SAMPLES_MAX), count: 0 };
      this.#samples.set(name, samples);
    }
    samples.values[samples.count % SAMPLES_MAX] = milliseconds;
    samples.count += 1;
  }

  /** Every counter with its labels, by name. */
  counts(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Quantiles of every duration over its last 2,048 observations. */
  durations(): Readonly<Record<string, Quantiles>> {
    return Object.fromEntries(
      [...this.#samples].map(([name, { values, count }]) => [name, quantiles(values, count)]),
    );
  }
}

function quantiles(values: Float64Array, count: number): Quantiles {
  const sorted = values.slice(0, Math.min(count, SAMPLES_MAX)).sort();
  const at = (share: number): number | null =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;
  return { count, p50: at(0.5), p99: at(0.99) };
}
