import { randomUUID } from "node:crypto";
import type { JournalEntry, ToolData } from "@spotlight/contracts";
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

/** Characters of an entry that are quoted. */
const QUOTED = 800;

/** In a replay nothing is found that was written, or is about, a time after the replay's. */
export const getRecentJournal: RunTool<"get_recent_journal"> = async (input, context, evidence) => {
  const { words: q, ...narrowed } = input;
  const knownAtMs = Math.floor(context.market.engine.nowMs);
  const { entries } = await context.records.journal.find({ ...narrowed, q, knownAtMs });
  for (const { id, symbol, atMs } of entries)
    evidence.add("journal entry", atMs, "time", { symbol, atMs, origin: { kind: "journal", id } });
  return { data: { quoted: true, entries: entries.map(quotedOf) }, asOfMs: knownAtMs };
};

function quotedOf(entry: JournalEntry): ToolData<"get_recent_journal">["entries"][number] {
  const { id, day, atMs, kind, symbol, title, text, tags } = entry;
  const words = text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text;
  return { id, day, atMs, kind, symbol, title, text: words, tags };
}
