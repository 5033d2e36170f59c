import type { Trade } from "@spotlight/contracts";
import {
  AVERAGE_PRICE,
  CLOSING_PRINT,
  oddLotConditions,
  OPENING_PRINT,
  REOPENING_PRINT,
  roundLotConditions,
} from "./conditions.ts";
import type { PlannedMinute } from "./day-plan.ts";
import type { Random } from "./random.ts";

/** A trade that is still being made up; its sequence number comes last. */
export type DraftTrade = { -readonly [Key in keyof Trade]: Trade[Key] };

/** The prints of a minute in the order of their times, and the place of the last one that sets a price. */
export interface MinutePrints {
  readonly prints: DraftTrade[];
  readonly lastPriced: number;
}

/** Makes up prints that add up to a planned minute exactly: its prices, its volume, its count. */
export function drawPrints(random: Random, symbol: string, planned: PlannedMinute): MinutePrints {
  const { bar, priced, fromMs, untilMs, extended } = planned;
  const count = bar.tradeCount;
  const walk = new PriceWalk(random, planned);
  const sizes = new SizeDealer(random, planned);
  const prints: DraftTrade[] = [];
  let lastPriced = 0;
  let seen = 0;
  for (let index = 0; index < count; index += 1) {
    const isPriced = index === 0 || random.uniform() * (count - index) < priced - seen;
    const fraction = (index + random.uniform()) / count;
    const offsetMs = fromMs + Math.floor(fraction * (untilMs - fromMs));
    const eventMs =
      bar.startMs +
      (index === 0 && planned.auction !== null ? fromMs + ((offsetMs - fromMs) % 900) : offsetMs);
    if (isPriced) {
      seen += 1;
      lastPriced = index;
    }
    prints.push({
      type: "trade",
      symbol,
      price: isPriced ? walk.next() : walk.near(),
      size: isPriced ? sizes.roundLot() : sizes.oddLot(),
      conditions: conditionsOf(random, planned, index, isPriced, extended),
      eventMs,
      receivedMs: eventMs,
      sequence: 0,
    });
  }
  const first = prints[0];
  if (first !== undefined) first.size += sizes.remainder();
  delay(random, prints, lastPriced);
  return { prints, lastPriced };
}

function conditionsOf(
  random: Random,
  planned: PlannedMinute,
  index: number,
  isPriced: boolean,
  extended: boolean,
): readonly number[] {
  if (index === 0 && planned.auction !== null) {
    if (planned.auction === "open") return OPENING_PRINT;
    return planned.auction === "close" ? CLOSING_PRINT : REOPENING_PRINT;
  }
  if (isPriced) return roundLotConditions(random, extended);
  return !extended && random.chance(0.012) ? AVERAGE_PRICE : oddLotConditions(random, extended);
}

/**
 * Sets when each print is received: a few milliseconds after it happened, some up to a second, so that prints within a
 * second come out of order. The first print and the last that sets a price keep their places.
 */
function delay(random: Random, prints: readonly DraftTrade[], lastPriced: number): void {
  const lastMs = prints[lastPriced]?.eventMs ?? 0;
  for (const [index, print] of prints.entries()) {
    if (index === 0) print.receivedMs += 1;
    else if (index === lastPriced) print.receivedMs += 26;
    else if (print.eventMs < lastMs - 1_000 && random.chance(0.03))
      print.receivedMs += 100 + random.below(800);
    else print.receivedMs += 2 + random.below(24);
  }
}

/** The prices of a minute's prints: from open to close by way of high and low, in cents, never outside. */
class PriceWalk {
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

/** Deals the shares of a minute out to its prints: odd lots below 100, the others from 100 up, to the last share. */
class SizeDealer {
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
