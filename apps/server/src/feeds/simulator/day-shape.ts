import type { TradingDay } from "@spotlight/market";

const MINUTE_MS = 60_000;

/** How a day's movement and trading are spread over its minutes. Both arrays sum to 1 over the day. */
export interface DayShape {
  /** Minutes from pre-open to the end of after-hours. */
  readonly minutes: number;
  /** Number of the regular session's first minute. */
  readonly open: number;
  /** Number of the first minute after the regular session. */
  readonly close: number;
  /** Share of the day's variance of returns, by minute. */
  readonly variance: Float64Array;
  /** Share of the day's volume (auctions apart), by minute. */
  readonly volume: Float64Array;
}

/** Shares of the day's volume before the open and after the close. */
const PRE_VOLUME = 0.03;
const POST_VOLUME = 0.02;
/** Shares of the day's variance before the open and after the close (the night's gap comes on top). */
const PRE_VARIANCE = 0.12;
const POST_VARIANCE = 0.05;

/** Writes `weight(minute)` for minutes `from` to `until`, scaled to a sum of `total`. */
function spread(
  target: Float64Array,
  from: number,
  until: number,
  total: number,
  weight: (n: number) => number,
): void {
  let sum = 0;
  for (let minute = from; minute < until; minute += 1) {
    const value = weight(minute);
    target[minute] = value;
    sum += value;
  }
  for (let minute = from; minute < until; minute += 1) target[minute] = ((target[minute] ?? 0) * total) / sum;
}

/**
 * The shape of a full or half day: the U of the regular session (busiest at the open, a second rise into the close) as
 * documented by Jain and Joh, "The Dependence between Hourly Prices and Trading Volume" (1988), a pre-market that wakes
 * up towards the open and an after-hours session that dies down.
 */
export function dayShape(day: TradingDay): DayShape {
  const minutes = (day.postCloseMs - day.preOpenMs) / MINUTE_MS;
  const open = (day.openMs - day.preOpenMs) / MINUTE_MS;
  const close = (day.closeMs - day.preOpenMs) / MINUTE_MS;
  const volume = new Float64Array(minutes);
  const variance = new Float64Array(minutes);
  const regularVolume = (minute: number) =>
    0.55 +
    2.4 * Math.exp((open - minute) / 9) +
    0.9 * Math.exp((open - minute) / 60) +
    0.5 * Math.exp((minute + 1 - close) / 60) +
    1.8 * Math.exp((minute + 1 - close) / 9);
  const regularVariance = (minute: number) =>
    0.7 + 3.2 * Math.exp((open - minute) / 18) + 0.6 * Math.exp((minute + 1 - close) / 25);
  spread(volume, 0, open, PRE_VOLUME, (minute) => 0.03 + Math.exp((minute - open) / 70));
  spread(volume, open, close, 1 - PRE_VOLUME - POST_VOLUME, regularVolume);
  spread(volume, close, minutes, POST_VOLUME, (minute) => 0.08 + Math.exp((close - minute) / 30));
  spread(variance, 0, open, PRE_VARIANCE, (minute) => 0.3 + Math.exp((minute - open) / 90));
  spread(variance, open, close, 1 - PRE_VARIANCE - POST_VARIANCE, regularVariance);
  spread(variance, close, minutes, POST_VARIANCE, (minute) => 0.2 + Math.exp((close - minute) / 40));
  return { minutes, open, close, variance, volume };
}
