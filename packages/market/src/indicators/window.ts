/** A saved {@link Window}: its numbers, oldest first, and the one that the last number pushed out (NaN for none). */
export interface WindowState {
  readonly numbers: readonly number[];
  readonly evicted: number;
  readonly open: boolean;
}

/**
 * The last `size` numbers, of which the newest can be replaced or taken back. Sums are taken over the window each time:
 * they depend on nothing older, so that they carry no rounding drift and do not depend on where a history begins.
 */
export class Window {
  readonly size: number;
  private readonly slots: Float64Array;
  private head = 0;
  private count = 0;
  private evicted = Number.NaN;
  /** Whether the newest number may be taken back. */
  private open = false;

  constructor(size: number) {
    this.size = size;
    this.slots = new Float64Array(size);
  }

  /** Whether the window holds `size` numbers. */
  get full(): boolean {
    return this.count === this.size;
  }

  /** Takes a new number, or a place without one when it is not finite. */
  next(number: number): void {
    this.open = Number.isFinite(number);
    if (this.open) this.push(number);
  }

  /** Replaces the last number; one that is not finite takes it back. */
  revise(number: number): void {
    if (this.open) this.pop();
    this.next(number);
  }

  /** The mean of the numbers; NaN when there are none. */
  mean(): number {
    let sum = 0;
    const oldest = this.head - this.count;
    for (let index = oldest; index < this.head; index += 1) sum += this.at(index);
    return sum / this.count;
  }

  /** The standard deviation of the whole population around a given mean; NaN when there are no numbers. */
  deviation(mean: number): number {
    let squares = 0;
    const oldest = this.head - this.count;
    for (let index = oldest; index < this.head; index += 1) squares += (this.at(index) - mean) ** 2;
    return Math.sqrt(squares / this.count);
  }

  save(): WindowState {
    const oldest = this.head - this.count;
    const numbers = Array.from({ length: this.count }, (_, offset) => this.at(oldest + offset));
    return { numbers, evicted: this.evicted, open: this.open };
  }

  restore(state: WindowState): void {
    this.head = 0;
    this.count = 0;
    for (const number of state.numbers) this.push(number);
    this.evicted = state.evicted;
    this.open = state.open;
  }

  private at(index: number): number {
    return this.slots[index < 0 ? index + this.size : index] ?? Number.NaN;
  }

  private push(number: number): void {
    this.evicted = this.full ? (this.slots[this.head] ?? Number.NaN) : Number.NaN;
    this.slots[this.head] = number;
    this.head = this.head + 1 === this.size ? 0 : this.head + 1;
    if (!this.full) this.count += 1;
  }

  private pop(): void {
    this.head = this.head === 0 ? this.size - 1 : this.head - 1;
    if (Number.isNaN(this.evicted)) this.count -= 1;
    else this.slots[this.head] = this.evicted;
  }
}
