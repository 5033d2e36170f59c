import type { Fill, TradeRecord } from "@spotlight/contracts";
import { type Desk, buildTrades } from "@spotlight/strategy";
import { EvidenceList, type EvidenceOf } from "../evidence/evidence-list.ts";
import { type Draft, WATCH } from "./drafts.ts";

/** An entry so soon after a loss, ms, and a position so many times the one that lost, are signs of tilt. */
const SOON_MS = 180_000;
const TIMES_AS_LARGE = 2;
/** A fill that was reported later than this is history, ms. */
const FRESH_MS = 300_000;
const MINUTE_MS = 60_000;

/** What a new position says of the person after a loss; null when it says nothing. */
export function tiltDraft(fill: Fill, fills: Desk["fills"], nowMs: number): Draft | null {
  if (nowMs - fill.atMs > FRESH_MS) return null;
  const trades = fills.symbols.flatMap((symbol) => buildTrades(fills.fills(symbol)).trades);
  const opened = trades.find(({ symbol, openedMs }) => symbol === fill.symbol && openedMs === fill.atMs);
  const loss = lastLoss(trades, fill.atMs);
  if (opened === undefined || loss === null) return null;
  const sinceMs = fill.atMs - (loss.closedMs ?? 0);
  const times = dollarsOf(opened) / dollarsOf(loss);
  const soon = sinceMs <= SOON_MS;
  const large = times >= TIMES_AS_LARGE;
  return soon || large ? draftOf(opened, { sinceMs, times, soon, large }) : null;
}

/** The trade that closed last before a time, if it lost. */
function lastLoss(trades: readonly TradeRecord[], beforeMs: number): TradeRecord | null {
  const closed = trades
    .filter(({ closedMs }) => closedMs !== null && closedMs <= beforeMs)
    .sort((a, b) => (a.closedMs ?? 0) - (b.closedMs ?? 0));
  const last = closed.at(-1);
  return last === undefined || last.netDollars >= 0 ? null : last;
}

function dollarsOf({ quantity, entryPrice }: TradeRecord): number {
  return quantity * entryPrice;
}

interface Signs {
  readonly sinceMs: number;
  readonly times: number;
  readonly soon: boolean;
  readonly large: boolean;
}

function draftOf({ id, symbol, openedMs }: TradeRecord, { sinceMs, times, soon, large }: Signs): Draft {
  const evidence = new EvidenceList(WATCH);
  const of: EvidenceOf = { symbol, atMs: openedMs, origin: { kind: "trade", id } };
  const minutes = Math.ceil(sinceMs / MINUTE_MS);
  const ratio = Math.round(times * 10) / 10;
  evidence.add("after a loss", minutes, "minutes", of);
  evidence.add("size by the one that lost", ratio, "ratio", of);
  const within = `within ${minutes} ${minutes === 1 ? "minute" : "minutes"} after a loss`;
  const size = `${ratio.toFixed(1)} times the size of the one that lost`;
  const how = [...(soon ? [within] : []), ...(large ? [size] : [])].join(", ");
  const text = `${symbol} entered ${how}. Hold it against your plan.`;
  return { id: `tilt:${id}`, kind: "tilt", symbol, text, evidence, verbatim: false };
}
