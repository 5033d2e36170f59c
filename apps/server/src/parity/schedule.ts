import { type TradingDay, previousTradingDay, tradingDayOf } from "@spotlight/market";
import type { Logger } from "pino";
import type { MarketSource } from "../engine/parts.ts";
import type { ParityReports } from "./reports.ts";

const LOOK_EVERY_MS = 5_000;

/**
 * Compares each trading day with its rerun once the next one has begun on the market's clock, or it has ended for good.
 * What differs is told in the log. Answers how to stop.
 */
export function comparePastDays(reports: ParityReports, market: MarketSource, logger: Logger): () => void {
  let compared: string | null = null;
  let busy = false;
  const look = async (): Promise<void> => {
    const day = finishedDay(market);
    if (busy || day.day === compared) return;
    busy = true;
    try {
      compared = day.day;
      if ((await reports.list()).some((report) => report.day === day.day)) return;
      const { signals, missing, extra, different } = await reports.compare(day, Date.now());
      const wrong = missing.length + extra.length + different.length;
      if (wrong > 0)
        logger.error({ day: day.day, missing, extra, different }, "a day told again came out otherwise");
      else logger.info({ day: day.day, signals }, "the day told again came out the same");
    } catch (error) {
      logger.warn({ err: error, day: day.day }, "a day could not be compared with its rerun");
    } finally {
      busy = false;
    }
  };
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  return () => clearInterval(timer);
}

/** The newest day of which nothing more is to come. */
function finishedDay(market: MarketSource): TradingDay {
  const day = tradingDayOf(market.nowMs);
  const over = market.state.state === "ended" || market.nowMs >= day.postCloseMs;
  return over ? day : previousTradingDay(day.day);
}
