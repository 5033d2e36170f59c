import type { RevisionCause, Signal } from "@spotlight/contracts";
import { reviewed } from "./signals.ts";
import type { Proposal } from "./strategy.ts";

/** What one strategy said about one symbol on one day: at most one signal a bar. */
export class Said {
  readonly #signals = new Map<number, Signal>();

  get all(): Iterable<Signal> {
    return this.#signals.values();
  }

  /** Whether something was said about the bar that starts at this time. */
  has(barStartMs: number): boolean {
    return this.#signals.has(barStartMs);
  }

  /** Takes note of a signal as it stands now. */
  put(signal: Signal): void {
    this.#signals.set(signal.barStartMs, signal);
  }

  /** Forgets the day. */
  clear(): void {
    this.#signals.clear();
  }

  /**
   * Compares signals with what would be said now; answers those whose status changed. `proposalNow` answers undefined for
   * a signal that the change cannot have touched.
   */
  review(
    cause: RevisionCause,
    proposalNow: (signal: Signal) => Proposal | null | undefined,
  ): readonly Signal[] {
    const told: Signal[] = [];
    for (const signal of this.#signals.values()) {
      const now = proposalNow(signal);
      const after = now === undefined ? null : reviewed(signal, now, cause);
      if (after === null) continue;
      this.put(after);
      told.push(after);
    }
    return told;
  }
}
