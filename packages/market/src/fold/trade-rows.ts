const FIRST_CAPACITY = 256;

/** No row: the end of a chain. */
export const NO_ROW = -1;

/**
 * The trades of one symbol's day in columns, in the order in which they arrived, each row chained to the next one of its
 * minute. One set of columns for the whole day grows a dozen times; one for each minute would grow thousands of times.
 */
export class TradeRows {
  /** Whole milliseconds after the day's pre-market open. */
  offsetMs = new Int32Array(FIRST_CAPACITY);
  sequence = new Float64Array(FIRST_CAPACITY);
  price = new Float64Array(FIRST_CAPACITY);
  size = new Float64Array(FIRST_CAPACITY);
  /** `tradeEffect` of the trade; 0 when it counts for nothing. */
  effect = new Uint8Array(FIRST_CAPACITY);
  /** The next row of the same minute. */
  next = new Int32Array(FIRST_CAPACITY);
  #count = 0;

  /** Adds a row and answers its number. */
  add(offsetMs: number, sequence: number, price: number, size: number, effect: number): number {
    const row = this.#count;
    if (row === this.price.length) this.#grow();
    this.offsetMs[row] = offsetMs;
    this.sequence[row] = sequence;
    this.price[row] = price;
    this.size[row] = size;
    this.effect[row] = effect;
    this.next[row] = NO_ROW;
    this.#count = row + 1;
    return row;
  }

  #grow(): void {
    const capacity = this.price.length * 2;
    const wider = (column: Float64Array): Float64Array<ArrayBuffer> => {
      const grown = new Float64Array(capacity);
      grown.set(column);
      return grown;
    };
    this.sequence = wider(this.sequence);
    this.price = wider(this.price);
    this.size = wider(this.size);
    const effect = new Uint8Array(capacity);
    effect.set(this.effect);
    this.effect = effect;
    this.offsetMs = widerWhole(this.offsetMs, capacity);
    this.next = widerWhole(this.next, capacity);
  }
}

function widerWhole(column: Int32Array, capacity: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(capacity);
  grown.set(column);
  return grown;
}
