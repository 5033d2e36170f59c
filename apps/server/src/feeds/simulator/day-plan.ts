import { type Halt, haltOfDay } from "./halts.ts";
import type { LevelPath } from "./level-path.ts";
import { bridge, type MarketFactor, NIGHT_SHARE } from "./market-factor.ts";
import { type Auction, type Drawing, drawMinute, type Frame, type PlannedMinute } from "./planned-minute.ts";
import type { Profile } from "./profile.ts";
import { hashText, Random } from "./random.ts";
import type { TradingDays } from "./trading-days.ts";

const PLAN_STREAM = 0x706c616e;
const MINUTE_MS = 60_000;

/** A symbol's whole day. */
export interface DayPlan {
  /** By minute since the pre-open; null where nothing trades. */
  readonly minutes: readonly (PlannedMinute | null)[];
  readonly halt: Halt | null;
}

/** Everything that days are drawn from. */
export interface PlanSource {
  readonly seed: number;
  readonly profile: Profile;
  readonly days: TradingDays;
  readonly market: MarketFactor;
  readonly levels: LevelPath;
}

/** Draws a symbol's day, top down: the day's level, its minutes' levels, then each minute's bar. */
export function planDay(source: PlanSource, number: number): DayPlan {
  const { seed, profile, market } = source;
  const key = hashText(profile.symbol);
  const random = new Random(seed, PLAN_STREAM, key, number);
  const { shape, path, activity } = market.minutes(number);
  const level = source.levels.day(number);
  const ownSpread = profile.ownDaily * Math.sqrt(1 - NIGHT_SHARE);
  const own = bridge(random, shape, activity, ownSpread, level.ownSession);
  const { daily } = market.day(number);
  const spread = Math.sqrt((1 - NIGHT_SHARE) * ((profile.beta * daily) ** 2 + profile.ownDaily ** 2));
  const volume = profile.dailyVolume * Math.exp(0.22 * random.normal()) * (daily / 0.0095) ** 0.5;
  const halt = profile.halts ? haltOfDay(seed, key, number, shape) : null;
  const drawing: Drawing = { random, profile, preOpenMs: source.days.at(number).preOpenMs, volume };
  const minutes: (PlannedMinute | null)[] = [];
  let startPrice = profile.price * Math.exp(level.start);
  for (let minute = 0; minute < shape.minutes; minute += 1) {
    const end = level.start + profile.beta * (path[minute + 1] ?? 0) + (own[minute + 1] ?? 0);
    const endPrice = profile.price * Math.exp(end);
    const lively = activity[minute] ?? 1;
    const frame: Frame = {
      minute,
      startPrice,
      endPrice,
      deviation: startPrice * spread * Math.sqrt(shape.variance[minute] ?? 0) * lively,
      volumeShare: (shape.volume[minute] ?? 0) * lively ** 0.8,
      auction: auctionOf(minute, shape.open, shape.close, halt),
      fromMs: haltEndWithin(halt, minute),
      untilMs: haltStartWithin(halt, minute),
      extended: minute < shape.open || minute >= shape.close,
    };
    minutes.push(frame.untilMs <= frame.fromMs ? null : drawMinute(drawing, frame));
    startPrice = endPrice;
  }
  return { minutes, halt };
}

function auctionOf(minute: number, open: number, close: number, halt: Halt | null): Auction | null {
  if (minute === open) return "open";
  if (minute === close) return "close";
  return halt !== null && minute === Math.floor(halt.endMs / MINUTE_MS) ? "reopen" : null;
}

/** From when on a minute trades, given a halt: its whole length when the halt covers its end. */
function haltEndWithin(halt: Halt | null, minute: number): number {
  const startMs = minute * MINUTE_MS;
  if (halt === null || startMs + MINUTE_MS <= halt.startMs || startMs >= halt.endMs) return 0;
  if (halt.endMs >= startMs + MINUTE_MS) return halt.startMs > startMs ? 0 : MINUTE_MS;
  return halt.endMs - startMs;
}

/** Until when a minute trades, given a halt. */
function haltStartWithin(halt: Halt | null, minute: number): number {
  const startMs = minute * MINUTE_MS;
  if (halt === null || halt.startMs <= startMs || halt.startMs >= startMs + MINUTE_MS) return MINUTE_MS;
  return halt.startMs - startMs;
}
