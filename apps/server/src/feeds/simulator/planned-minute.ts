import type { HistoricalMinute } from "../feed.ts";
import type { Profile } from "./profile.ts";
import type { Random } from "./random.ts";

const MINUTE_MS = 60_000;

/** Shares of the day's volume that the auctions trade in one print each. */
const OPENING_AUCTION = 0.011;
const CLOSING_AUCTION = 0.07;

/** The single print that an auction leaves. */
export type Auction = "open" | "close" | "reopen";

/** A minute as it will have been: its official bar, and what its prints must add up to. */
export interface PlannedMinute {
  readonly bar: HistoricalMinute;
  /** Number of the minute since the pre-open. */
  readonly minute: number;
  /** Prints that set open, high, low and close: 1 to `bar.tradeCount`. */
  readonly priced: number;
  /** The auction that the first print comes from. */
  readonly auction: Auction | null;
  /** Shares of that first print; 0 without an auction or when it is an ordinary size. */
  readonly auctionShares: number;
  /** The part of the minute in which trading is possible, milliseconds from its start. */
  readonly fromMs: number;
  readonly untilMs: number;
  /** Whether the minute lies outside the regular session. */
  readonly extended: boolean;
}

/** What a symbol's minutes of one day have in common. */
export interface Drawing {
  readonly random: Random;
  readonly profile: Profile;
  readonly preOpenMs: number;
  /** Shares of the day. */
  readonly volume: number;
}

/** What is known of a minute before its bar is drawn. Prices and `deviation` in dollars. */
export interface Frame {
  readonly minute: number;
  readonly startPrice: number;
  readonly endPrice: number;
  readonly deviation: number;
  readonly volumeShare: number;
  readonly auction: Auction | null;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly extended: boolean;
}

/** Draws a minute's bar, null when nothing trades in it. */
export function drawMinute(drawing: Drawing, frame: Frame): PlannedMinute | null {
  const { random, profile } = drawing;
  const open =
    frame.minute === 0 ? frame.startPrice : frame.startPrice + 0.12 * frame.deviation * random.normal();
  const noise = Math.exp(0.28 * random.normal() - 0.04);
  const share = (frame.volumeShare * (frame.untilMs - frame.fromMs)) / MINUTE_MS;
  const wanted = profile.dailyTrades * (drawing.volume / profile.dailyVolume) * share * noise;
  const ordinary = Math.min(
    15_000,
    Math.floor(wanted + random.uniform() + 0.8 * random.normal() * Math.sqrt(wanted)),
  );
  const prints = Math.max(0, ordinary) + (frame.auction === null ? 0 : 1);
  if (prints === 0) return null;
  const scatter = Math.sqrt(prints * profile.oddLots * (1 - profile.oddLots));
  const roundLots = Math.round(prints * (1 - profile.oddLots) + scatter * random.normal());
  const priced = Math.min(prints, Math.max(1, roundLots));
  const auctionShares = drawAuction(drawing, frame);
  const average = (drawing.volume / profile.dailyTrades) * Math.exp(0.2 * random.normal());
  const least = 100 * priced + Math.round((26 + 12 * random.uniform()) * (prints - priced));
  const volume = Math.max(least, Math.round(prints * average)) + auctionShares;
  const prices = drawPrices(random, frame, open, priced);
  return {
    bar: {
      startMs: drawing.preOpenMs + frame.minute * MINUTE_MS,
      ...prices,
      volume,
      vwap: drawVwap(random, prices, volume, auctionShares),
      tradeCount: prints,
    },
    minute: frame.minute,
    priced,
    auction: frame.auction,
    auctionShares,
    fromMs: frame.fromMs,
    untilMs: frame.untilMs,
    extended: frame.extended,
  };
}

function drawAuction(drawing: Drawing, frame: Frame): number {
  if (frame.auction === null || frame.auction === "reopen") return 0;
  const share = frame.auction === "open" ? OPENING_AUCTION : CLOSING_AUCTION;
  return Math.round(drawing.volume * share * Math.exp(0.25 * drawing.random.normal()));
}

interface Prices {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

function cents(price: number): number {
  return Math.max(0.01, Math.round(price * 100) / 100);
}

/**
 * High and low are drawn from the exact distribution of a Brownian bridge's extremes between open and close (Karatzas
 * and Shreve, "Brownian Motion and Stochastic Calculus", 4.3.40), as far as so many prints can set them.
 */
function drawPrices(random: Random, frame: Frame, openPrice: number, priced: number): Prices {
  const close = cents(frame.endPrice);
  const open = priced === 1 ? close : cents(openPrice);
  const up = extreme(random, open, close, frame.deviation);
  const down = extreme(random, open, close, frame.deviation);
  const top = Math.max(open, close);
  const bottom = Math.min(open, close);
  const reachesUp = priced > 3 || (priced === 3 && random.chance(0.5));
  const reachesDown = priced > 3 || (priced === 3 && !reachesUp);
  return {
    open,
    high: reachesUp ? Math.max(top, cents(top + up)) : top,
    low: reachesDown ? Math.min(bottom, cents(bottom - down)) : bottom,
    close,
  };
}

/** How far beyond the farther end a bridge between two prices goes, dollars. */
function extreme(random: Random, open: number, close: number, deviation: number): number {
  const distance = Math.abs(close - open);
  const reach = Math.sqrt(distance * distance + 2 * deviation * deviation * random.exponential());
  return 0.8 * ((reach - distance) / 2);
}

/** Rounded to four decimals, within the bar. The auction counts at its own price, the open. */
function drawVwap(random: Random, prices: Prices, volume: number, auctionShares: number): number {
  const { open, high, low, close } = prices;
  const drawn = (open + high + low + close) / 4 + 0.06 * (high - low) * random.normal();
  const middle = Math.min(high, Math.max(low, drawn));
  const whole = (middle * (volume - auctionShares) + open * auctionShares) / volume;
  return Math.round(whole * 10_000) / 10_000;
}
