import { execFile } from "node:child_process";
import { rename, rm, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import type { HistoryAnswer, ReadinessReport } from "@spotlight/contracts";
import { describe, expect, test } from "vitest";
import { type TestDatabase, embeddedTestDatabase } from "../testing/databases.ts";
import { PrivatePostgres, postgresPrograms } from "../testing/private-postgres.ts";
import { ServerProcess } from "../testing/server-process.ts";

const run = promisify(execFile);
/** From the fault, and its end, to the answer that tells of it. */
const WITHIN_MS = 5_000;

const settings = { FEED: "sim", HISTORY_DAYS: "2", SYMBOLS: "SPY", FEED_STALE_MS: "2000", SIM_SPEED: "60" };

async function readiness(server: ServerProcess): Promise<{ status: number; report: ReadinessReport } | null> {
  const answer = await fetch(`${server.url}/api/readyz`, { signal: AbortSignal.timeout(1_000) }).catch(
    () => null,
  );
  return answer === null ? null : { status: answer.status, report: (await answer.json()) as ReadinessReport };
}

/** Waits for 503 that names exactly these checks, with a sentence for each. */
async function expectUnready(server: ServerProcess, ...checks: readonly string[]): Promise<void> {
  const began = performance.now();
  for (;;) {
    const seen = await readiness(server);
    if (seen?.status === 503 && checks.every((check) => seen.report.checks[check] === false)) {
      expect(seen.report.ok).toBe(false);
      for (const check of checks) expect(seen.report.reasons[check]).toMatch(/^[A-Z].{10,}\.$/);
      return;
    }
    if (performance.now() - began > WITHIN_MS)
      throw new Error(`not ${checks.join()} but ${JSON.stringify(seen)}\n${server.output}`);
    await delay(50);
  }
}

async function expectReady(server: ServerProcess, withinMs = WITHIN_MS): Promise<void> {
  const began = performance.now();
  for (let seen = await readiness(server); seen?.status !== 200; seen = await readiness(server)) {
    if (performance.now() - began > withinMs)
      throw new Error(`not ready: ${JSON.stringify(seen)}\n${server.output}`);
    await delay(50);
  }
}

async function debug(server: ServerProcess, path: string, body: unknown): Promise<void> {
  const answer = await fetch(`${server.url}/debug/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(204);
}

function folderOf({ target }: TestDatabase): string {
  return target.kind === "embedded" ? target.dataDir : "";
}

describe("P3 readiness tells the truth", () => {
  test("while starting, and about a feed that is killed or mute, a blocked event loop, and the end", async () => {
    const place = await embeddedTestDatabase();
    const server = await ServerProcess.prepare({ ...settings, DATA_DIR: folderOf(place) });
    server.spawn();
    await expectUnready(server, "history", "feed");
    await server.ready();

    await debug(server, "feed", { fault: "killed" });
    await expectUnready(server, "feed");
    await debug(server, "feed", { fault: "none" });
    await expectReady(server);

    await debug(server, "feed", { fault: "mute" });
    await expectUnready(server, "feed");
    await debug(server, "feed", { fault: "none" });
    await expectReady(server);

    await debug(server, "block", { forMs: 2_000 });
    await expectUnready(server, "eventLoop");
    await expectReady(server, 2 * WITHIN_MS);

    const stopped = server.stop();
    await expectUnready(server, "draining");
    expect(await stopped).toBe(0);
    await place.remove();
  });

  test("about an embedded database whose folder is taken away and brought back, and loses no bar", async () => {
    const place = await embeddedTestDatabase();
    const server = await ServerProcess.prepare({ ...settings, DATA_DIR: folderOf(place) });
    await server.start();
    const database = join(folderOf(place), "database");
    const before = await cursorOf(server);
    await rename(database, `${database}.away`);
    await expectUnready(server, "database");
    const during = await cursorOf(server);
    await expect.poll(() => cursorOf(server), { timeout: 20_000 }).toBeGreaterThan(during);
    await rename(`${database}.away`, database);
    await expectReady(server, 2 * WITHIN_MS);
    const history = await server.get<{ cursor: number; bars: unknown[] }>(
      "/api/history?symbol=SPY&limit=100",
    );
    expect(history.cursor).toBeGreaterThan(before);
    expect(await server.stop()).toBe(0);
    await server.start();
    const after = await server.get<{ bars: unknown[] }>("/api/history?symbol=SPY&limit=200");
    for (const bar of history.bars) expect(after.bars).toContainEqual(bar);
    await server.stop();
    await place.remove();
  });

  test("about a PostgreSQL server that is stopped, or frozen, and comes back", async ({ skip }) => {
    const bin = postgresPrograms();
    if (bin === null) return skip("no PostgreSQL programs are installed in /usr/lib/postgresql");
    const postgres = await PrivatePostgres.start(bin);
    const place = await embeddedTestDatabase();
    const server = await ServerProcess.prepare({
      ...settings,
      DATA_DIR: folderOf(place),
      DATABASE_URL: postgres.url,
    });
    await server.start();
    await postgres.down();
    await expectUnready(server, "database");
    await postgres.up();
    await expectReady(server);
    await postgres.freeze();
    await expectUnready(server, "database");
    await postgres.thaw();
    await expectReady(server);
    expect(await server.stop()).toBe(0);
    await postgres.remove();
    await place.remove();
  });

  test("about a full disk, and loses no bar", async ({ skip }) => {
    const place = await embeddedTestDatabase();
    const dataDir = folderOf(place);
    const mounted = await mountSmall(dataDir, 400);
    if (!mounted) {
      await place.remove();
      return skip("a small file system cannot be mounted here (it takes root)");
    }
    try {
      const server = await ServerProcess.prepare({ ...settings, DATA_DIR: dataDir });
      await server.start();
      await fill(join(dataDir, "filler"));
      await expectUnready(server, "disk");
      await delay(1_500);
      const history = await server.get<HistoryAnswer>("/api/history?symbol=SPY&limit=50");
      await rm(join(dataDir, "filler"));
      await expectReady(server, 4 * WITHIN_MS);
      const after = await server.get<HistoryAnswer>("/api/history?symbol=SPY&limit=200");
      const known = new Map(after.bars.map((bar) => [bar.seq, bar]));
      // Each bar is there as it was, or as a later revision of it.
      for (const bar of history.bars) {
        const now = known.get(bar.seq);
        if (now?.rev === bar.rev) expect(now).toEqual(bar);
        else expect(now?.rev).toBeGreaterThan(bar.rev);
      }
      expect(await server.stop()).toBe(0);
    } finally {
      await run("umount", ["-l", dataDir]);
      await place.remove();
    }
  });
});

async function cursorOf(server: ServerProcess): Promise<number> {
  return (await server.get<{ cursor: number }>("/api/history?symbol=SPY&limit=1")).cursor;
}

/** Mounts a small file system over an empty folder; false where that is not allowed. */
async function mountSmall(folder: string, mebibytes: number): Promise<boolean> {
  return run("mount", ["-t", "tmpfs", "-o", `size=${mebibytes}m`, "tmpfs", folder]).then(
    () => true,
    () => false,
  );
}

/** Writes until nothing is free. */
async function fill(file: string): Promise<void> {
  const { bavail, bsize } = await statfs(join(file, ".."));
  await writeFile(file, Buffer.alloc(bavail * bsize)).catch(() => undefined);
}
