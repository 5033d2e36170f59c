import { COUNTS_VOLUME, MOVES_HIGH_LOW, MOVES_OPEN_CLOSE, REGULAR_SALE } from "../conditions.ts";
import { NO_ROW, type TradeRows } from "./trade-rows.ts";

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
 * Every trade of one minute, so that a late print, a cancel or a correction can be worked in exactly. The running totals
 * are those of tape order (time, then sequence) as long as trades come in that order; otherwise they are summed again on
 * demand, always in tape order, so that the same trades give the same bytes however they arrived.
 */
export class MinuteTape {
  readonly #rows: TradeRows;
  #first = NO_ROW;
  #last = NO_ROW;
  #inOrder = true;
  #settled = true;
  #known: Set<number> | null = null;

  #opened = false;
  #ranged = false;
  #open = 0;
  #close = 0;
  #firstInRange = 0;
  #lastInRange = 0;
  #high = 0;
  #low = 0;
  #volume = 0;
  #notional = 0;
  #tradeCount = 0;

  constructor(rows: TradeRows) {
    this.#rows = rows;
  }

  /** Appends a trade; `offsetMs` counts from any fixed start, `effect` is its `tradeEffect`. */
  add(offsetMs: number, sequence: number, price: number, size: number, effect: number): void {
    const rows = this.#rows;
    const row = rows.add(offsetMs, sequence, price, size, effect);
    const last = this.#last;
    this.#last = row;
    if (last === NO_ROW) this.#first = row;
    else {
      rows.next[last] = row;
      const lastMs = rows.offsetMs[last] as number;
      if (offsetMs < lastMs || (offsetMs === lastMs && sequence < (rows.sequence[last] as number))) {
        this.#inOrder = false;
        this.#settled = false;
      }
    }
    if (this.#known !== null) this.#known.add(sequence);
    if (this.#settled) this.#total(price, size, effect);
  }

  /** Whether a trade with this sequence number stands on the tape. */
  has(sequence: number): boolean {
    if (this.#known === null) {
      this.#known = new Set();
      for (const row of this.#chain()) this.#known.add(this.#rows.sequence[row] as number);
    }
    return this.#known.has(sequence);
  }

  /** Gives the trade with this sequence number new terms; effect 0 takes it out of every total. False if unknown. */
  amend(sequence: number, price: number, size: number, effect: number): boolean {
    const rows = this.#rows;
    for (const row of this.#chain()) {
      if (rows.sequence[row] !== sequence) continue;
      rows.price[row] = price;
      rows.size[row] = size;
      rows.effect[row] = effect;
      this.#settled = false;
      return true;
    }
    return false;
  }

  /** The totals, or null when no trade on the tape may move a price: such a minute has no bar. */
  totals(): TapeTotals | null {
    if (!this.#settled) this.#settle();
    if (!this.#ranged) return null;
    return {
      open: this.#opened ? this.#open : this.#firstInRange,
      high: this.#high,
      low: this.#low,
      close: this.#opened ? this.#close : this.#lastInRange,
      volume: this.#volume,
      notional: this.#notional,
      tradeCount: this.#tradeCount,
    };
  }

  #total(price: number, size: number, effect: number): void {
    if (effect === REGULAR_SALE && this.#opened) {
      this.#close = price;
      this.#lastInRange = price;
      if (price > this.#high) this.#high = price;
      else if (price < this.#low) this.#low = price;
      this.#volume += size;
      this.#notional += price * size;
      this.#tradeCount += 1;
    } else this.#totalPart(price, size, effect);
  }

  #totalPart(price: number, size: number, effect: number): void {
    if ((effect & MOVES_OPEN_CLOSE) !== 0) {
      if (!this.#opened) this.#open = price;
      this.#opened = true;
      this.#close = price;
    }
    if ((effect & MOVES_HIGH_LOW) !== 0) {
      if (!this.#ranged) this.#firstInRange = price;
      this.#high = this.#ranged ? Math.max(this.#high, price) : price;
      this.#low = this.#ranged ? Math.min(this.#low, price) : price;
      this.#ranged = true;
      this.#lastInRange = price;
    }
    if ((effect & COUNTS_VOLUME) !== 0) {
      this.#volume += size;
      this.#notional += price * size;
      this.#tradeCount += 1;
    }
  }

  #settle(): void {
    if (!this.#inOrder) this.#sort();
    this.#opened = false;
    this.#ranged = false;
    this.#volume = 0;
    this.#notional = 0;
    this.#tradeCount = 0;
    const { price, size, effect } = this.#rows;
    for (const row of this.#chain())
      this.#total(price[row] as number, size[row] as number, effect[row] as number);
    this.#settled = true;
  }

  /** Chains the rows again in tape order. */
  #sort(): void {
    const { offsetMs, sequence, next } = this.#rows;
    const order = [...this.#chain()].sort(
      (a, b) =>
        (offsetMs[a] as number) - (offsetMs[b] as number) ||
        (sequence[a] as number) - (sequence[b] as number),
    );
    for (const [at, row] of order.entries()) next[row] = order[at + 1] ?? NO_ROW;
    this.#first = order[0] ?? NO_ROW;
    this.#last = order.at(-1) ?? NO_ROW;
    this.#inOrder = true;
  }

  *#chain(): Generator<number> {
    const { next } = this.#rows;
    for (let row = this.#first; row !== NO_ROW; row = next[row] as number) yield row;
  }
}
