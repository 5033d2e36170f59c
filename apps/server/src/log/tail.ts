import type { Fact } from "./market-log.ts";

/** Newest facts that are kept, so that a reader that was away for a moment costs no query. */
const KEPT_FACTS = 20_000;

/** The newest facts of a log, in memory, by cursor. */
export class Tail {
  #facts: Fact[] = [];
  #from: number;

  /** Empty, at the end of a log whose newest cursor is `from`. */
  constructor(from: number) {
    this.#from = from;
  }

  /** Every fact after this cursor is here. */
  get from(): number {
    return this.#from;
  }

  /** Adds facts that follow those here, and lets old ones go, but none after `stored`: those are nowhere else to be read. */
  add(facts: readonly Fact[], stored: number): void {
    for (const fact of facts) this.#facts.push(fact);
    // At twice the length, so that it is cheap.
    if (this.#facts.length < 2 * KEPT_FACTS) return;
    const gone = this.#facts.splice(0, Math.min(this.#placeAfter(stored), this.#facts.length - KEPT_FACTS));
    this.#from = gone.at(-1)?.cursor ?? this.#from;
  }

  /** The facts after a cursor: a copy, so that it stays as it is while others wait. */
  after(cursor: number): readonly Fact[] {
    return this.#facts.slice(this.#placeAfter(cursor));
  }

  /** Forgets facts that are kept nowhere else either. */
  drop(isGone: (fact: Fact) => boolean): void {
    this.#facts = this.#facts.filter((fact) => !isGone(fact));
  }

  #placeAfter(cursor: number): number {
    let low = 0;
    let high = this.#facts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#facts[middle]?.cursor ?? Infinity) <= cursor) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
