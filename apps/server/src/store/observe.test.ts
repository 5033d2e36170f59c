import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, embeddedTestDatabase } from "../testing/databases.ts";
import { type Database, openDatabase } from "./database.ts";

interface Asked {
  readonly text: string;
  readonly failed: boolean;
}

let place: TestDatabase;
let database: Database;
const asked: Asked[] = [];
const durationsMs: number[] = [];

beforeAll(async () => {
  place = await embeddedTestDatabase();
  database = await openDatabase(place.target, () => undefined, {
    asked: (text, durationMs, failed) => {
      asked.push({ text, failed });
      durationsMs.push(durationMs);
    },
  });
});

afterAll(async () => {
  await database.close();
  await place.remove();
});

test("the very first connection is heard too, so nothing goes unnoticed", () => {
  expect(asked.splice(0).some(({ text }) => text.includes("fact_log"))).toBe(true);
});

test("statements are heard however they are asked, without their values", async () => {
  await database.pool.query("SELECT $1::text AS a", ["secret value"]);
  await database.pool.query({ text: "SELECT $1::text AS b", values: ["secret value"] });
  const client = await database.pool.connect();
  const { rows } = await client.query<{ c: number }>("SELECT 3 AS c");
  client.release();
  expect(rows).toEqual([{ c: 3 }]);
  expect(durationsMs.every((each) => each > 0)).toBe(true);
  expect(asked.splice(0)).toEqual([
    { text: "SELECT $1::text AS a", failed: false },
    { text: "SELECT $1::text AS b", failed: false },
    { text: "SELECT 3 AS c", failed: false },
  ]);
});

test("a refused statement is heard as failed and still fails for whoever asked", async () => {
  await expect(database.pool.query("SELECT nothing")).rejects.toThrow("nothing");
  const client = await database.pool.connect();
  await expect(client.query("SELECT nobody")).rejects.toThrow("nobody");
  client.release();
  expect(asked.splice(0)).toEqual([
    { text: "SELECT nothing", failed: true },
    { text: "SELECT nobody", failed: true },
  ]);
});

test("the database says what it is", async () => {
  const facts = await database.facts();
  expect(facts).toMatchObject({ kind: "embedded", problem: null });
  expect(facts.version).toContain("PostgreSQL");
  expect(facts.sizeBytes).toBeGreaterThan(1_000_000);
  expect(facts.migrations?.[0]).toBe("0000_market_facts");
});
