import { type MarketBar, minuteOfDay, tradingDayAt } from "@spotlight/market";

/** Indicators written down plainly, each from the first bar on: what the columns are compared with. */
type Indicator = (bars: readonly MarketBar[], inputs: readonly number[]) => number;

/** The last value of each indicator over some bars; NaN while there is none. */
export const REFERENCE_INDICATORS: Readonly<Record<string, Indicator>> = {
  ema: (bars, [period = 0]) => exponential(closes(bars), period, 2 / (period + 1)).at(-1) ?? Number.NaN,
  sma: (bars, [period = 0]) => mean(closes(bars), period),
  average_volume: (bars, [period = 0]) =>
    mean(
      bars.map((bar) => bar.volume),
      period,
    ),
  rsi: (bars, [period = 0]) => {
    const changes = bars.slice(1).map((bar, place) => bar.close - (bars[place]?.close ?? Number.NaN));
    const ups = changes.map((change) => (change > 0 ? change : 0));
    const downs = changes.map((change) => (change < 0 ? -change : 0));
    const gain = exponential(ups, period, 1 / period).at(-1) ?? Number.NaN;
    const loss = exponential(downs, period, 1 / period).at(-1) ?? Number.NaN;
    return gain + loss === 0 ? 50 : (100 * gain) / (gain + loss);
  },
  atr: (bars, [period = 0]) => {
    const ranges = bars.map((bar, place) => {
      const before = bars[place - 1]?.close ?? bar.close;
      const high = place === 0 ? bar.high : Math.max(bar.high, before);
      const low = place === 0 ? bar.low : Math.min(bar.low, before);
      return high - low;
    });
    return exponential(ranges, period, 1 / period).at(-1) ?? Number.NaN;
  },
  macd: (bars, inputs) => macd(bars, inputs)[0],
  macd_signal: (bars, inputs) => macd(bars, inputs)[1],
  macd_histogram: (bars, inputs) => macd(bars, inputs)[0] - macd(bars, inputs)[1],
  bollinger_upper: (bars, inputs) => band(bars, inputs, 1),
  bollinger_middle: (bars, inputs) => band(bars, inputs, 0),
  bollinger_lower: (bars, inputs) => band(bars, inputs, -1),
  vwap: (bars) => {
    const today = tradingDayAt(bars.at(-1)?.startMs ?? 0)?.day;
    return vwapOf(bars.filter((bar) => tradingDayAt(bar.startMs)?.day === today));
  },
  relative_volume: (bars, [days = 0]) => {
    const past = volumesBefore(bars, days);
    const usual = mean(past, past.length);
    return past.length < 5 || usual === 0 ? Number.NaN : (bars.at(-1)?.volume ?? Number.NaN) / usual;
  },
  volume_zscore: (bars, [days = 0]) => {
    const past = volumesBefore(bars, days);
    if (past.length < 5) return Number.NaN;
    const usual = mean(past, past.length);
    const spread = Math.sqrt(past.reduce((sum, each) => sum + (each - usual) ** 2, 0) / (past.length - 1));
    return spread === 0 ? Number.NaN : ((bars.at(-1)?.volume ?? Number.NaN) - usual) / spread;
  },
};

/** Dollars a share over bars; NaN when no share was traded. */
export function vwapOf(bars: readonly MarketBar[]): number {
  let [dollars, shares] = [0, 0];
  for (const bar of bars) {
    if (bar.volume === 0) continue;
    dollars += (bar.vwap ?? (bar.high + bar.low + bar.close) / 3) * bar.volume;
    shares += bar.volume;
  }
  return shares === 0 ? Number.NaN : dollars / shares;
}

function closes(bars: readonly MarketBar[]): number[] {
  return bars.map((bar) => bar.close);
}

/** The recursive average at each number from the first on that has one. */
function exponential(numbers: readonly number[], period: number, weight: number): number[] {
  if (numbers.length < period) return [];
  let level = mean(numbers.slice(0, period), period);
  const levels = [level];
  for (const number of numbers.slice(period)) {
    level += weight * (number - level);
    levels.push(level);
  }
  return levels;
}

function mean(numbers: readonly number[], period: number): number {
  if (period === 0 || numbers.length < period) return Number.NaN;
  return numbers.slice(-period).reduce((sum, each) => sum + each, 0) / period;
}

function macd(
  bars: readonly MarketBar[],
  [fast = 0, slow = 0, signal = 0]: readonly number[],
): [number, number] {
  const quick = exponential(closes(bars), fast, 2 / (fast + 1));
  const calm = exponential(closes(bars), slow, 2 / (slow + 1));
  const distances = calm.map((level, place) => (quick[place + slow - fast] ?? Number.NaN) - level);
  const own = exponential(distances, signal, 2 / (signal + 1)).at(-1);
  return own === undefined ? [Number.NaN, Number.NaN] : [distances.at(-1) ?? Number.NaN, own];
}

function band(bars: readonly MarketBar[], [period = 0, width = 0]: readonly number[], side: number): number {
  const middle = mean(closes(bars), period);
  if (side === 0 || Number.isNaN(middle)) return middle;
  const squares = closes(bars.slice(-period)).reduce((sum, close) => sum + (close - middle) ** 2, 0);
  return middle + side * (width * Math.sqrt(squares / period));
}

/** Volumes of the same minute on earlier days, the newest ones. */
function volumesBefore(bars: readonly MarketBar[], days: number): number[] {
  const minute = minuteOfDay(bars.at(-1)?.startMs ?? 0);
  const same = bars.slice(0, -1).filter((bar) => minuteOfDay(bar.startMs) === minute);
  return same.map((bar) => bar.volume).slice(-days);
}
