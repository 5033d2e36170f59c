import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { DataFolderInUse, livingHolder, lockDataFolder } from "./embedded/lock.ts";

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "spotlight-store-"));
  cleanUps.push(() => rm(made, { recursive: true, force: true }));
  return made;
}

describe("the data folder's lock", () => {
  test("refuses a second holder by the process that has it", async () => {
    const dir = await folder();
    await writeFile(join(dir, "lock"), JSON.stringify({ pid: process.ppid, host: hostname(), began: null }));
    const refused = lockDataFolder(dir);
    await expect(refused).rejects.toThrow(DataFolderInUse);
    await expect(refused).rejects.toThrow(String(process.ppid));
  });

  test("tells other processes where the holder's database answers", async () => {
    const dir = await folder();
    expect(await livingHolder(dir)).toBeNull();
    const database = { host: "/somewhere", port: 5432 };
    const holder = { pid: process.ppid, host: hostname(), began: null, database };
    await writeFile(join(dir, "lock"), JSON.stringify(holder));
    expect(await livingHolder(dir)).toEqual(holder);
  });

  test("takes over what a dead process, or rubbish, left behind", async () => {
    for (const left of [JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), began: "1" }), "rubbish", ""]) {
      const dir = await folder();
      await writeFile(join(dir, "lock"), left);
      const lock = await lockDataFolder(dir);
      await lock.announce({ host: "/somewhere", port: 1 });
      expect(JSON.parse(await readFile(join(dir, "lock"), "utf8"))).toMatchObject({
        pid: process.pid,
        database: { host: "/somewhere", port: 1 },
      });
      await lock.release();
      expect(existsSync(join(dir, "lock"))).toBe(false);
    }
  });
});
