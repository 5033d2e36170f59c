import { existsSync } from "node:fs";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { PostgresMarketLog } from "../log/postgres-log.ts";
import { backUp } from "../ops/backups.ts";
import { embeddedTestDatabase } from "../testing/databases.ts";
import { openDatabase } from "./database.ts";
import { restoreBackup } from "./embedded/embedded.ts";
import { DataFolderInUse, lockDataFolder } from "./embedded/lock.ts";

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "spotlight-store-"));
  cleanUps.push(() => rm(made, { recursive: true, force: true }));
  return made;
}

const empty = (startMs: number) =>
  ({ kind: "empty", symbol: "SPY", startMs, learnedMs: startMs, cause: null, body: {} }) as const;

describe("the data folder's lock", () => {
  test("refuses a second holder by the process that has it", async () => {
    const dir = await folder();
    await writeFile(join(dir, "lock"), JSON.stringify({ pid: process.ppid, host: hostname(), began: null }));
    const refused = lockDataFolder(dir);
    await expect(refused).rejects.toThrow(DataFolderInUse);
    await expect(refused).rejects.toThrow(String(process.ppid));
  });

  test("takes over what a dead process, or rubbish, left behind", async () => {
    for (const left of [JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), began: "1" }), "rubbish", ""]) {
      const dir = await folder();
      await writeFile(join(dir, "lock"), left);
      const lock = await lockDataFolder(dir);
      expect(JSON.parse(await readFile(join(dir, "lock"), "utf8"))).toMatchObject({ pid: process.pid });
      await lock.release();
      expect(existsSync(join(dir, "lock"))).toBe(false);
    }
  });
});

describe("backups of the embedded database", () => {
  test("bring back what was there, keep what is replaced, and refuse rubbish without a change", async () => {
    const place = await embeddedTestDatabase();
    cleanUps.push(() => place.remove());
    const { target } = place;
    const dataDir = target.kind === "embedded" ? target.dataDir : "";
    const backups = await folder();
    const database = await openDatabase(target, () => undefined);
    const log = await PostgresMarketLog.open(database.pool, "sim:1");
    await log.append([empty(0)], null);
    const plan = {
      folder: backups,
      everyHours: 24,
      keep: 2,
      wallMs: () => Date.UTC(2026, 0, 1),
      write: database.backup ?? (async () => 0),
    };
    const file = await backUp(plan);
    await log.append([empty(60_000)], null);
    for (const day of [2, 3, 4])
      await backUp({
        ...plan,
        wallMs: () => Date.UTC(2026, 0, day),
        write: async (path) => writeFile(path, "").then(() => 0),
      });
    expect((await readdir(backups)).sort()).toEqual([
      "spotlight-20260103T000000.tar.gz",
      "spotlight-20260104T000000.tar.gz",
    ]);
    await database.backup?.(file);
    await log.append([empty(120_000)], null);
    await database.close();

    const rubbish = join(backups, "rubbish.tar.gz");
    await writeFile(rubbish, "no archive");
    await expect(restoreBackup(dataDir, rubbish, "test")).rejects.toThrow(/./);
    const former = await restoreBackup(dataDir, file, "test");
    expect(former).toMatch(/before-restore-test$/);
    expect(existsSync(former ?? "")).toBe(true);
    const restored = await openDatabase(target, () => undefined);
    const minutes = await (await PostgresMarketLog.open(restored.pool, "sim:1")).minutes("SPY", 0, 1e15);
    await restored.close();
    expect(minutes.map(({ startMs }) => startMs)).toEqual([0, 60_000]);
  });
});
