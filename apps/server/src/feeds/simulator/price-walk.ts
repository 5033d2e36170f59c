import type { PlannedMinute } from "./planned-minute.ts";
import type { Random } from "./random.ts";

/** The prices of a minute's prints: from open to close by way of high and low, in cents, never outside. */
export class PriceWalk {
  private readonly random: Random;
  private readonly planned: PlannedMinute;
  private readonly highAt: number;
  private readonly lowAt: number;
  private index = -1;
  private noise = 0;
  private from = 0;
  private fromPrice: number;
  private current: number;

  constructor(random: Random, planned: PlannedMinute) {
    this.random = random;
    this.planned = planned;
    this.fromPrice = planned.bar.open;
    this.current = planned.bar.open;
    const between = planned.priced - 2;
    const { bar } = planned;
    if (between < 1) {
      this.highAt = -1;
      this.lowAt = -1;
    } else if (between === 1) {
      const up = bar.high > Math.max(bar.open, bar.close);
      this.highAt = up ? 1 : -1;
      this.lowAt = up ? -1 : 1;
    } else {
      this.highAt = 1 + random.below(between);
      this.lowAt = 1 + ((this.highAt - 1 + 1 + random.below(between - 1)) % between);
    }
  }

  /** The price of the next print that sets one. */
  next(): number {
    this.index += 1;
    const { bar, priced } = this.planned;
    if (this.index === 0) return bar.open;
    if (this.index === priced - 1) return this.arrive(bar.close);
    if (this.index === this.highAt) return this.arrive(bar.high);
    if (this.index === this.lowAt) return this.arrive(bar.low);
    const target = this.targetIndex();
    const targetPrice = this.priceAt(target);
    const way = (this.index - this.from) / (target - this.from);
    this.noise = 0.8 * this.noise + (this.random.uniform() - 0.5) * (0.01 + 0.16 * (bar.high - bar.low));
    this.current = this.bound(this.fromPrice + way * (targetPrice - this.fromPrice) + this.noise);
    return this.current;
  }

  /** The price of a print that sets none: the last one or a cent beside it. */
  near(): number {
    return this.bound(this.current + (this.random.below(3) - 1) / 100);
  }

  private arrive(price: number): number {
    this.from = this.index;
    this.fromPrice = price;
    this.current = price;
    this.noise = 0;
    return price;
  }

  private targetIndex(): number {
    let target = this.planned.priced - 1;
    if (this.highAt > this.index && this.highAt < target) target = this.highAt;
    if (this.lowAt > this.index && this.lowAt < target) target = this.lowAt;
    return target;
  }

  private priceAt(index: number): number {
    const { bar } = this.planned;
    if (index === this.highAt) return bar.high;
    return index === this.lowAt ? bar.low : bar.close;
  }

  private bound(price: number): number {
    const rounded = Math.round(price * 100) / 100;
    const { high, low } = this.planned.bar;
    if (rounded > high) return high;
    return rounded < low ? low : rounded;
  }
}
