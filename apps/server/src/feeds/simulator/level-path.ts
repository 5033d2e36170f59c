import { type MarketFactor, NIGHT_SHARE } from "./market-factor.ts";
import type { Profile } from "./profile.ts";
import { hashText, Random } from "./random.ts";

const LEVEL_STREAM = 0x6c65766c;

/** Share of its distance from the usual price that a symbol loses each day: it comes home over half a year. */
const PULL = 1 / 130;

/** One symbol's day from end to end. Levels are the logarithm of price over the usual price. */
export interface LevelDay {
  /** Level at the pre-open, after the night's gap. */
  readonly start: number;
  /** The symbol's own part of the return from pre-open to the end of after-hours. */
  readonly ownSession: number;
  /** Level at the end of after-hours. */
  readonly end: number;
}

/**
 * A symbol's levels from day to day: its beta times the market, its own steps, and a pull towards its usual price, so
 * that no drift runs away. A day costs a handful of numbers, so decades are cheap.
 */
export class LevelPath {
  private readonly seed: number;
  private readonly profile: Profile;
  private readonly market: MarketFactor;
  private readonly key: number;
  private readonly days: LevelDay[] = [];

  constructor(seed: number, profile: Profile, market: MarketFactor) {
    this.seed = seed;
    this.profile = profile;
    this.market = market;
    this.key = hashText(profile.symbol);
  }

  /** The symbol's day of a number. */
  day(number: number): LevelDay {
    for (let next = this.days.length; next <= number; next += 1) this.days.push(this.draw(next));
    return this.days[number] ?? this.draw(number);
  }

  private draw(number: number): LevelDay {
    const { beta, ownDaily } = this.profile;
    const random = new Random(this.seed, LEVEL_STREAM, this.key, number);
    const market = this.market.day(number);
    const before = this.days[number - 1]?.end ?? 0;
    const ownNight = ownDaily * Math.sqrt(NIGHT_SHARE) * random.fatNormal();
    const ownSession = ownDaily * Math.sqrt(1 - NIGHT_SHARE) * random.fatNormal();
    const start = before * (1 - PULL) + beta * market.night + ownNight;
    return { start, ownSession, end: start + beta * market.session + ownSession };
  }
}
