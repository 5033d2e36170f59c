/** The state of an {@link ExponentialAverage}: count, sum or average, and both before the last number. */
export type ExponentialAverageState = readonly [number, number, number, number];

/**
 * The recursive average behind EMA, MACD, Wilder's RSI and ATR, over plain numbers. The first `period` numbers are
 * averaged plainly; from then on `average += weight * (number - average)`. Until there are `period` numbers, `level`
 * holds their sum.
 */
export class ExponentialAverage {
  readonly period: number;
  private readonly weight: number;
  private count = 0;
  private level = 0;
  private countBefore = 0;
  private levelBefore = 0;

  /** `weight` is 2 / (period + 1) for an EMA and 1 / period for Wilder's smoothing. */
  constructor(period: number, weight: number) {
    this.period = period;
    this.weight = weight;
  }

  /** Whether `period` numbers were seen. */
  get ready(): boolean {
    return this.count >= this.period;
  }

  /** The average; meaningless until {@link ready}. */
  get average(): number {
    return this.level;
  }

  /** Takes a new number. */
  next(number: number): void {
    this.countBefore = this.count;
    this.levelBefore = this.level;
    this.advance(number);
  }

  /** Replaces the last number. */
  revise(number: number): void {
    this.count = this.countBefore;
    this.level = this.levelBefore;
    this.advance(number);
  }

  /** Makes the state before the last number the present one and keeps the place for a replacement. */
  skip(revising: boolean): void {
    if (revising) {
      this.count = this.countBefore;
      this.level = this.levelBefore;
    } else {
      this.countBefore = this.count;
      this.levelBefore = this.level;
    }
  }

  save(): ExponentialAverageState {
    return [this.count, this.level, this.countBefore, this.levelBefore];
  }

  restore(state: ExponentialAverageState): void {
    [this.count, this.level, this.countBefore, this.levelBefore] = state;
  }

  private advance(number: number): void {
    if (this.count >= this.period) {
      this.level += this.weight * (number - this.level);
      return;
    }
    this.level += number;
    this.count += 1;
    if (this.count === this.period) this.level /= this.period;
  }
}
