import { randomUUID } from "node:crypto";
import type { RunTool } from "../tool.ts";
import { hands } from "./symbols.ts";

export const logJournalEvent: RunTool<"log_journal_event"> = async (input, context, evidence) => {
  const live = hands(context);
  const nowMs = Math.floor(context.market.engine.nowMs);
  const entry = await live.write({ ...input, id: randomUUID(), atMs: nowMs, learnedMs: nowMs, evidence: [] });
  const { id, symbol, atMs } = entry;
  evidence.add("journal entry", atMs, "time", { symbol, atMs, origin: { kind: "journal", id } });
  return { data: { entry }, asOfMs: nowMs };
};

/** In a replay nothing is found that was written, or is about, a time after the replay's. */
export const getRecentJournal: RunTool<"get_recent_journal"> = async (input, context, evidence) => {
  const { words: q, ...narrowed } = input;
  const knownAtMs = Math.floor(context.market.engine.nowMs);
  const { entries } = await context.records.journal.find({ ...narrowed, q, knownAtMs });
  for (const { id, symbol, atMs } of entries)
    evidence.add("journal entry", atMs, "time", { symbol, atMs, origin: { kind: "journal", id } });
  return { data: { quoted: true, entries }, asOfMs: knownAtMs };
};
