import type { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { embeddedTestDatabase, type TestDatabase } from "../../testing/databases.ts";
import { connect } from "../database.ts";
import { EmbeddedDatabase } from "./embedded.ts";

const CONNECTIONS = 5;

let place: TestDatabase;
let embedded: EmbeddedDatabase;
let clients: Client[];

beforeAll(async () => {
  place = await embeddedTestDatabase();
  embedded = await EmbeddedDatabase.open(
    place.target.kind === "embedded" ? place.target.dataDir : "",
    () => undefined,
  );
  clients = await Promise.all(Array.from({ length: CONNECTIONS }, () => connect(embedded.address)));
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.end()));
  await embedded.close();
  await place.remove();
});

test("a transaction keeps the others out until it ends, also when its client is gone", async () => {
  const [first, second] = clients;
  await first?.query("CREATE TABLE IF NOT EXISTS wire_test (n integer)");
  await first?.query("BEGIN");
  await first?.query("INSERT INTO wire_test VALUES (1)");
  const seen = second?.query("SELECT count(*)::int AS count FROM wire_test");
  await first?.query("INSERT INTO wire_test VALUES (2)");
  await first?.query("COMMIT");
  expect((await seen)?.rows).toEqual([{ count: 2 }]);

  const lost = await connect(embedded.address);
  await lost.query("BEGIN");
  await lost.query("INSERT INTO wire_test VALUES (3)");
  const waiting = second?.query("SELECT count(*)::int AS count FROM wire_test");
  lost.connection.stream.destroy();
  expect((await waiting)?.rows).toEqual([{ count: 2 }]);
});

test("a connection that breaks off in the middle of a statement leaves the backend whole", async () => {
  const [first] = clients;
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const lost = await connect(embedded.address);
    const asked = lost.query("SELECT length($1)", ["x".repeat(2_000_000)]).catch(() => null);
    if (attempt % 2 === 0) await first?.query("SELECT 1");
    lost.connection.stream.destroy();
    await asked;
    expect((await first?.query("SELECT $1::int + 1 AS sum", [attempt]))?.rows).toEqual([
      { sum: attempt + 1 },
    ]);
  }
});

/** A Parse of SQL that is none; after it the backend ignores everything up to a Sync. */
function wrongParse(): Buffer {
  const body = Buffer.from("\0no such statement\0\0\0");
  const head = Buffer.alloc(5);
  head.write("P");
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

test("a connection that breaks off after an error, before its Sync, takes nobody's answer away", async () => {
  const [first] = clients;
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const lost = await connect(embedded.address);
    const { stream } = lost.connection;
    await new Promise((written) => stream.write(wrongParse(), written));
    await new Promise((told) => stream.once("data", told));
    stream.destroy();
    expect((await first?.query("SELECT $1::int + 1 AS sum", [attempt]))?.rows).toEqual([
      { sum: attempt + 1 },
    ]);
  }
});

test("an error of one connection is answered to that one, and nobody else notices", async () => {
  const [first, second] = clients;
  const [wrong, right] = await Promise.allSettled([
    first?.query("SELECT $1::int", ["no number"]),
    second?.query("SELECT $1::int AS n", [7]),
  ]);
  expect(wrong?.status).toBe("rejected");
  expect(right).toMatchObject({ status: "fulfilled", value: { rows: [{ n: 7 }] } });
  expect((await first?.query("SELECT 2 AS n"))?.rows).toEqual([{ n: 2 }]);
});
