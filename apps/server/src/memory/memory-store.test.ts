import { LIBRARY, passagesOf } from "@spotlight/coach";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Database, openDatabase } from "../store/database.ts";
import {
  NO_POSTGRES,
  type TestDatabase,
  embeddedTestDatabase,
  postgresAnswers,
  postgresTestDatabase,
} from "../testing/databases.ts";
import { MemorySearch } from "./memory-search.ts";
import { MEMORY_UNDO_MS, MemoryStore, type Remembered } from "./memory-store.ts";

const NOW_MS = Date.UTC(2026, 5, 1);
const SILENT = pino({ level: "silent" });
const ALL = { kind: null, knownAtMs: NOW_MS };

function passages(text: string) {
  return passagesOf([{ page: null, text }]);
}

function remembered(id: string, text: string, more: Partial<Remembered> = {}): Remembered {
  return {
    id,
    kind: "insight",
    title: id,
    text,
    origin: { kind: "written" },
    learnedMs: NOW_MS - 1,
    ...more,
  };
}

/** What memory has to do on any database. */
function memoryContract(make: () => Promise<TestDatabase>): void {
  let place: TestDatabase;
  let database: Database;
  let store: MemoryStore;
  let other: MemoryStore;

  beforeAll(async () => {
    place = await make();
    database = await openDatabase(place.target, () => undefined);
    await database.pool.query("INSERT INTO owner VALUES ('me', 0), ('other', 0)");
    store = new MemoryStore(database.pool, "me");
    other = new MemoryStore(database.pool, "other");
    await store.install(
      LIBRARY.map((page) => ({ ...page, passages: passages(page.text) })),
      1,
    );
  });
  afterAll(async () => {
    await database.close();
    await place.remove();
  });

  const titles = async (words: string, who = store): Promise<string[]> =>
    (await new MemorySearch(who, null, SILENT).find(words, ALL, 5)).hits.map(({ title }) => title);

  test("the library is there at first start, and what was changed or deleted stays so", async () => {
    expect((await store.list(ALL, null)).length).toBe(LIBRARY.length);
    expect(await titles("what does VWAP mean")).toContain("VWAP");
    const fomo = await store.get("glossary:fomo");
    expect(fomo).toMatchObject({ kind: "glossary", version: 1, origin: { kind: "shipped" } });
    const mine = { id: "glossary:fomo", title: "FOMO", text: "My old enemy zebra.", learnedMs: NOW_MS };
    expect(await store.change(1, mine, passages(mine.text), 2)).toMatchObject({ version: 2 });
    await store.remove("glossary:tape", 2);
    await store.remove("playbook:lunch", 2 + MEMORY_UNDO_MS * 2);
    await store.install(
      LIBRARY.map((page) => ({ ...page, passages: passages(page.text) })),
      3,
    );
    expect(await store.get("glossary:tape")).toBeNull();
    expect(await titles("zebra")).toEqual(["FOMO"]);
  });

  test("one person's memory is not another's", async () => {
    expect(await titles("vwap", other)).toEqual([]);
    expect(await other.remove("glossary:vwap", 1)).toBe(false);
    await other.add(remembered("glossary:vwap", "Theirs."), passages("Theirs."), 1);
    expect(await store.get("glossary:vwap")).toMatchObject({ title: "VWAP" });
  });

  test("a replay does not see what was learned later", async () => {
    const later = remembered("later", "quokka", { learnedMs: NOW_MS + 1 });
    await store.add(later, passages("quokka"), 1);
    expect(await titles("quokka")).toEqual([]);
    const seen = await new MemorySearch(store, null, SILENT).find(
      "quokka",
      { kind: null, knownAtMs: NOW_MS + 1 },
      5,
    );
    expect(seen.hits).toMatchObject([{ memory: "later", text: "quokka" }]);
    expect((await store.list(ALL, null)).map(({ id }) => id)).not.toContain("later");
  });

  test("shorter words replace all passages of the longer ones", async () => {
    const long = "okapi ".repeat(1_000);
    const cut = passages(long);
    expect(cut.length).toBeGreaterThan(2);
    await store.add(remembered("long", long.slice(0, 10)), cut, 1);
    expect(await other.change(1, remembered("long", "x"), passages("x"), 2)).toBeNull();
    await store.change(1, remembered("long", "gnu"), passages("gnu"), 2);
    expect(await store.change(1, remembered("long", "late"), passages("late"), 3)).toBeNull();
    expect(await titles("okapi")).toEqual([]);
    expect(await titles("gnu")).toEqual(["long"]);
    expect(await titles("late")).not.toContain("long");
  });

  test("what is deleted is not found, and can be brought back for a day", async () => {
    await store.add(remembered("gone", "tapir"), passages("tapir"), 1);
    await store.remove("gone", 10);
    expect(await titles("tapir")).toEqual([]);
    expect(await store.restore("gone")).toMatchObject({ id: "gone" });
    expect(await titles("tapir")).toEqual(["gone"]);
    await store.remove("gone", 10);
    await store.remove("long", 11 + MEMORY_UNDO_MS);
    expect(await store.restore("gone")).toBeNull();
  });

  test.each([
    "'",
    "\\",
    "\\'",
    "a'b\\c",
    '"',
    "& | ! ( ) :*",
    "%",
    "the and of",
    "http://a.b/c?d='e'",
    "\u{1F989}",
  ])("words that no query language likes find nothing or something, and break nothing: %s", async (words) => {
    expect(Array.isArray(await titles(words))).toBe(true);
  });
}

describe("on the embedded database", () => {
  memoryContract(embeddedTestDatabase);
});

const hasPostgres = await postgresAnswers();
describe.skipIf(!hasPostgres)(`on PostgreSQL (skipped when ${NO_POSTGRES})`, () => {
  memoryContract(postgresTestDatabase);
});
