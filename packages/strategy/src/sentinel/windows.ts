import type { RiskWindow } from "@spotlight/contracts";
import { newYorkTimeMs } from "@spotlight/market";
import type { RiskSession } from "./risk-day.ts";

const MINUTE_MS = 60_000;

/** A stretch without entries, epoch ms, `untilMs` exclusive. */
export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

function anchorMs({ anchor }: RiskWindow, session: RiskSession): number {
  if (anchor === "clock") return newYorkTimeMs(session.day, 0);
  return anchor === "open" ? session.openMs : session.closeMs;
}

/** The windows of a day as spans, ascending, those that touch or overlap joined to one. */
export function windowSpans(windows: readonly RiskWindow[], session: RiskSession): Span[] {
  const spans = windows
    .map((window) => {
      const baseMs = anchorMs(window, session);
      return { fromMs: baseMs + window.from * MINUTE_MS, untilMs: baseMs + window.to * MINUTE_MS };
    })
    .toSorted((a, b) => a.fromMs - b.fromMs);
  const joined: Span[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (last !== undefined && span.fromMs <= last.untilMs)
      joined[joined.length - 1] = { fromMs: last.fromMs, untilMs: Math.max(last.untilMs, span.untilMs) };
    else joined.push(span);
  }
  return joined;
}
