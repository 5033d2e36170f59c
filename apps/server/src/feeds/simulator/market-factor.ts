import { dayShape, type DayShape } from "./day-shape.ts";
import { Random } from "./random.ts";
import type { TradingDays } from "./trading-days.ts";

/** Keys that keep the random streams of different purposes apart. */
const DAY_STREAM = 0x6d6b7464;
const MINUTE_STREAM = 0x6d6b746d;

/** Share of a day's variance that falls into the night before it. */
export const NIGHT_SHARE = 0.22;

/** Standard deviation of the market's daily return in a calm, a normal and a stressed regime. */
const REGIME_DAILY = [0.0055, 0.0095, 0.021] as const;

/** What the whole market does on one day; returns are logarithmic. */
export interface MarketDay {
  /** 0 calm, 1 normal, 2 stressed. */
  readonly regime: number;
  /** Standard deviation of the day's return. */
  readonly daily: number;
  /** Return from the end of the day before to the pre-open. */
  readonly night: number;
  /** Return from the pre-open to the end of after-hours. */
  readonly session: number;
}

/** The market within a day. */
export interface MarketMinutes {
  readonly shape: DayShape;
  /** Return since the pre-open at the start of each minute, and at the end of the last: one more than there are minutes. */
  readonly path: Float64Array;
  /** How lively each minute is: around 1, in clusters. */
  readonly activity: Float64Array;
}

/** The factor that all symbols share: regimes from day to day, clusters of volatility within the day. */
export class MarketFactor {
  private readonly seed: number;
  private readonly tradingDays: TradingDays;
  private readonly days: MarketDay[] = [];
  private readonly recent = new Map<number, MarketMinutes>();

  constructor(seed: number, tradingDays: TradingDays) {
    this.seed = seed;
    this.tradingDays = tradingDays;
  }

  /** The market's day of a number. */
  day(number: number): MarketDay {
    for (let next = this.days.length; next <= number; next += 1) this.days.push(this.drawDay(next));
    return this.days[number] ?? this.drawDay(number);
  }

  /** The market's minutes of a day; the newest two hundred days asked for are kept. */
  minutes(number: number): MarketMinutes {
    const known = this.recent.get(number);
    if (known !== undefined) return known;
    const drawn = this.drawMinutes(number);
    for (const oldest of this.recent.keys()) {
      if (this.recent.size < 200) break;
      this.recent.delete(oldest);
    }
    this.recent.set(number, drawn);
    return drawn;
  }

  private drawDay(number: number): MarketDay {
    const random = new Random(this.seed, DAY_STREAM, number);
    const regime = nextRegime(this.days[number - 1]?.regime ?? 1, random.uniform());
    const daily = REGIME_DAILY[regime] ?? REGIME_DAILY[1];
    return {
      regime,
      daily,
      night: daily * Math.sqrt(NIGHT_SHARE) * random.fatNormal(),
      session: daily * Math.sqrt(1 - NIGHT_SHARE) * random.fatNormal(),
    };
  }

  private drawMinutes(number: number): MarketMinutes {
    const random = new Random(this.seed, MINUTE_STREAM, number);
    const shape = dayShape(this.tradingDays.at(number));
    const { daily, session } = this.day(number);
    const activity = new Float64Array(shape.minutes);
    let cluster = 0.35 * random.normal();
    for (let minute = 0; minute < shape.minutes; minute += 1) {
      cluster = 0.965 * cluster + 0.1 * random.normal();
      activity[minute] = Math.exp(cluster);
    }
    const spread = daily * Math.sqrt(1 - NIGHT_SHARE);
    return { shape, path: bridge(random, shape, activity, spread, session), activity };
  }
}

function nextRegime(regime: number, draw: number): number {
  if (regime === 0) return draw < 0.05 ? 1 : 0;
  if (regime === 2) return draw < 0.12 ? 1 : 2;
  if (draw < 0.035) return 0;
  return draw > 0.98 ? 2 : 1;
}

/**
 * A walk over a day's minutes from 0 to a given end: fat-tailed steps of the day's shape and activity, then the
 * difference from the wanted end is spread over the minutes by their variance (a Brownian bridge). `spread` is the
 * standard deviation of an unbound walk over the whole day.
 */
export function bridge(
  random: Random,
  shape: DayShape,
  activity: Float64Array,
  spread: number,
  end: number,
): Float64Array {
  const path = new Float64Array(shape.minutes + 1);
  let level = 0;
  for (let minute = 0; minute < shape.minutes; minute += 1) {
    const variance = shape.variance[minute] ?? 0;
    level += spread * Math.sqrt(variance) * (activity[minute] ?? 1) * random.fatNormal();
    path[minute + 1] = level;
  }
  const missing = end - level;
  let elapsed = 0;
  for (let minute = 0; minute < shape.minutes; minute += 1) {
    elapsed += shape.variance[minute] ?? 0;
    path[minute + 1] = (path[minute + 1] ?? 0) + missing * elapsed;
  }
  return path;
}
