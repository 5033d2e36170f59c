import { type MarketBar, minuteOfDay } from "@spotlight/market";
import type { BarFact } from "../log/market-log.ts";

/** A first volume this many times its minute's average is reported. */
const TIMES_AVERAGE = 10;
/** A revision that changes volume by more than this share is reported. */
const REVISED_SHARE = 0.1;
/** Days in an average, and fewest days that make one. */
const BASELINE_DAYS = 20;
const BASELINE_MIN_DAYS = 5;

/** A bar whose volume needs a look, with everything that was known when it was noticed. */
export interface VolumeSpike {
  readonly kind: "first_volume" | "revised_volume";
  readonly symbol: string;
  readonly after: MarketBar;
  /** The bar before the revision; null for a first volume. */
  readonly before: MarketBar | null;
  /** Average volume of this minute of the day over the days before; null for a revision. */
  readonly averageVolume: number | null;
}

/**
 * The instrument on volume: every bar above ten times its minute-of-day average, and every revision that changes volume
 * by more than 10 %. `sameMinutes` gives the bars of the same minute on earlier days, newest first.
 */
export function volumeSpike(
  fact: BarFact,
  sameMinutes: (minute: number) => Iterable<MarketBar>,
): VolumeSpike | null {
  const { symbol } = fact;
  const { bar: after, before } = fact.body;
  if (before !== null) {
    const change = Math.abs(after.volume - before.volume);
    if (change <= REVISED_SHARE * before.volume) return null;
    return { kind: "revised_volume", symbol, after, before, averageVolume: null };
  }
  let sum = 0;
  let days = 0;
  for (const bar of sameMinutes(minuteOfDay(after.startMs))) {
    sum += bar.volume;
    days += 1;
    if (days === BASELINE_DAYS) break;
  }
  if (days < BASELINE_MIN_DAYS || after.volume <= TIMES_AVERAGE * (sum / days)) return null;
  return { kind: "first_volume", symbol, after, before: null, averageVolume: sum / days };
}
