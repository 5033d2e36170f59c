import { FLAG_DEFAULTS, coachSettingsSchema } from "@spotlight/contracts";
import fc from "fast-check";
import type { Client } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Database, openDatabase } from "../store/database.ts";
import { type TestDatabase, embeddedTestDatabase } from "../testing/databases.ts";
import { exportLines } from "./export.ts";
import { EXPORT_VERSION, ExportUnusable } from "./format.ts";
import { type ImportReport, importLines } from "./import.ts";
import { SECTIONS } from "./sections.ts";

const NOW_MS = Date.UTC(2026, 10, 24);
const HEAD = JSON.stringify({
  format: "spotlight-export",
  version: EXPORT_VERSION,
  product: "0.1.0",
  createdMs: 1,
});

let place: TestDatabase;
let database: Database;
let client: Client;

beforeAll(async () => {
  place = await embeddedTestDatabase();
  database = await openDatabase(place.target, () => undefined);
  client = await database.connect();
});
beforeEach(async () => {
  await client.query("TRUNCATE watched_symbol, flag, rule, rule_version, journal_entry, memory, passage");
});
afterAll(async () => {
  await client.end();
  await database.close();
  await place.remove();
});

async function exported(): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of exportLines(client, "0.1.0", NOW_MS)) lines.push(line);
  return lines;
}

async function* asStream(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}

function imported(lines: readonly string[], dryRun = false): Promise<ImportReport> {
  return importLines(client, asStream(lines), { dryRun, nowMs: NOW_MS });
}

async function fill(): Promise<void> {
  await client.query("INSERT INTO watched_symbol VALUES ('sim:1', 'SPY', true), ('replay', 'BRK.B', false)");
  await client.query("INSERT INTO flag VALUES ('chartMaxFps', '30', 1), ('streamTicks', 'false', 2)");
  await client.query("INSERT INTO owner VALUES ('me', 0) ON CONFLICT DO NOTHING");
  await client.query("TRUNCATE rule, rule_version");
  await client.query(
    "INSERT INTO rule SELECT id, 'me', id, 1, true, 1, 1 FROM unnest(ARRAY['a', 'b']) AS id",
  );
  await client.query("INSERT INTO rule_version SELECT id, 1, 'long', 1 FROM unnest(ARRAY['a', 'b']) AS id");
  await client.query("TRUNCATE journal_entry, memory, passage");
  await client.query(
    `INSERT INTO memory SELECT 'me', id, 'insight', 'Title', 'é', '{"kind": "written"}', 1, 1, 1, 1
     FROM unnest(ARRAY['m1', 'm2']) AS id`,
  );
  await client.query(
    `INSERT INTO passage (owner, memory, position, title, text, place)
     SELECT 'me', 'm1', at, 'Title', 'é "text"', '{"page": 1, "heading": null, "offset": 0}' FROM generate_series(0, 2) AS at`,
  );
  await client.query(
    `INSERT INTO journal_entry
     SELECT id, 'me', '2026-06-01', 5, 6, 'note', 'SPY', 'Title', 'é "text"', '["a"]', '[]', '[]', 1, 7, 8
     FROM unnest(ARRAY['j1', 'j2']) AS id`,
  );
  await client.query("INSERT INTO coach_settings VALUES ('me', $1, 1) ON CONFLICT DO NOTHING", [
    JSON.stringify(coachSettingsSchema.parse({ name: "Ada" })),
  ]);
}

test("every kind of a person's records goes out and comes in again, and twice is as once", async () => {
  await fill();
  const lines = await exported();
  for (const { kind } of SECTIONS)
    expect(lines.filter((line) => line.includes(`"${kind}"`)).length, kind).toBeGreaterThan(0);
  const same = lines.length - 1;
  expect(await imported(lines)).toEqual({ added: 0, changed: 0, same, rejected: [] });
  await client.query(
    "TRUNCATE watched_symbol, flag, rule, rule_version, coach_settings, journal_entry, memory, passage",
  );
  expect(await imported(lines, true)).toEqual({ added: same, changed: 0, same: 0, rejected: [] });
  expect(await exported()).toHaveLength(1);
  expect(await imported(lines)).toEqual({ added: same, changed: 0, same: 0, rejected: [] });
  expect(await imported(lines)).toEqual({ added: 0, changed: 0, same, rejected: [] });
  expect(await exported()).toEqual(lines);
});

