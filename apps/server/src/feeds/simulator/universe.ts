import type { PlanSource } from "./day-plan.ts";
import { LevelPath } from "./level-path.ts";
import { MarketFactor } from "./market-factor.ts";
import { profileOf } from "./profile.ts";
import { TradingDays } from "./trading-days.ts";

/** All symbols of one seed, over the same days and the same market. */
export class Universe {
  readonly days = new TradingDays();
  private readonly seed: number;
  private readonly market: MarketFactor;
  private readonly sources = new Map<string, PlanSource>();

  /** `seed` is an integer of up to 32 bits. */
  constructor(seed: number) {
    this.seed = seed;
    this.market = new MarketFactor(seed, this.days);
  }

  /** What the days of a symbol are drawn from. */
  source(symbol: string): PlanSource {
    const known = this.sources.get(symbol);
    if (known !== undefined) return known;
    const { seed, days, market } = this;
    const profile = profileOf(symbol);
    const source = { seed, profile, days, market, levels: new LevelPath(seed, profile, market) };
    this.sources.set(symbol, source);
    return source;
  }
}
