import { LIBRARY, passagesOf } from "@spotlight/coach";
import { meaningOf } from "@spotlight/standins/openai";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, openDatabase } from "../store/database.ts";
import { type TestDatabase, embeddedTestDatabase } from "../testing/databases.ts";
import { NOTES, QUESTIONS } from "../testing/memory-questions.ts";
import type { Embedder } from "../vendors/embedder.ts";
import { Embedding } from "./embedding.ts";
import { Meaning } from "./meaning.ts";
import { MemorySearch } from "./memory-search.ts";
import { MemoryStore } from "./memory-store.ts";
import { PassageVectors } from "./passage-vectors.ts";

const DEPTH = 10;
const SCOPE = { kind: null, knownAtMs: 10 };
const SILENT = pino({ level: "silent" });

/** No model: stems and a list of words that mean much the same. */
const standIn: Embedder = {
  model: "stand-in",
  embed: async (texts) =>
    texts.map((text) => {
      const values = meaningOf(text);
      const length = Math.hypot(...values);
      return Float32Array.from(values, (value) => value / length);
    }),
};

let place: TestDatabase;
let database: Database;
let store: MemoryStore;
let stored: PassageVectors;

beforeAll(async () => {
  place = await embeddedTestDatabase();
  database = await openDatabase(place.target, () => undefined);
  await database.pool.query("INSERT INTO owner VALUES ('me', 0)");
  store = new MemoryStore(database.pool, "me");
  stored = new PassageVectors(database.pool, "me");
  await store.install(
    LIBRARY.map((page) => ({ ...page, passages: passagesOf([{ page: null, text: page.text }]) })),
    1,
  );
  for (const [title, text] of NOTES) {
    const note = { id: title, kind: "insight" as const, title, text, origin: { kind: "written" as const } };
    await store.add({ ...note, learnedMs: 1 }, passagesOf([{ page: null, text }]), 1);
  }
  const embedding = new Embedding({
    stored,
    embedder: standIn,
    logger: SILENT,
    wallMs: () => 1,
    random: () => 0,
  });
  while ((await embedding.step()) > 0);
});
afterAll(async () => {
  await database.close();
  await place.remove();
});

function discounted(gains: readonly number[]): number {
  return gains.slice(0, DEPTH).reduce((sum, gain, at) => sum + (2 ** gain - 1) / Math.log2(at + 2), 0);
}

/** Normalised discounted cumulative gain of the first ten, averaged over all questions. A memory counts once. */
async function quality(search: MemorySearch): Promise<number> {
  let sum = 0;
  for (const [question, answers] of QUESTIONS) {
    const { hits } = await search.find(question, SCOPE, DEPTH);
    const titles = [...new Set(hits.map(({ title }) => title))];
    const best = Object.values(answers).sort((a, b) => b - a);
    sum += discounted(titles.map((title) => answers[title] ?? 0)) / discounted(best);
  }
  return sum / QUESTIONS.length;
}

test("every answer of the fixed set is there to be found", () => {
  const known = new Set([...LIBRARY.map(({ title }) => title), ...NOTES.map(([title]) => title)]);
  expect(
    QUESTIONS.flatMap(([, answers]) => Object.keys(answers)).filter((title) => !known.has(title)),
  ).toEqual([]);
});

test("what is asked for is found: nDCG of the first ten, by words, and by words and meaning", async () => {
  const byWords = await quality(new MemorySearch(store, null, SILENT));
  const byBoth = await quality(new MemorySearch(store, new Meaning(stored, standIn), SILENT));
  process.stdout.write(
    `memory, ${QUESTIONS.length} questions: nDCG@10 ${byWords.toFixed(3)} by words, ` +
      `${byBoth.toFixed(3)} by words and a stand-in for meaning\n`,
  );
  expect(byWords).toBeGreaterThan(0.7);
  expect(byBoth).toBeGreaterThan(byWords - 0.02);
});
