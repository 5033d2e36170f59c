import type { JournalEntry } from "@spotlight/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Database, openDatabase } from "../store/database.ts";
import {
  NO_POSTGRES,
  type TestDatabase,
  embeddedTestDatabase,
  postgresAnswers,
  postgresTestDatabase,
} from "../testing/databases.ts";
import { JOURNAL_UNDO_MS, JournalStore, type Written } from "./journal-store.ts";

const AT_MS = Date.UTC(2026, 5, 1, 15);
const LATE_MS = AT_MS + 1_000_000;

function written(id: string, more: Partial<Written> = {}): Written {
  const nothing = { symbol: null, title: "", tags: [], refs: [], evidence: [] };
  return { id, atMs: AT_MS, learnedMs: AT_MS, kind: "note", text: "Waited.", ...nothing, ...more };
}

function idsOf(entries: readonly JournalEntry[]): string[] {
  return entries.map(({ id }) => id);
}

/** What a journal has to do on any database. */
function journalContract(make: () => Promise<TestDatabase>): void {
  let place: TestDatabase;
  let database: Database;
  let journal: JournalStore;
  let other: JournalStore;

  beforeAll(async () => {
    place = await make();
    database = await openDatabase(place.target, () => undefined);
    await database.pool.query("INSERT INTO owner VALUES ('me', 0), ('other', 0)");
    journal = new JournalStore(database.pool, "me");
    other = new JournalStore(database.pool, "other");
    await journal.add(written("a", { title: "Opening drive", symbol: "SPY", tags: ["fomo"] }), 1);
    await journal.add(written("b", { atMs: AT_MS + 1, text: "Chased the reclaims of VWAP." }), 1);
    await journal.add(written("c", { atMs: AT_MS + 1, kind: "insight", text: "Size down on Fridays" }), 1);
    await other.add(written("d", { text: "VWAP" }), 1);
  });
  afterAll(async () => {
    await database.close();
    await place.remove();
  });

  const find = async (question: object): Promise<string[]> =>
    idsOf((await journal.find({ limit: 50, knownAtMs: LATE_MS, ...question })).entries);

  test("entries come newest first, page by page, and are narrowed by day, kind and symbol", async () => {
    expect(await find({})).toEqual(["c", "b", "a"]);
    const first = await journal.find({ limit: 2, knownAtMs: LATE_MS });
    expect(idsOf(first.entries)).toEqual(["c", "b"]);
    const next = first.next ?? undefined;
    const second = await journal.find({ limit: 2, knownAtMs: LATE_MS, before: next });
    expect([idsOf(second.entries), second.next]).toEqual([["a"], null]);
    expect(await find({ from: "2026-06-01", to: "2026-06-01" })).toEqual(["c", "b", "a"]);
    expect(await find({ from: "2026-06-02" })).toEqual([]);
    expect(await find({ kind: "insight" })).toEqual(["c"]);
    expect(await find({ symbol: "SPY" })).toEqual(["a"]);
  });

  test("words are found in title, text, tags and symbol, whatever their ending", async () => {
    expect(await find({ q: "reclaim" })).toEqual(["b"]);
    expect(await find({ q: "driving" })).toEqual(["a"]);
    expect(await find({ q: "fomo" })).toEqual(["a"]);
    expect(await find({ q: "spy" })).toEqual(["a"]);
    expect(await find({ q: "vwap or friday" })).toEqual(["c", "b"]);
    expect(await find({ q: "vwap -chased" })).toEqual([]);
    for (const q of ["'", '"', "a & | !", "\\", "%", ":*"]) expect(await find({ q })).toEqual([]);
  });

  test("nothing is seen before it was known, nor before the time that it is about", async () => {
    await journal.add(written("hindsight", { learnedMs: LATE_MS - 1 }), 1);
    expect(await find({ knownAtMs: AT_MS })).toEqual(["a"]);
    expect(await find({ knownAtMs: AT_MS - 1 })).toEqual([]);
    expect(await find({ knownAtMs: LATE_MS - 1 })).toContain("hindsight");
    await journal.remove("hindsight", 1);
  });

  test("a change makes the next version, from the present one only; nobody else's is touched", async () => {
    const change = { ...written("a"), text: "Waited for the drive.", learnedMs: AT_MS + 5 };
    expect(await other.change("a", 1, change, 9)).toBeNull();
    expect(await journal.change("a", 1, change, 9)).toMatchObject({ version: 2, updatedMs: 9, createdMs: 1 });
    expect(await journal.change("a", 1, change, 9)).toBeNull();
    expect(await find({ q: "opening" })).toEqual([]);
    expect(await find({ knownAtMs: AT_MS + 4 })).not.toContain("a");
  });

  test("what is deleted can be brought back for a day, and is gone after", async () => {
    expect(await other.remove("b", 100)).toBe(false);
    expect(await journal.remove("b", 100)).toBe(true);
    expect(await journal.remove("b", 100)).toBe(false);
    expect(await journal.get("b")).toBeNull();
    expect(await other.restore("b")).toBeNull();
    expect(await journal.restore("b")).toMatchObject({ id: "b", version: 1 });
    await journal.remove("b", 100);
    await journal.remove("c", 101 + JOURNAL_UNDO_MS);
    expect(await journal.restore("b")).toBeNull();
    expect(await journal.restore("c")).toMatchObject({ id: "c" });
  });
}

describe("on the embedded database", () => {
  journalContract(embeddedTestDatabase);
});

const hasPostgres = await postgresAnswers();
describe.skipIf(!hasPostgres)(`on PostgreSQL (skipped when ${NO_POSTGRES})`, () => {
  journalContract(postgresTestDatabase);
});
