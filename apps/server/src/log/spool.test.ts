import { appendFile, mkdtemp, readFile, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Fact } from "./market-log.ts";
import { Spool, type SpoolRecord } from "./spool.ts";

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "spotlight-spool-"));
  file = join(folder, "spool", "facts.jsonl");
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

const fact = (cursor: number): Fact => ({
  cursor,
  kind: "gap",
  symbol: "SPY",
  startMs: cursor * 60_000,
  learnedMs: cursor,
  cause: null,
  body: { reason: `line\n${cursor} “é”` },
});
const record = (cursor: number): SpoolRecord => ({
  source: "sim:1",
  facts: [fact(cursor), fact(cursor + 1)],
  progress: { runKey: "sim", startMs: 0, positionMs: cursor, ended: false },
});

test("what was added is found again, until it is cleared", async () => {
  const spool = new Spool(file, "db");
  await spool.append(record(1));
  await spool.append(record(3));
  expect(await new Spool(file, "db").recover()).toEqual([record(1), record(3)]);
  await spool.clear();
  expect(spool.bytes).toBe(0);
  expect(await new Spool(file, "db").recover()).toEqual([]);
  await spool.append(record(5));
  expect(await new Spool(file, "db").recover()).toEqual([record(5)]);
  await spool.close();
});

test("a file cut off at any byte gives whole records only, and goes on after them", async () => {
  const spool = new Spool(file, "db");
  const ends: number[] = [];
  for (const cursor of [1, 3, 5]) {
    await spool.append(record(cursor));
    ends.push(spool.bytes);
  }
  await spool.close();
  const whole = await readFile(file);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: whole.length }), async (bytes) => {
      await writeFile(file, whole);
      await truncate(file, bytes);
      const again = new Spool(file, "db");
      const expected = [1, 3, 5].filter((_, index) => (ends[index] ?? 0) <= bytes).map(record);
      expect(await again.recover()).toEqual(expected);
      await again.append(record(9));
      expect(await new Spool(file, "db").recover()).toEqual([...expected, record(9)]);
      await again.close();
    }),
    { numRuns: 150, verbose: true },
  );
});

test("a line that was damaged is not believed, nor what follows it", async () => {
  const spool = new Spool(file, "db");
  await spool.append(record(1));
  await spool.append(record(3));
  await spool.close();
  const text = await readFile(file, "utf8");
  await writeFile(file, text.replace('"positionMs":3', '"positionMs":4'));
  await appendFile(file, "nonsense\n");
  expect(await new Spool(file, "db").recover()).toEqual([record(1)]);
});

test("the spool of another database is put aside, not read and not lost", async () => {
  const spool = new Spool(file, "db");
  await spool.append(record(1));
  await spool.close();
  expect(await new Spool(file, "another").recover()).toEqual([]);
  const [aside] = await readdir(join(folder, "spool"));
  expect(aside).toContain("aside");
});
