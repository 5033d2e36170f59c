import { type MarketChange, sameBar } from "@spotlight/market";
import type { KnownMinute, MarketFact } from "../log/market-log.ts";

/**
 * Turns what the fold says into a fact to be stored, given what is known of the minute already; null when it says
 * nothing new. After a restart the fold sees the day again from its start: what was learned then is older than what is
 * stored, or the same, and changes nothing.
 */
export function stageChange(change: MarketChange, known: KnownMinute | undefined): MarketFact | null {
  const learnedMs = Math.floor(change.learnedMs);
  switch (change.kind) {
    case "ignored":
      return null;
    case "trading_status": {
      const { symbol, halted, reason } = change;
      return { kind: "halt", symbol, startMs: null, learnedMs, cause: null, body: { halted, reason } };
    }
    case "empty":
      if (known !== undefined) return null;
      return {
        kind: "empty",
        symbol: change.symbol,
        startMs: change.startMs,
        learnedMs,
        cause: null,
        body: {},
      };
    case "gap": {
      if (known !== undefined) return null;
      const { symbol, startMs, reason } = change;
      return { kind: "gap", symbol, startMs, learnedMs, cause: null, body: { reason } };
    }
    case "closed":
      return stageClosed(change, known, learnedMs);
    case "revised":
      return stageRevised(change, known, learnedMs);
  }
}

type Closed = Extract<MarketChange, { kind: "closed" }>;
type Revised = Extract<MarketChange, { kind: "revised" }>;

/** A first close never stands above what is known, but a whole minute heals a gap. */
function stageClosed(
  { symbol, bar }: Closed,
  known: KnownMinute | undefined,
  learnedMs: number,
): MarketFact | null {
  if (known !== undefined && known.kind !== "gap") return null;
  const cause = known === undefined ? null : "backfill";
  const { startMs } = bar;
  return { kind: "bar", symbol, startMs, learnedMs, cause, body: { bar: { ...bar, rev: 0 }, before: null } };
}

function stageRevised(
  { symbol, cause, after }: Revised,
  known: KnownMinute | undefined,
  learnedMs: number,
): MarketFact | null {
  const before = known?.kind === "bar" ? known.bar : null;
  if (before !== null && known !== undefined) {
    if (learnedMs < known.learnedMs || (learnedMs === known.learnedMs && after.rev <= before.rev))
      return null;
    if (before.state === "official" && after.state !== "official") return null;
    if (sameBar(before, after)) return null;
  }
  const bar = { ...after, rev: before === null ? 0 : before.rev + 1 };
  return { kind: "bar", symbol, startMs: bar.startMs, learnedMs, cause, body: { bar, before } };
}
