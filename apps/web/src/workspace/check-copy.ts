import { tradingDayAt } from "@spotlight/market";
import { create } from "zustand";
import { type SeriesKey, verifyDay } from "../stream/index.ts";
import type { MarketSession } from "./market-session.ts";

/** What the last comparison of the copy with the server said. */
export const useCheck = create<{ readonly sentence: string }>()(() => ({
  sentence: "Compares the day's bars with the server's digest.",
}));

/** Compares the newest day of a series with the server's digest and says how it went. */
export async function checkCopy(market: MarketSession, key: SeriesKey): Promise<void> {
  const series = market.stream.book.find(key);
  const newest = series?.bars.at(-1);
  const day = newest === undefined ? undefined : tradingDayAt(newest.bar_start)?.day;
  if (series === undefined || day === undefined) {
    useCheck.setState({ sentence: "There are no bars to compare yet." });
    return;
  }
  useCheck.setState({ sentence: `Comparing ${key.symbol} ${key.timeframe} of ${day}.` });
  const sentence = await verifyDay(market.api, series, day).then(
    (outcome) => {
      if (outcome.result === "equal") return `Equal to the server: ${outcome.count} bars of ${day}.`;
      if (outcome.result === "unknown") return `Not compared. ${outcome.reason}`;
      return `Different: ${outcome.count} bars here, ${outcome.expected} there. Reload the page.`;
    },
    () => "The server did not answer. Try again.",
  );
  useCheck.setState({ sentence });
}
