import { expect, test } from "vitest";
import { SlowQueries } from "./slow-queries.ts";

const MINUTE_MS = 60_000;

function setUp() {
  const clock = { nowMs: 1_000_000 * MINUTE_MS };
  return { clock, queries: new SlowQueries(() => clock.nowMs) };
}

test("the 20 slowest statements are told, slowest first, each once", () => {
  const { queries } = setUp();
  for (let number = 0; number < 50; number += 1) queries.note(`SELECT ${number}`, number);
  queries.note("SELECT 49", 1);
  const slowest = queries.slowest();
  expect(slowest.map(({ slowestMs }) => slowestMs)).toEqual(
    Array.from({ length: 20 }, (_, index) => 49 - index),
  );
  expect(slowest[0]).toMatchObject({ statement: "SELECT 49", calls: 2, slowestMs: 49, meanMs: 25 });
});

test("an hour later a slow answer is forgotten, but not the quick ones since", () => {
  const { queries, clock } = setUp();
  queries.note("SELECT 1", 900);
  clock.nowMs += 59 * MINUTE_MS;
  queries.note("SELECT 1", 5);
  expect(queries.slowest()).toMatchObject([{ calls: 2, slowestMs: 900 }]);
  clock.nowMs += MINUTE_MS;
  expect(queries.slowest()).toMatchObject([{ calls: 1, slowestMs: 5, meanMs: 5 }]);
  clock.nowMs += 60 * MINUTE_MS;
  expect(queries.slowest()).toEqual([]);
});

test("a statement is known by its words, however it is laid out, and a long one is cut", () => {
  const { queries } = setUp();
  queries.note("SELECT 1\n   FROM t", 1);
  queries.note("SELECT 1 FROM t", 2);
  queries.note("x".repeat(5_000), 3);
  const [long, short] = queries.slowest();
  expect(short).toMatchObject({ statement: "SELECT 1 FROM t", calls: 2 });
  expect(long?.statement).toHaveLength(1_000);
});

test("texts without end do not fill the memory", () => {
  const { queries, clock } = setUp();
  for (let number = 0; number < 2_000; number += 1) queries.note(`SELECT ${number}`, 2_000 - number);
  expect(queries.slowest()[0]?.statement).toBe("SELECT 0");
  queries.note("SELECT 'late'", 1e6);
  expect(queries.slowest()[0]?.statement).toBe("SELECT 0");
  clock.nowMs += 61 * MINUTE_MS;
  queries.slowest();
  queries.note("SELECT 'late'", 1);
  expect(queries.slowest()).toHaveLength(1);
});
