import { existsSync } from "node:fs";
import { resolve } from "node:path";

/** The folder of recorded real days: SPOTLIGHT_MARKET_DATA, or ../shared/data beside the repository. */
export const MARKET_DATA =
  process.env["SPOTLIGHT_MARKET_DATA"] ?? resolve(import.meta.dirname, "../../../../../shared/data");

/**
 * Whether the recorded days are there. Where REQUIRE_MARKET_DATA is 1 (the project's own CI) their absence is an error,
 * so that the tests that need them cannot be skipped unseen.
 */
export function hasMarketData(): boolean {
  if (existsSync(MARKET_DATA)) return true;
  if (process.env["REQUIRE_MARKET_DATA"] === "1") throw new Error(`no recorded days at ${MARKET_DATA}`);
  return false;
}
