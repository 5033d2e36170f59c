import { chmod, mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { SOCKET_FOLDER_PREFIX, makeSocketFolder } from "./socket-folder.ts";

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "spotlight-socket-"));
  folders.push(made);
  return made;
}

test("the socket's folder lies in the data folder, for this user alone, and is empty", async ({ skip }) => {
  skip(process.platform === "win32", "Windows has no socket files here");
  const dataDir = await folder();
  await chmod(dataDir, 0o755);
  const made = await makeSocketFolder(dataDir, ".s.PGSQL.5432");
  expect(made.startsWith(join(dataDir, SOCKET_FOLDER_PREFIX))).toBe(true);
  expect((await stat(made)).mode & 0o077).toBe(0);
  expect(await readdir(made)).toEqual([]);
});

test("where the path would be too long it lies in the temporary folder, and nothing stays behind", async ({
  skip,
}) => {
  skip(process.platform === "win32", "Windows has no socket files here");
  const dataDir = join(await folder(), "x".repeat(100));
  await mkdir(dataDir);
  const made = await makeSocketFolder(dataDir, ".s.PGSQL.5432");
  folders.push(made);
  expect(made.startsWith(dataDir)).toBe(false);
  expect((await stat(made)).mode & 0o077).toBe(0);
  expect(await readdir(dataDir)).toEqual([]);
});
