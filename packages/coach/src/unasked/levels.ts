import type { Density } from "@spotlight/contracts";
import { type BarSeries, type Reading, priceText, readingOf } from "@spotlight/strategy";
import { EvidenceList } from "../evidence/evidence-list.ts";
import { barOrigin } from "../evidence/stated.ts";
import { type Draft, WATCH } from "./drafts.ts";

/** Near a level is within so many average true ranges of it; far from it is beyond so many. */
const NEAR_RANGES = 0.5;
const FAR_RANGES = 2;

type Level = readonly [label: string, price: number | null];

/**
 * A level that the newest closed bar came near to, having been far from it since it was last near; null when there is
 * none. It depends on the bars of the session alone, so that it is the same after a restart.
 */
export function levelDraft(symbol: string, minutes: BarSeries, density: Density): Draft | null {
  const reading = readingOf(minutes);
  if (reading === null || reading.atr === null || reading.atr <= 0) return null;
  const range = reading.atr;
  const level = levelsOf(reading, density).find(
    ([, price]) => price !== null && isApproached(minutes, reading, price, range),
  );
  return level === undefined ? null : draftOf(symbol, reading, level);
}

function levelsOf({ priorHigh, priorLow, priorClose, vwap }: Reading, density: Density): readonly Level[] {
  const ofTheDayBefore: Level[] = [
    ["prior day high", priorHigh],
    ["prior day low", priorLow],
    ["prior day close", priorClose],
  ];
  return density === "loud" ? [...ofTheDayBefore, ["VWAP", vwap]] : ofTheDayBefore;
}

function isApproached(minutes: BarSeries, { day, close }: Reading, price: number, range: number): boolean {
  if (Math.abs(close - price) > NEAR_RANGES * range) return false;
  for (let index = minutes.closedLength - 2; index >= 0; index -= 1) {
    const bar = minutes.bar(index);
    if (bar.startMs < day.openMs) break;
    const away = Math.abs(bar.close - price);
    if (away <= NEAR_RANGES * range) return false;
    if (away >= FAR_RANGES * range) return true;
  }
  return false;
}

function draftOf(symbol: string, reading: Reading, [label, price]: Level): Draft {
  const evidence = new EvidenceList(WATCH);
  const of = barOrigin(symbol, { timeframe: "1m", session: "rth" }, reading);
  evidence.add("last close", reading.close, "price", of);
  evidence.add(label, price, "price", of);
  const text = `${symbol} last close ${priceText(reading.close)}, near ${label} ${priceText(price ?? 0)}.`;
  return {
    id: `level:${symbol}:${label}:${reading.atMs}`,
    kind: "level",
    symbol,
    text,
    evidence,
    verbatim: false,
  };
}