test("a value that differs is changed, and what the file does not name stays", async () => {
  await fill();
  const line = JSON.stringify({ kind: "flag", data: { name: "chartMaxFps", value: 120 } });
  expect(await imported([HEAD, line], true)).toMatchObject({ changed: 1 });
  expect(await imported([HEAD, line])).toMatchObject({ added: 0, changed: 1, same: 0 });
  const { rows } = await client.query("SELECT name, value FROM flag ORDER BY name");
  expect(rows).toEqual([
    { name: "chartMaxFps", value: 120 },
    { name: "streamTicks", value: false },
  ]);
  expect(FLAG_DEFAULTS.chartMaxFps).not.toBe(120);
});

function ruleLine(id: string): string {
  return JSON.stringify({ kind: "rule", data: { id, name: id, enabled: true, source: "short" } });
}

test("another text of a rule is its next version; a deleted rule stays deleted", async () => {
  await fill();
  await client.query("UPDATE rule SET deleted_ms = 5 WHERE id = 'b'");
  expect(await imported([HEAD, ruleLine("a"), ruleLine("b")])).toMatchObject({
    added: 0,
    changed: 1,
    same: 1,
  });
  const { rows } = await client.query(
    "SELECT rule, version, source FROM rule_version ORDER BY rule, version",
  );
  expect(rows).toEqual([
    { rule: "a", version: 1, source: "long" },
    { rule: "a", version: 2, source: "short" },
    { rule: "b", version: 1, source: "long" },
  ]);
});

describe("a line that is not right", () => {
  const good = JSON.stringify({ kind: "watched_symbol", data: { source: "sim:1", symbol: "SPY" } });

  test.each([
    ["not JSON", "{"],
    ["no kind", "{}"],
    ["of a kind that is not there", '{"kind":"rules","data":{}}'],
    ["of the prototype", '{"kind":"__proto__","data":{}}'],
    ["of a symbol that is none", '{"kind":"watched_symbol","data":{"source":"sim:1","symbol":"no symbol"}}'],
    [
      "with more than it should have",
      '{"kind":"watched_symbol","data":{"source":"a","symbol":"SPY","warmed":true}}',
    ],
    ["with a flag's value out of range", '{"kind":"flag","data":{"name":"chartMaxFps","value":9999}}'],
    ["too long", JSON.stringify({ kind: "x".repeat(2_000_000), data: null })],
  ])("%s is reported with its number, and the others are taken", async (_what, line) => {
    const report = await imported([HEAD, "", line, good]);
    expect(report).toMatchObject({ added: 1, rejected: [{ line: 3 }] });
    expect(report.rejected[0]?.reason.length).toBeGreaterThan(10);
    expect(report.rejected[0]?.reason.length).toBeLessThan(300);
  });

  test("whatever it holds, is reported or taken, never thrown", async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), async (line) => {
        const { added, changed, same, rejected } = await imported([HEAD, line], true);
        expect(added + changed + same + rejected.length).toBe(1);
      }),
      { numRuns: 200 },
    );
  });
});

test.each([
  [[], "empty"],
  [["{}"], "no export"],
  [["not JSON"], "no export"],
  [
    [HEAD.replace(`"version":${EXPORT_VERSION}`, `"version":${EXPORT_VERSION + 1}`)],
    "update Spotlight Trader",
  ],
])("a file that is no export is refused: %j", async (lines, reason) => {
  await fill();
  const before = await exported();
  const more = JSON.stringify({ kind: "watched_symbol", data: { source: "a", symbol: "IBM" } });
  const refused = imported(lines.length === 0 ? [] : [...lines, more]);
  await expect(refused).rejects.toThrow(ExportUnusable);
  await expect(refused).rejects.toThrow(reason);
  expect(await exported()).toEqual(before);
});
