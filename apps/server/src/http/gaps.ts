import type { GapSpan, SessionKind } from "@spotlight/contracts";
import { MINUTE_MS, sessionSpan } from "@spotlight/market";
import type { SymbolBook } from "../engine/symbol-book.ts";

/** The stretches of [fromMs, untilMs) that were not covered, neighbours joined when their reason is the same. */
export function gapSpans(
  book: SymbolBook,
  session: SessionKind,
  fromMs: number,
  untilMs: number,
): readonly GapSpan[] {
  const spans: { fromMs: number; toMs: number; reason: string }[] = [];
  for (const { day, minutes } of book.days(fromMs, untilMs)) {
    const span = sessionSpan(day, session);
    for (const fact of minutes.facts(Math.max(span.startMs, fromMs), Math.min(span.endMs, untilMs))) {
      if (fact.kind !== "gap") continue;
      const last = spans.at(-1);
      if (last !== undefined && last.toMs === fact.startMs && last.reason === fact.reason)
        last.toMs += MINUTE_MS;
      else spans.push({ fromMs: fact.startMs, toMs: fact.startMs + MINUTE_MS, reason: fact.reason });
    }
  }
  return spans;
}
