import { LIBRARY, passagesOf } from "@spotlight/coach";
import type { Records } from "./http/parts.ts";
import { JournalStore } from "./journal/journal-store.ts";
import { MemorySearch } from "./memory/memory-search.ts";
import { MemoryStore } from "./memory/memory-store.ts";
import type { Pool } from "./store/database.ts";

/** Opens what is kept of a person, with the pages that come with the product in it. */
export async function openRecords(pool: Pool, owner: string): Promise<Records> {
  const memory = new MemoryStore(pool, owner);
  const pages = LIBRARY.map((page) => ({ ...page, passages: passagesOf([{ page: null, text: page.text }]) }));
  await memory.install(pages, Date.now());
  return { journal: new JournalStore(pool, owner), memory, search: new MemorySearch(memory) };
}
