import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../testing/cli-process.ts";
import { type TestDatabase, embeddedTestDatabase } from "../testing/databases.ts";
import { ServerProcess } from "../testing/server-process.ts";

let place: TestDatabase;
let folder: string;
let environment: Readonly<Record<string, string>>;

beforeAll(async () => {
  place = await embeddedTestDatabase();
  folder = await mkdtemp(join(tmpdir(), "spotlight-own-"));
  environment = { DATA_DIR: place.target.kind === "embedded" ? place.target.dataDir : "" };
});
afterAll(async () => {
  await place.remove();
  await rm(folder, { recursive: true, force: true });
});

test("one's own data leaves a running server and comes into another installation, once", async () => {
  const server = await ServerProcess.prepare({ ...environment, SYMBOLS: "SPY,QQQ", HISTORY_DAYS: "1" });
  await server.start();
  const file = join(folder, "mine.jsonl");
  try {
    const exported = await runCli(["export", "--out", file, "--json"], environment);
    expect(exported).toMatchObject({ code: 0, err: "" });
    expect(JSON.parse(exported.out)).toMatchObject({ records: 2 });
    const refused = await runCli(["import", file], environment);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining(String(server.pid)) as string });
  } finally {
    await server.stop();
  }
  const whole = await readFile(file, "utf8");
  expect((await runCli(["export"], environment)).out.split("\n").slice(1)).toEqual(
    whole.split("\n").slice(1),
  );

  const other = { DATA_DIR: join(folder, "other") };
  const preview = await runCli(["import", file, "--dry-run", "--json"], other);
  expect(JSON.parse(preview.out)).toMatchObject({ dryRun: true, added: 2 });
  const first = await runCli(["import", file, "--json"], other);
  expect(JSON.parse(first.out)).toMatchObject({ dryRun: false, added: 2, rejected: [] });
  const again = await runCli(["import", file, "--json"], other);
  expect(JSON.parse(again.out)).toMatchObject({ added: 0, same: 2 });

  await writeFile(file, `${whole}{"kind":"watched_symbol","data":{"symbol":"no symbol"}}\n`);
  const partly = await runCli(["import", file], other);
  expect(partly).toMatchObject({ code: 1, err: "" });
  expect(partly.out).toContain("line 4: ");
  await writeFile(file, "not an export\n");
  expect(await runCli(["import", file], other)).toMatchObject({ code: 2 });
});
