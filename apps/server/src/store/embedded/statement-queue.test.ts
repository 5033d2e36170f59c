import { afterAll, beforeAll, expect, test } from "vitest";
import { embeddedTestDatabase, type TestDatabase } from "../../testing/databases.ts";
import { type Database, openDatabase } from "../database.ts";

let place: TestDatabase;
let database: Database;
beforeAll(async () => {
  place = await embeddedTestDatabase();
  database = await openDatabase(place.target, () => undefined);
});
afterAll(async () => {
  await database.close();
  await place.remove();
});

test("statements of several connections at once, some so large that they arrive in pieces, never get into each other", async () => {
  const { pool } = database;
  const large = Array.from({ length: 20_000 }, (_, index) => index * 1_000_003);
  const sumOf = async (values: readonly number[]): Promise<number> => {
    const { rows } = await pool.query<{ sum: string }>(
      "SELECT sum(v) AS sum FROM unnest($1::bigint[]) AS t (v)",
      [values],
    );
    return Number(rows[0]?.sum);
  };
  const expected = large.reduce((sum, value) => sum + value, 0);
  const asked: Promise<unknown>[] = [];
  for (let round = 0; round < 25; round += 1) {
    asked.push(sumOf(large).then((sum) => expect(sum).toBe(expected)));
    asked.push(pool.query("SELECT 1 AS one").then(({ rows }) => expect(rows).toEqual([{ one: 1 }])));
    asked.push(sumOf([round, 1]).then((sum) => expect(sum).toBe(round + 1)));
    asked.push(
      pool
        .query("SELECT 1 / $1::int", [0])
        .then(null, (error: Error) => expect(error.message).toBe("division by zero")),
    );
  }
  await Promise.all(asked);
});
