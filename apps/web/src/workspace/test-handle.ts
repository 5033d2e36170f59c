import type { Bar } from "@spotlight/contracts";
import type { ConnectionState, SeriesKey, StreamCounts } from "../stream/index.ts";
import type { MarketSession } from "./market-session.ts";

/** Read-only sight of this page's copy, for tests, scripts and bug reports: `window.spotlight`. */
export interface SpotlightHandle {
  /** Connection state now. */
  state(): ConnectionState;
  counts(): StreamCounts;
  /** Closed bars of a series, ascending; empty when it is not followed. */
  bars(key: SeriesKey): readonly Bar[];
  /** Last price of a series; null when there is none. */
  lastPrice(key: SeriesKey): number | null;
}

declare global {
  interface Window {
    spotlight?: SpotlightHandle;
  }
}

/** Puts the handle on the window and the state on the root element (`data-state`, `data-cursor`, `data-epoch`). */
export function exposeHandle(market: MarketSession): () => void {
  const { stream } = market;
  window.spotlight = {
    state: () => stream.state,
    counts: () => ({ ...stream.counts }),
    bars: (key) => stream.book.find(key)?.bars ?? [],
    lastPrice: (key) => stream.book.find(key)?.lastPrice ?? null,
  };
  const root = document.documentElement.dataset;
  const show = (): void => {
    const { phase, cursor, epochId } = stream.state;
    root["state"] = phase;
    root["cursor"] = String(cursor ?? "");
    root["epoch"] = epochId ?? "";
  };
  show();
  const offs = [stream.states.on(show), market.frames.on(show)];
  return () => {
    for (const off of offs) off();
    delete window.spotlight;
  };
}
