import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { expect, test } from "vitest";
import { embeddedTestDatabase } from "../../testing/databases.ts";
import { StatementQueue } from "./statement-queue.ts";
import { WalKeeper, limitWal } from "./wal.ts";

const SEGMENT_MEBIBYTES = 16;

test("the write-ahead log stays small however much is written, and only because it is looked after", async () => {
  const place = await embeddedTestDatabase();
  const dataDir = join(place.target.kind === "embedded" ? place.target.dataDir : "", "database");
  const first = await PGlite.create({ dataDir });
  await limitWal(first);
  await first.close();
  const database = await PGlite.create({ dataDir });
  const mebibytes = async (): Promise<number> =>
    (await readdir(join(dataDir, "pg_wal"))).filter((name) => /^[0-9A-F]{24}$/.test(name)).length *
    SEGMENT_MEBIBYTES;
  const write = (): Promise<unknown> =>
    database.exec("INSERT INTO wide SELECT repeat('x', 1000) FROM generate_series(1, 70000)");
  await database.exec("CREATE TABLE wide (text text)");
  await database.exec("CHECKPOINT");
  for (let round = 0; round < 3; round += 1) await write();
  expect(await mebibytes()).toBeGreaterThan(200);
  const keeper = new WalKeeper(database, new StatementQueue(database));
  expect(await keeper.look()).toBe(true);
  expect(await keeper.look()).toBe(false);
  for (let round = 0; round < 4; round += 1) {
    await write();
    await keeper.look();
    expect(await mebibytes()).toBeLessThanOrEqual(240);
  }
  await database.close();
  await place.remove();
});
