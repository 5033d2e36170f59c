import type { Bar } from "@spotlight/contracts";
import { tradingDayAt } from "@spotlight/market";
import type { MarketApi } from "./api.ts";
import type { BarSeries } from "./bar-series.ts";
import { type StreamClock, sleep, systemClock } from "./clock.ts";

/** How a comparison of the copy with the server's digest ended. */
export type Verification =
  | { readonly result: "equal"; readonly count: number }
  | { readonly result: "different"; readonly count: number; readonly expected: number }
  /** The copy does not hold the whole day, kept moving, or this page may not compute digests. */
  | { readonly result: "unknown"; readonly reason: string };

/** One line per bar, in order: the form over which the digest is made. */
export function canonicalForm(bars: readonly Bar[]): string {
  return bars
    .map(({ seq, bar_start, bar_end, ohlcv: { o, h, l, c, v }, vw, n, rev, state }) =>
      [seq, bar_start, bar_end, o, h, l, c, v, vw ?? "", n, rev, state].join(","),
    )
    .map((line) => `${line}\n`)
    .join("");
}

/** SHA-256 of the text's UTF-8 bytes, in hex. Rejects outside of a secure context, where browsers offer none. */
export async function sha256Hex(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The bars of a series that belong to a trading day (New York, YYYY-MM-DD). */
function barsOfDay(series: BarSeries, day: string): readonly Bar[] {
  return series.bars.filter((bar) => tradingDayAt(bar.bar_start)?.day === day);
}

/**
 * Compares one day of the copy with the server's digest. The log may move between the two, so a difference counts only
 * when both stood still for a moment. Rejects with {@link ApiError} when the server refuses.
 */
export async function verifyDay(
  api: MarketApi,
  series: BarSeries,
  day: string,
  clock: StreamClock = systemClock,
): Promise<Verification> {
  if (globalThis.crypto?.subtle === undefined) {
    return { result: "unknown", reason: "This page is not in a secure context." };
  }
  const { symbol, timeframe, session } = series.key;
  let last = { bars: series.bars, digest: "" };
  for (let attempt = 0; attempt < 6; attempt += 1) {
    const before = series.bars;
    const answer = await api.digest({ symbol, timeframe, session, day });
    const bars = barsOfDay(series, day);
    if ((await sha256Hex(canonicalForm(bars))) === answer.digest) {
      return { result: "equal", count: bars.length };
    }
    const still = last.digest === answer.digest && last.bars === before && series.bars === before;
    if (still) return { result: "different", count: bars.length, expected: answer.count };
    last = { bars: before, digest: answer.digest };
    await sleep(clock, 400, new AbortController().signal);
  }
  return { result: "unknown", reason: "The copy kept moving." };
}
