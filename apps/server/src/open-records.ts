import { LIBRARY, passagesOf } from "@spotlight/coach";
import type { Config } from "./config.ts";
import type { Records } from "./http/parts.ts";
import { JournalStore } from "./journal/journal-store.ts";
import { Embedding } from "./memory/embedding.ts";
import { Meaning } from "./memory/meaning.ts";
import { MemorySearch } from "./memory/memory-search.ts";
import { MemoryStore } from "./memory/memory-store.ts";
import { PassageVectors } from "./memory/passage-vectors.ts";
import { DocumentReader } from "./memory/reading/reader.ts";
import type { CoachFoundation } from "./open-coach.ts";
import type { Metrics } from "./telemetry/metrics.ts";
import type { Embedder } from "./vendors/embedder.ts";
import { PublicPages } from "./vendors/public-pages.ts";
import { EmbeddingEndpoint } from "./vendors/openai/embedding-endpoint.ts";

/** Opens what is kept of a person, with the pages that come with the product in it. */
export async function openRecords(foundation: CoachFoundation): Promise<Records> {
  const { config, pool, owner, meter, log } = foundation;
  const { logger } = log;
  const memory = new MemoryStore(pool, owner);
  const pages = LIBRARY.map((page) => ({ ...page, passages: passagesOf([{ page: null, text: page.text }]) }));
  await memory.install(pages, Date.now());
  const kept = {
    journal: new JournalStore(pool, owner),
    memory,
    reader: new DocumentReader(),
    pages: new PublicPages(),
  };
  const embedder = openEmbedder(config, meter);
  if (embedder === null)
    return { ...kept, search: new MemorySearch(memory, null, logger), embedding: null, model: null };
  const stored = new PassageVectors(pool, owner);
  const embedding = new Embedding({ stored, embedder, logger, wallMs: Date.now, random: Math.random });
  embedding.start();
  const search = new MemorySearch(memory, new Meaning(stored, embedder), logger);
  return { ...kept, search, embedding, model: embedder.model };
}

/** The model that the environment names for what texts mean; null when it names none. */
function openEmbedder({ environment }: Config, meter: Metrics): Embedder | null {
  const { OPENAI_EMBEDDING_MODEL: model, OPENAI_BASE_URL: baseUrl, OPENAI_API_KEY: apiKey } = environment;
  if (model === undefined) return null;
  return new EmbeddingEndpoint({ model, baseUrl: baseUrl ?? null, apiKey: apiKey ?? null }, meter);
}
