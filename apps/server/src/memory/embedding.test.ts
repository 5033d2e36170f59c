import { passagesOf } from "@spotlight/coach";
import { type EmbeddingScript, type OpenAiStandIn, meaningOf, startOpenAi } from "@spotlight/standins/openai";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Database, openDatabase } from "../store/database.ts";
import { Metrics } from "../telemetry/metrics.ts";
import { type TestDatabase, embeddedTestDatabase } from "../testing/databases.ts";
import { EmbeddingEndpoint } from "../vendors/openai/embedding-endpoint.ts";
import { Embedding } from "./embedding.ts";
import { Meaning } from "./meaning.ts";
import { MemorySearch } from "./memory-search.ts";
import { MemoryStore } from "./memory-store.ts";
import { PassageVectors } from "./passage-vectors.ts";

const SILENT = pino({ level: "silent" });
const ALL = { kind: null, knownAtMs: 10 };
const whole: EmbeddingScript = (texts) => texts.map(meaningOf);

let place: TestDatabase;
let database: Database;
let openai: OpenAiStandIn;
let script: EmbeddingScript;
let nowMs = 0;

beforeAll(async () => {
  place = await embeddedTestDatabase();
  database = await openDatabase(place.target, () => undefined);
  await database.pool.query("INSERT INTO owner VALUES ('me', 0)");
  openai = await startOpenAi({}, { small: (texts) => script(texts), other: whole });
});
beforeEach(async () => {
  await database.pool.query("TRUNCATE memory, passage");
  script = whole;
  const store = new MemoryStore(database.pool, "me");
  for (const [id, text] of [
    ["tilt", "Trading in anger ends badly."],
    ["lunch", "Moves fade at midday."],
  ] as const) {
    const memory = { id, kind: "insight" as const, title: id, text, origin: { kind: "written" as const } };
    await store.add({ ...memory, learnedMs: 1 }, passagesOf([{ page: null, text }]), 1);
  }
});
afterAll(async () => {
  await openai.stop();
  await database.close();
  await place.remove();
});

function parts(model = "small") {
  const { baseUrl, apiKey } = openai;
  const embedder = new EmbeddingEndpoint({ model, baseUrl, apiKey }, new Metrics());
  const stored = new PassageVectors(database.pool, "me");
  const store = new MemoryStore(database.pool, "me");
  const embedding = new Embedding({ stored, embedder, logger: SILENT, wallMs: () => nowMs, random: () => 0 });
  const search = new MemorySearch(store, new Meaning(stored, embedder), SILENT);
  return { store, embedding, search };
}

async function vectors(): Promise<readonly (Buffer | null)[]> {
  const { rows } = await database.pool.query<{ embedding: Buffer | null }>(
    "SELECT embedding FROM passage ORDER BY memory",
  );
  return rows.map(({ embedding }) => embedding);
}

test("what shares no word is found by its meaning, once that is known", async () => {
  const { embedding, search } = parts();
  expect(await search.find("furious revenge", ALL, 1)).toEqual({ by: "words", hits: [] });
  expect(await embedding.step()).toBe(2);
  expect(await embedding.step()).toBe(0);
  expect(await search.find("furious revenge", ALL, 1)).toMatchObject({
    by: "words_and_meaning",
    hits: [{ memory: "tilt" }],
  });
  expect((await search.find("furious", { ...ALL, knownAtMs: 0 }, 5)).hits).toEqual([]);
});

test.each<[string, EmbeddingScript]>([
  ["refuses", () => ({ refuse: 500 })],
  ["answers zeros", (texts) => texts.map(() => [0, 0, 0])],
  ["answers too few", (texts) => texts.slice(1).map(meaningOf)],
  ["answers nothing", () => []],
  ["answers empty vectors", (texts) => texts.map(() => [])],
  ["answers what is no number", (texts) => texts.map(() => [Number.NaN, 1])],
  ["answers different lengths", (texts) => texts.map((_, at) => Array.from({ length: 2 + at }, () => 1))],
])("P33 a model that %s leaves no vector behind, and is asked again later", async (_what, wrong) => {
  const { embedding, search } = parts();
  script = wrong;
  nowMs = 0;
  expect(await embedding.step()).toBe(2);
  expect(await vectors()).toEqual([null, null]);
  expect(await embedding.step()).toBe(0);
  expect(await search.find("anger", ALL, 5)).toMatchObject({ by: "words", hits: [{ memory: "tilt" }] });
  script = whole;
  nowMs = 499;
  expect(await embedding.step()).toBe(0);
  nowMs = 500;
  expect(await embedding.step()).toBe(2);
  expect((await vectors()).every((vector) => vector !== null && vector.some((byte) => byte !== 0))).toBe(
    true,
  );
});

test("one text that is always refused does not hold up the others", async () => {
  script = (texts) => (texts.some((text) => text.includes("anger")) ? { refuse: 500 } : texts.map(meaningOf));
  const { embedding } = parts();
  for (nowMs = 0; nowMs < 20_000; nowMs += 500) await embedding.step();
  const [lunch, tilt] = await vectors();
  expect([lunch === null, tilt === null]).toEqual([false, true]);
});

test("another model asks about everything again; changed words are asked about again", async () => {
  await parts().embedding.step();
  const { store, embedding, search } = parts("other");
  expect(await search.find("furious", ALL, 1)).toMatchObject({ by: "words" });
  expect(await embedding.step()).toBe(2);
  const text = "Patience pays.";
  const passages = passagesOf([{ page: null, text }]);
  await store.change(1, { id: "tilt", title: "tilt", text, learnedMs: 2 }, passages, 2);
  expect(await vectors()).toContain(null);
  expect(await embedding.step()).toBe(1);
  expect((await search.find("waiting", ALL, 1)).hits).toMatchObject([{ memory: "tilt", text }]);
});

test("what nobody can be asked about is found by its words", async () => {
  const { embedding, search } = parts();
  await embedding.step();
  script = () => ({ refuse: 503 });
  expect(await search.find("midday", ALL, 5)).toMatchObject({ by: "words", hits: [{ memory: "lunch" }] });
});
