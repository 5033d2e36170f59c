import {
  type Bar,
  type HistoryAnswer,
  type SessionKind,
  type Timeframe,
  historyAnswerSchema,
} from "@spotlight/contracts";
import type { SpotlightHandle } from "@spotlight/web/handle";
import type { Page } from "playwright-core";
import { until } from "./until.ts";

declare global {
  interface Window {
    spotlight?: SpotlightHandle;
  }
}

/** A series as the page and the API name it. */
export interface Key {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly session: SessionKind;
}

/** The closed bars of the page's copy. */
export function copyOf(page: Page, key: Key): Promise<Bar[]> {
  return page.evaluate((wanted) => [...(window.spotlight?.bars(wanted) ?? [])], key);
}

/** The server's newest bars of a series. */
export async function historyOf(origin: string, key: Key, limit = 300): Promise<HistoryAnswer> {
  const query = new URLSearchParams({ ...key, limit: String(limit) });
  const answer = await fetch(`${origin}/api/history?${query.toString()}`);
  return historyAnswerSchema.parse(await answer.json());
}

/** Waits until the page's copy of a series has bars. */
export function untilLoaded(page: Page, key: Key): Promise<void> {
  return until(
    `bars of ${key.symbol} ${key.timeframe}`,
    40_000,
    async () => (await copyOf(page, key)).length > 0,
  );
}

/** Waits until the copy equals the server's history; both move, so they are compared again until they agree. */
export function untilEqual(page: Page, origin: string, key: Key): Promise<void> {
  return until(`the copy of ${key.symbol} ${key.timeframe} to equal history`, 30_000, async () => {
    const { bars } = await historyOf(origin, key);
    const first = bars[0]?.seq;
    if (first === undefined) return false;
    const copy = (await copyOf(page, key)).filter((bar) => bar.seq >= first);
    return JSON.stringify(copy) === JSON.stringify(bars);
  });
}

/** An attribute of the root element, where the page writes its state. */
export async function rootData(page: Page, name: string): Promise<string> {
  return (await page.locator("html").getAttribute(`data-${name}`)) ?? "";
}
