import { COUNTS_VOLUME, MOVES_HIGH_LOW, MOVES_OPEN_CLOSE } from "../conditions.ts";

const FIRST_CAPACITY = 32;

/** What the trades of a minute add up to. Prices in dollars; `notional` is the sum of price × size. */
export interface TapeTotals {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly notional: number;
  readonly tradeCount: number;
}

/**
 * Every trade of one minute in columns, so that a late print, a cancel or a correction can be worked in exactly. The
 * running totals are those of tape order (time, then sequence) as long as trades come in that order; otherwise they are
 * summed again on demand, always in tape order, so that the same trades give the same bytes however they arrived.
 */
export class MinuteTape {
  #offsetMs = new Float64Array(FIRST_CAPACITY);
  #sequence = new Float64Array(FIRST_CAPACITY);
  #price = new Float64Array(FIRST_CAPACITY);
  #size = new Float64Array(FIRST_CAPACITY);
  #effect = new Uint8Array(FIRST_CAPACITY);
  #count = 0;
  #inOrder = true;
  #settled = true;
  #known: Set<number> | null = null;

  #open = Number.NaN;
  #close = Number.NaN;
  #firstInRange = Number.NaN;
  #lastInRange = Number.NaN;
  #high = -Infinity;
  #low = Infinity;
  #volume = 0;
  #notional = 0;
  #tradeCount = 0;

  /** How many trades stand on the tape, cancelled ones included. */
  get length(): number {
    return this.#count;
  }

  /** Appends a trade; `offsetMs` counts from any fixed start, `effect` is its `tradeEffect`. */
  add(offsetMs: number, sequence: number, price: number, size: number, effect: number): void {
    const at = this.#count;
    if (at === this.#price.length) this.#grow();
    if (at > 0 && this.#inOrder) {
      const lastOffset = this.#offsetMs[at - 1] as number;
      if (
        offsetMs < lastOffset ||
        (offsetMs === lastOffset && sequence < (this.#sequence[at - 1] as number))
      ) {
        this.#inOrder = false;
        this.#settled = false;
      }
    }
    this.#offsetMs[at] = offsetMs;
    this.#sequence[at] = sequence;
    this.#price[at] = price;
    this.#size[at] = size;
    this.#effect[at] = effect;
    this.#count = at + 1;
    this.#known?.add(sequence);
    if (this.#settled) this.#count1(price, size, effect);
  }

  /** Whether a trade with this sequence number stands on the tape. */
  has(sequence: number): boolean {
    if (this.#known === null) {
      this.#known = new Set();
      for (let index = 0; index < this.#count; index += 1) this.#known.add(this.#sequence[index] as number);
    }
    return this.#known.has(sequence);
  }

  /** Gives the trade with this sequence number new terms; effect 0 takes it out of every total. False if unknown. */
  amend(sequence: number, price: number, size: number, effect: number): boolean {
    for (let index = 0; index < this.#count; index += 1) {
      if (this.#sequence[index] !== sequence) continue;
      this.#price[index] = price;
      this.#size[index] = size;
      this.#effect[index] = effect;
      this.#settled = false;
      return true;
    }
    return false;
  }

  /** The totals, or null when no trade on the tape may move a price: such a minute has no bar. */
  totals(): TapeTotals | null {
    if (!this.#settled) this.#settle();
    if (this.#high === -Infinity) return null;
    return {
      open: Number.isNaN(this.#open) ? this.#firstInRange : this.#open,
      high: this.#high,
      low: this.#low,
      close: Number.isNaN(this.#close) ? this.#lastInRange : this.#close,
      volume: this.#volume,
      notional: this.#notional,
      tradeCount: this.#tradeCount,
    };
  }

  #count1(price: number, size: number, effect: number): void {
    if ((effect & MOVES_OPEN_CLOSE) !== 0) {
      if (Number.isNaN(this.#open)) this.#open = price;
      this.#close = price;
    }
    if ((effect & MOVES_HIGH_LOW) !== 0) {
      if (this.#high === -Infinity) this.#firstInRange = price;
      this.#lastInRange = price;
      if (price > this.#high) this.#high = price;
      if (price < this.#low) this.#low = price;
    }
    if ((effect & COUNTS_VOLUME) !== 0) {
      this.#volume += size;
      this.#notional += price * size;
      this.#tradeCount += 1;
    }
  }

  #settle(): void {
    if (!this.#inOrder) this.#sort();
    this.#open = Number.NaN;
    this.#close = Number.NaN;
    this.#high = -Infinity;
    this.#low = Infinity;
    this.#volume = 0;
    this.#notional = 0;
    this.#tradeCount = 0;
    for (let index = 0; index < this.#count; index += 1) {
      this.#count1(this.#price[index] as number, this.#size[index] as number, this.#effect[index] as number);
    }
    this.#settled = true;
  }

  #sort(): void {
    const offset = this.#offsetMs;
    const sequence = this.#sequence;
    const order = Uint32Array.from({ length: this.#count }, (_, index) => index).sort(
      (a, b) =>
        (offset[a] as number) - (offset[b] as number) || (sequence[a] as number) - (sequence[b] as number),
    );
    this.#offsetMs = reorder(offset, order);
    this.#sequence = reorder(sequence, order);
    this.#price = reorder(this.#price, order);
    this.#size = reorder(this.#size, order);
    const effect = new Uint8Array(this.#effect.length);
    for (let to = 0; to < order.length; to += 1) effect[to] = this.#effect[order[to] as number] as number;
    this.#effect = effect;
    this.#inOrder = true;
  }

  #grow(): void {
    const capacity = this.#price.length * 2;
    this.#offsetMs = copyInto(new Float64Array(capacity), this.#offsetMs);
    this.#sequence = copyInto(new Float64Array(capacity), this.#sequence);
    this.#price = copyInto(new Float64Array(capacity), this.#price);
    this.#size = copyInto(new Float64Array(capacity), this.#size);
    const effect = new Uint8Array(capacity);
    effect.set(this.#effect);
    this.#effect = effect;
  }
}

function copyInto(target: Float64Array<ArrayBuffer>, source: Float64Array): Float64Array<ArrayBuffer> {
  target.set(source);
  return target;
}

function reorder(column: Float64Array, order: Uint32Array): Float64Array<ArrayBuffer> {
  const sorted = new Float64Array(column.length);
  for (let to = 0; to < order.length; to += 1) sorted[to] = column[order[to] as number] as number;
  return sorted;
}
