import type { MarketBar } from "../bar.ts";
import { checkPeriod, type Indicator } from "./indicator.ts";

/** Saved state of an {@link Rsi}: count, gains, losses and close, and the four before the last bar. */
export type RsiState = readonly [number, number, number, number, number, number, number, number];

/**
 * Relative strength index, 0 to 100: the share of Wilder-smoothed gains in all Wilder-smoothed movement of the close;
 * 50 when nothing moved. Source: J. Welles Wilder, "New Concepts in Technical Trading Systems" (1978), section VI.
 */
export class Rsi implements Indicator<number, RsiState> {
  // Fields begin as what they hold later, integer or fraction: V8 then keeps them unboxed.
  readonly warmUp: number = 0;
  private readonly period: number = 0;
  private readonly weight: number = Number.NaN;
  /** Changes seen, counted up to one more than the period; from there on `countBefore` stays behind unneeded. */
  private count = 0;
  private countBefore = 0;
  /** The averages; sums as long as there are less than a period of changes. */
  private gains = Number.NaN;
  private gainsBefore = Number.NaN;
  private losses = Number.NaN;
  private lossesBefore = Number.NaN;
  /** NaN before the first bar. */
  private close = Number.NaN;
  private closeBefore = Number.NaN;

  /** `period` in changes, one more bar is needed; throws RangeError unless it is a whole number of at least 1. */
  constructor(period = 14) {
    this.period = checkPeriod(period);
    this.warmUp = period + 1;
    this.weight = 1 / period;
    this.gains = 0;
    this.losses = 0;
    this.gainsBefore = 0;
    this.lossesBefore = 0;
  }

  get value(): number | null {
    if (this.count < this.period) return null;
    const movement = this.gains + this.losses;
    return movement === 0 ? 50 : (100 * this.gains) / movement;
  }

  next(bar: MarketBar): number | null {
    this.gainsBefore = this.gains;
    this.lossesBefore = this.losses;
    this.closeBefore = this.close;
    if (this.count <= this.period) this.countBefore = this.count;
    return this.advance(bar.close, this.close, this.gains, this.losses);
  }

  revise(bar: MarketBar): number | null {
    return this.advance(bar.close, this.closeBefore, this.gainsBefore, this.lossesBefore);
  }

  save(): RsiState {
    return [
      this.count,
      this.gains,
      this.losses,
      this.close,
      this.countBefore,
      this.gainsBefore,
      this.lossesBefore,
      this.closeBefore,
    ];
  }

  restore(snapshot: RsiState): void {
    [this.count, this.gains, this.losses, this.close] = snapshot;
    this.countBefore = snapshot[4];
    this.gainsBefore = snapshot[5];
    this.lossesBefore = snapshot[6];
    this.closeBefore = snapshot[7];
  }

  private advance(
    close: number,
    closeBefore: number,
    gainsBefore: number,
    lossesBefore: number,
  ): number | null {
    const change = close - closeBefore;
    const gain = change > 0 ? change : 0;
    const loss = change < 0 ? -change : 0;
    if (!(this.count > this.period && Number.isFinite(change))) return this.warm(close, gain, loss);
    const gains = gainsBefore + this.weight * (gain - gainsBefore);
    const losses = lossesBefore + this.weight * (loss - lossesBefore);
    this.close = close;
    this.gains = gains;
    this.losses = losses;
    const movement = gains + losses;
    return movement === 0 ? 50 : (100 * gains) / movement;
  }

  private warm(close: number, gain: number, loss: number): number | null {
    this.count = this.countBefore;
    this.gains = this.gainsBefore;
    this.losses = this.lossesBefore;
    this.close = Number.isFinite(close) ? close : this.closeBefore;
    if (Number.isFinite(close) && !Number.isNaN(this.closeBefore)) {
      if (this.count < this.period) {
        this.gains += gain;
        this.losses += loss;
      } else {
        this.gains += this.weight * (gain - this.gains);
        this.losses += this.weight * (loss - this.losses);
      }
      if (this.count <= this.period) this.count += 1;
      if (this.count === this.period) {
        this.gains /= this.period;
        this.losses /= this.period;
      }
    }
    return this.value;
  }
}
