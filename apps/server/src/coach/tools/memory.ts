import type { MemoryHits, MemoryKind } from "@spotlight/contracts";
import type { RunTool, ToolContext } from "../tool.ts";

/** What is asked of memory. */
interface Looked {
  readonly words: string;
  readonly limit: number;
}

export const searchPlaybook: RunTool<"search_playbook"> = async (input, context) =>
  found(input, "playbook", context);

export const searchGlossary: RunTool<"search_glossary"> = async (input, context) =>
  found(input, "glossary", context);

export const getMemory: RunTool<"get_memory"> = async ({ kind = null, ...looked }, context) =>
  found(looked, kind, context);

/** What was known at the market's time, marked as quoted. It is no evidence of anything: words may not state its numbers. */
async function found(
  { words, limit }: Looked,
  kind: MemoryKind | null,
  { market, records }: ToolContext,
): Promise<{ data: MemoryHits & { quoted: true }; asOfMs: number }> {
  const knownAtMs = Math.floor(market.engine.nowMs);
  const { by, hits } = await records.search.find(words, { kind, knownAtMs }, limit);
  return { data: { quoted: true, by, hits }, asOfMs: knownAtMs };
}
