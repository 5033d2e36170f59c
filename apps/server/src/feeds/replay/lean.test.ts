import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newYorkTimeMs } from "@spotlight/market";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeZip } from "../../testing/zip.ts";
import { systemPacer } from "../pacer.ts";
import { leanDays, leanSymbols, parseTrades, readMinutes, readTrades } from "./lean.ts";
import { ReplayUnusable, createReplayFeed } from "./replay-feed.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "spotlight-lean-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function parsed(text: string) {
  const columns = parseTrades(Buffer.from(text, "latin1"), 1_000);
  const { count, suspicious, malformed } = columns;
  const rows = Array.from({ length: count }, (_, index) => [
    columns.eventMs[index],
    columns.price[index],
    columns.size[index],
    columns.flags[index],
  ]);
  return { rows, suspicious, malformed };
}

test("a row is time, price, size, exchange, hexadecimal flags and the collector's doubt", () => {
  expect(parsed("34200000,1455100,200,P,20000001,0\n").rows).toEqual([[34_201_000, 145.51, 200, 0x20000001]]);
});

test("times may carry decimals and count from their whole millisecond", () => {
  expect(parsed("5.999,10000,1,P,0,0\n").rows).toEqual([[1_005, 1, 1, 0]]);
});

test("flags are unsigned whatever their case", () => {
  expect(parsed("1,10000,1,P,FFFFFFFF,0\n1,10000,1,P,80aB,0\n").rows.map((row) => row[3])).toEqual([
    0xffffffff, 0x80ab,
  ]);
});

test("doubtful rows are left out and counted", () => {
  expect(parsed("1,10000,1,P,0,1\n2,10000,1,P,0,0\n")).toEqual({
    rows: [[1_002, 1, 1, 0]],
    suspicious: 1,
    malformed: 0,
  });
});

test.each(["", "x,10000,1,P,0,0", "1,,1,P,0,0", "1,10000,1,P,0", "1,10000,1,P,zz,0", "1,10000,1,P,0,0,9"])(
  "the malformed row %j is left out and counted, and the next is read",
  (row) => {
    const { rows, malformed } = parsed(`${row}\n2,10000,1,P,0,0\n`);
    expect({ rows, malformed }).toEqual({ rows: [[1_002, 1, 1, 0]], malformed: 1 });
  },
);

test("carriage returns and a missing last newline change nothing", () => {
  const rows = ["1,10000,1,P,0,0", "2,20000,2,Q,1,0"];
  const plain = parsed(`${rows.join("\n")}\n`);
  expect(plain.rows).toHaveLength(2);
  expect(parsed(rows.join("\n"))).toEqual(plain);
  expect(parsed(`${rows.join("\r\n")}\r\n`)).toEqual(plain);
});

test("an empty file has no rows", () => {
  expect(parsed("")).toEqual({ rows: [], suspicious: 0, malformed: 0 });
});

test("whatever the bytes are, reading ends and yields only finite numbers", () => {
  const digits = fc.string({ unit: fc.constantFrom(..."0123456789.,\n\rAfZ-".split("")), maxLength: 300 });
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    digits.map((text) => Buffer.from(text, "latin1")),
  );
  fc.assert(
    fc.property(bytes, (content) => {
      const { count, eventMs, price, size, suspicious, malformed } = parseTrades(content, 0);
      for (let index = 0; index < count; index += 1) {
        expect(Number.isFinite(eventMs[index])).toBe(true);
        expect(Number.isFinite(price[index])).toBe(true);
        expect(Number.isFinite(size[index])).toBe(true);
      }
      const lines = content.filter((byte) => byte === 10).length + 1;
      expect(count + suspicious + malformed).toBeLessThanOrEqual(lines);
    }),
    { numRuns: 500 },
  );
});

test("a folder's symbols and days are found, and its zips read", async () => {
  const root = join(folder, "good");
  const usa = join(root, "equity", "usa");
  await writeZip(join(usa, "tick/abc/20131008_trade.zip"), "t.csv", "34200000,10000,5,P,0,0\n");
  await writeZip(join(usa, "minute/abc/20131008_trade.zip"), "m.csv", "34200000,10000,20000,9000,15000,77\n");
  await writeZip(join(usa, "minute/xyz/20131010_trade.zip"), "m.csv", "");
  expect(await leanSymbols(root)).toEqual(["ABC", "XYZ"]);
  const [day] = await leanDays(root, "ABC");
  expect(day?.day).toBe("2013-10-08");
  const openMs = newYorkTimeMs("2013-10-08", 34_200_000);
  expect((await readTrades(day?.ticks ?? "", "2013-10-08")).eventMs[0]).toBe(openMs);
  const [minute] = await readMinutes(day?.minutes ?? "", "2013-10-08", "ABC");
  expect(minute).toMatchObject({ startMs: openMs, open: 1, high: 2, low: 0.9, close: 1.5, volume: 77 });
  expect((minute?.receivedMs ?? 0) - openMs).toBeGreaterThanOrEqual(61_000);
  expect((minute?.receivedMs ?? 0) - openMs).toBeLessThan(62_000);
});

test("a file that is no zip is named in the error", async () => {
  const file = join(folder, "rubbish.zip");
  await writeFile(file, "no zip at all");
  await expect(readTrades(file, "2013-10-08")).rejects.toThrow(`${file} is not a readable zip file`);
});

test("a folder without recorded days says what it must hold; days outside of the range do not count", async () => {
  const root = join(folder, "range");
  await writeZip(join(root, "equity/usa/minute/abc/20131008_trade.zip"), "m.csv", "");
  const options = { path: root, symbols: null, from: null, to: null, speed: null, pacer: systemPacer };
  await expect(createReplayFeed({ ...options, path: join(folder, "nowhere") })).rejects.toThrow(
    ReplayUnusable,
  );
  await expect(createReplayFeed({ ...options, from: "2013-10-09" })).rejects.toThrow(
    "no recorded days for ABC",
  );
  expect((await createReplayFeed(options)).listings().map(({ symbol }) => symbol)).toEqual(["ABC"]);
});
