import type { MarketBar } from "@spotlight/market";
import type { Reading } from "@spotlight/strategy";
import type { EvidenceList, EvidenceOf } from "../evidence/evidence-list.ts";
import { addReading } from "../evidence/stated.ts";
import { sayTime, sayValue } from "../say.ts";

/** A closed bar and what its series says at it. */
export interface BarSubject {
  readonly symbol: string;
  readonly bar: MarketBar;
  readonly reading: Reading;
}

/** What a bar is doing: its prices, its volume by the usual, and where it stands; adds what its words rest on. */
export function explainBar(
  { symbol, bar, reading }: BarSubject,
  of: EvidenceOf,
  evidence: EvidenceList,
): readonly string[] {
  addReading(evidence, reading, of);
  addPrices(evidence, bar, of);
  evidence.add("bar start", bar.startMs, "time", of);
  evidence.add("revisions", bar.rev, "count", of);
  const { relativeVolume, vwap, sessionHigh, sessionLow } = reading;
  return [
    `${symbol} bar at ${sayTime(bar.startMs)}: ${pricesOf(bar)}.`,
    relativeVolume === null
      ? `${symbol} volume ${shares(bar.volume)}.`
      : `${symbol} volume ${shares(bar.volume)}, relative volume ${sayValue({ value: relativeVolume, unit: "ratio" })}.`,
    ...(vwap === null
      ? []
      : [`${symbol} close ${price(bar.close)} is ${side(bar.close, vwap)} VWAP ${price(vwap)}.`]),
    ...(bar.high === sessionHigh ? [`It made the session high of ${symbol}.`] : []),
    ...(bar.low === sessionLow ? [`It made the session low of ${symbol}.`] : []),
    ...(bar.rev === 0 ? [] : ["It was revised after it closed; the chart marks it."]),
  ];
}

/** Minutes in a row, at least one. */
export interface RangeSubject {
  readonly symbol: string;
  readonly bars: readonly MarketBar[];
}

/** What happened in a range of minutes; adds what its words rest on. */
export function explainRange(
  { symbol, bars }: RangeSubject,
  of: EvidenceOf,
  evidence: EvidenceList,
): readonly string[] {
  const first = bars[0];
  const last = bars.at(-1);
  if (first === undefined || last === undefined) return [];
  const whole = {
    open: first.open,
    high: Math.max(...bars.map(({ high }) => high)),
    low: Math.min(...bars.map(({ low }) => low)),
    close: last.close,
    volume: bars.reduce((sum, { volume }) => sum + volume, 0),
  };
  const percent = (100 * (whole.close - whole.open)) / whole.open;
  addPrices(evidence, whole, of);
  evidence.add("range start", first.startMs, "time", of);
  evidence.add("range end", last.endMs, "time", of);
  evidence.add("minutes with trades", bars.length, "count", of);
  evidence.add("change", percent, "percent", of);
  return [
    `${symbol} ${pricesOf(whole)}, from ${sayTime(first.startMs)} to ${sayTime(last.endMs)}.`,
    `${symbol} change ${sayValue({ value: percent, unit: "percent" })}, volume ${shares(whole.volume)}.`,
  ];
}

type Prices = Pick<MarketBar, "open" | "high" | "low" | "close" | "volume">;

function addPrices(evidence: EvidenceList, { open, high, low, close, volume }: Prices, of: EvidenceOf): void {
  evidence.add("open", open, "price", of);
  evidence.add("high", high, "price", of);
  evidence.add("low", low, "price", of);
  evidence.add("close", close, "price", of);
  evidence.add("volume", volume, "shares", of);
}

function pricesOf({ open, high, low, close }: Prices): string {
  return `open ${price(open)}, high ${price(high)}, low ${price(low)}, close ${price(close)}`;
}

function side(value: number, level: number): string {
  return value > level ? "above" : value < level ? "below" : "at";
}

function price(value: number): string {
  return sayValue({ value, unit: "price" });
}

function shares(value: number): string {
  return sayValue({ value, unit: "shares" });
}
