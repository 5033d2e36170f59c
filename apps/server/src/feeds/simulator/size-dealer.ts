import type { PlannedMinute } from "./planned-minute.ts";
import type { Random } from "./random.ts";

/** Deals the shares of a minute out to its prints: odd lots below 100, the others from 100 up, to the last share. */
export class SizeDealer {
  private readonly random: Random;
  private oddLeft: number;
  private roundLeft: number;
  /** Shares for odd lots beyond one each. */
  private oddShares: number;
  private roundShares: number;
  private auction: number;

  constructor(random: Random, planned: PlannedMinute) {
    const { bar, priced, auctionShares } = planned;
    this.random = random;
    this.auction = auctionShares;
    this.oddLeft = bar.tradeCount - priced;
    this.roundLeft = priced - (auctionShares > 0 ? 1 : 0);
    const shares = bar.volume - auctionShares;
    const wanted = Math.round(this.oddLeft * (26 + 10 * random.uniform()));
    const odd = Math.min(wanted, shares - 100 * this.roundLeft, 99 * this.oddLeft);
    this.oddShares = odd - this.oddLeft;
    this.roundShares = shares - odd;
  }

  /** The size of the next print below 100 shares. */
  oddLot(): number {
    this.oddLeft -= 1;
    const least = Math.max(0, this.oddShares - 98 * this.oddLeft);
    const drawn = Math.floor(98 * this.random.uniform() ** 2.1);
    const extra = this.oddLeft === 0 ? this.oddShares : Math.min(this.oddShares, Math.max(least, drawn));
    this.oddShares -= extra;
    return 1 + extra;
  }

  /** The size of the next print that sets a price; the auction's comes first. */
  roundLot(): number {
    if (this.auction > 0) {
      const size = this.auction;
      this.auction = 0;
      return size;
    }
    this.roundLeft -= 1;
    if (this.roundLeft === 0) return this.take(this.roundShares);
    const lots = this.roundShares / (this.roundLeft + 1) / 100;
    const most = Math.floor(this.roundShares / 100) - this.roundLeft;
    const drawn = Math.floor(0.6 + lots * this.random.exponential());
    return this.take(100 * Math.max(1, Math.min(most, drawn)));
  }

  /** Shares that nobody took: there were no ordinary round lots to take them. */
  remainder(): number {
    return this.roundShares;
  }

  private take(shares: number): number {
    this.roundShares -= shares;
    return shares;
  }
}
