import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import type { Client } from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { PostgresMarketLog } from "../log/postgres-log.ts";
import { type Database, type DatabaseTarget, connect, openDatabase, withClient } from "../store/database.ts";
import { DatabaseInUse } from "../store/writer.ts";
import { EmbeddedDatabase } from "../store/embedded/embedded.ts";
import { DataFolderInUse } from "../store/embedded/lock.ts";
import { applyMigrations, knownMigrations } from "../store/migrations.ts";
import {
  type TestDatabase,
  NO_POSTGRES,
  embeddedTestDatabase,
  postgresAnswers,
  postgresTestDatabase,
} from "../testing/databases.ts";
import { SAMPLE_ROWS, insertSamples } from "../testing/sample-rows.ts";
import { BackupUnusable, FORMAT_VERSION, MAGIC } from "./format.ts";
import { verifyBackup } from "./read.ts";
import { DatabaseNotEmpty, restoreBackup } from "./restore.ts";
import { PRODUCT_TABLES, existingTables } from "./tables.ts";
import { writeBackup } from "./write.ts";

const long = process.env["SPOTLIGHT_LONG"] === "1";

const CREATED_MS = Date.UTC(2026, 10, 23, 12, 34, 56);
const RESTORED_MS = Date.UTC(2026, 10, 25);
const PASSPHRASE = "correct horse battery";
const hasPostgres = await postgresAnswers();

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "spotlight-backup-"));
  cleanUps.push(() => rm(made, { recursive: true, force: true }));
  return made;
}

type Kind = DatabaseTarget["kind"];
const KINDS: readonly Kind[] = ["embedded", "server"];

async function place(kind: Kind): Promise<TestDatabase> {
  const made = await (kind === "embedded" ? embeddedTestDatabase() : postgresTestDatabase());
  cleanUps.push(() => made.remove());
  return made;
}

async function opened<Result>(
  target: DatabaseTarget,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  const database = await openDatabase(target, () => undefined);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

async function connected<Result>(
  target: DatabaseTarget,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  return opened(target, async (database) => withClient(await database.connect(), work));
}

/** Every row of every table in PostgreSQL's own words. */
async function contents(client: Client, schema = "public"): Promise<Record<string, string[]>> {
  const entries: [string, string[]][] = [];
  for (const table of PRODUCT_TABLES) {
    const { rows } = await client.query<{ row: string }>(`SELECT t::text AS row FROM ${schema}."${table}" t`);
    entries.push([table, rows.map(({ row }) => row).sort()]);
  }
  return Object.fromEntries(entries);
}

/** What a restore changes on purpose: it leaves a hole in the log and a line in the audit, and ends every session. */
function asRestored(all: Record<string, string[]>): Record<string, string[]> {
  const without = (table: string, mark: string): string[] =>
    (all[table] ?? []).filter((row) => !row.includes(mark));
  return {
    ...all,
    log_hole: without("log_hole", ",restore)"),
    audit_log: without("audit_log", ",restore,"),
    session: [],
  };
}

interface Made {
  readonly file: string;
  readonly rows: Record<string, string[]>;
}

async function backupOf(target: DatabaseTarget, passphrase: string | null = null): Promise<Made> {
  const dataDir = await folder();
  await writeFile(join(dataDir, "session-secret"), "the secret");
  const file = join(dataDir, "one.spotlight");
  const rows = await connected(target, async (client) => {
    await insertSamples(client, await existingTables(client));
    const wish = { client, dataDir, file, product: "9.9.9", createdMs: CREATED_MS, passphrase };
    await writeBackup(wish);
    return contents(client);
  });
  return { file, rows };
}

async function restored(
  target: DatabaseTarget,
  file: string,
  more: { replace?: boolean; passphrase?: string } = {},
) {
  const dataDir = target.kind === "embedded" ? target.dataDir : await folder();
  const backup = await verifyBackup(file, more.passphrase ?? null);
  const { replace = false } = more;
  const kept = await restoreBackup({ target, dataDir, backup, restoredMs: RESTORED_MS, replace });
  return { kept, dataDir };
}

/** Puts a right checksum under changed bytes: what remains to be caught is caught by the encryption. */
function withChecksum(bytes: Buffer): Buffer {
  const body = bytes.subarray(0, bytes.length - 32);
  return Buffer.concat([body, createHash("sha256").update(body).digest()]);
}

test("the sample rows cover every table of the product", () => {
  expect(Object.keys(SAMPLE_ROWS).sort()).toEqual(PRODUCT_TABLES);
});

describe.each(KINDS)("the %s database", (kind) => {
  test("has exactly the tables that are backed up", async ({ skip }) => {
    skip(kind === "server" && !hasPostgres, NO_POSTGRES);
    const { target } = await place(kind);
    const found = await connected(target, async (client) => {
      const { rows } = await client.query<{ name: string }>(
        "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'm')",
      );
      return rows.map(({ name }) => name).sort();
    });
    expect(found).toEqual(PRODUCT_TABLES);
  });
});

describe("a backup brings back every row of every table, to the last bit", () => {
  const pairs = KINDS.flatMap((from) => KINDS.map((to) => [from, to] as const));
  test.for(pairs)("from %s to %s", async ([from, to], { skip }) => {
    skip(!hasPostgres && (from === "server" || to === "server"), NO_POSTGRES);
    const source = await place(from);
    const goal = await place(to);
    const { file, rows } = await backupOf(source.target);
    for (const table of PRODUCT_TABLES) expect(rows[table]?.length, table).toBeGreaterThan(0);
    const { dataDir } = await restored(goal.target, file);
    expect(await connected(goal.target, contents).then(asRestored)).toEqual(asRestored(rows));
    expect(await readFile(join(dataDir, "session-secret"), "utf8")).toBe("the secret");
  });

  test(`from ${long ? "every schema" : "the oldest schema"} that a version has had`, async () => {
    const versions = knownMigrations();
    for (const until of long ? versions : versions.slice(0, 1)) {
      const dataDir = await folder();
      const file = join(dataDir, "old.spotlight");
      const embedded = await EmbeddedDatabase.open(dataDir, () => undefined);
      const client = await connect(embedded.address);
      await applyMigrations(client, until);
      await insertSamples(client, await existingTables(client));
      const wish = { client, dataDir, file, product: "0.0.1", createdMs: 1, passphrase: null };
      const head = await writeBackup(wish);
      await client.end();
      await embedded.close();
      expect(head.migrations.at(-1)).toBe(until);
      const goal = await place("embedded");
      await restored(goal.target, file);
      const rows = await connected(goal.target, contents);
      for (const { name, rows: count } of head.tables.filter(({ name }) => name !== "session"))
        expect(rows[name]?.length, name).toBeGreaterThanOrEqual(count);
    }
  });
});

describe("a restore", () => {
  test("keeps the former embedded database, and a secret that is newer than the backup's", async () => {
    const { target } = await place("embedded");
    const { file } = await backupOf(target);
    const dataDir = target.kind === "embedded" ? target.dataDir : "";
    await connected(target, (client) => client.query("DELETE FROM minute_fact"));
    await writeFile(join(dataDir, "session-secret"), "another");
    await mkdir(join(dataDir, "spool"));
    await writeFile(join(dataDir, "spool", "facts.jsonl"), "waiting");
    const { kept } = await restored(target, file);
    expect(existsSync(join(dataDir, "spool"))).toBe(false);
    const aside = join(dataDir, "spool.before-restore-20261125T000000", "facts.jsonl");
    expect(await readFile(aside, "utf8")).toBe("waiting");
    expect(kept).toBe(join(dataDir, "database.before-restore-20261125T000000"));
    expect(existsSync(kept ?? "")).toBe(true);
    expect(await readFile(join(dataDir, "session-secret"), "utf8")).toBe("another");
    expect((await connected(target, contents))["minute_fact"]?.length).toBeGreaterThan(0);
  });

  test.skipIf(!hasPostgres)(
    "refuses a server's database that has data, and with replace puts it aside",
    async () => {
      const { target } = await place("server");
      const { file, rows } = await backupOf(target);
      await connected(target, (client) =>
        client.query("UPDATE watched_symbol SET symbol = 'IBM' WHERE symbol = 'SPY'"),
      );
      const before = await connected(target, contents);
      await expect(restored(target, file)).rejects.toThrow(DatabaseNotEmpty);
      expect(await connected(target, contents)).toEqual(before);
      const { kept } = await restored(target, file, { replace: true });
      expect(kept).toBe("before_restore_20261125t000000");
      expect(await connected(target, contents).then(asRestored)).toEqual(asRestored(rows));
      expect(await connected(target, (client) => contents(client, kept ?? ""))).toEqual(before);
    },
  );

  test("is refused while another process has the data folder", async () => {
    const { target } = await place("embedded");
    const { file } = await backupOf(target);
    const dataDir = target.kind === "embedded" ? target.dataDir : "";
    const holder = { pid: process.ppid, host: hostname(), began: null };
    await writeFile(join(dataDir, "lock"), JSON.stringify(holder));
    await expect(restored(target, file)).rejects.toThrow(DataFolderInUse);
    expect(await readdir(dataDir)).not.toContain("restoring");
    await rm(join(dataDir, "lock"));
  });

  test("is refused while a server writes to the same PostgreSQL database", async ({ skip }) => {
    skip(!hasPostgres, NO_POSTGRES);
    const { target } = await place("server");
    const { file } = await backupOf(target);
    await opened(target, async () => {
      await expect(restored(target, file, { replace: true })).rejects.toThrow(DatabaseInUse);
    });
  });

  test("that was killed between its last two steps is ended at the next start", async () => {
    const { target } = await place("embedded");
    const { file, rows } = await backupOf(target);
    await restored(target, file);
    const dataDir = target.kind === "embedded" ? target.dataDir : "";
    await rename(join(dataDir, "database"), join(dataDir, "database.restored"));
    await mkdir(join(dataDir, "restoring"));
    expect(await connected(target, contents).then(asRestored)).toEqual(asRestored(rows));
    expect(
      (await readdir(dataDir)).filter((name) => name.startsWith("database.restored") || name === "restoring"),
    ).toEqual([]);
  });

  test("again and again hands out no cursor twice", async () => {
    const { target } = await place("embedded");
    const fact = { kind: "empty", symbol: "SPY", startMs: 0, learnedMs: 0, cause: null, body: {} } as const;
    const append = async (): Promise<number> =>
      opened(target, async ({ pool }) => {
        const log = await PostgresMarketLog.open(pool, "test");
        return (await log.append([fact], null))[0]?.cursor ?? 0;
      });
    const dataDir = await folder();
    const file = join(dataDir, "one.spotlight");
    const cursors = [await append()];
    await connected(target, (client) =>
      writeBackup({ client, dataDir, file, product: "1", createdMs: 1, passphrase: null }),
    );
    cursors.push(await append());
    for (const day of long ? [1, 2, 3, 4, 5] : [1, 2]) {
      const backup = await verifyBackup(file, null);
      const restoredMs = RESTORED_MS + day * 86_400_000;
      await restoreBackup({ target, dataDir, backup, restoredMs, replace: false });
      cursors.push(await append(), await append());
    }
    expect(cursors).toEqual([...new Set(cursors)].sort((a, b) => a - b));
    expect(cursors.at(-1)).toBeLessThan(Number.MAX_SAFE_INTEGER);
  });
});

describe("a file that is not a whole backup is refused with one sentence, and nothing changes", () => {
  let source: TestDatabase;
  let plain: Buffer;
  let sealed: Buffer;
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "spotlight-backup-"));
    source = await embeddedTestDatabase();
    const made = await backupOf(source.target);
    plain = await readFile(made.file);
    await connected(source.target, (client) =>
      writeBackup({
        client,
        dataDir: dir,
        file: join(dir, "sealed.spotlight"),
        product: "9.9.9",
        createdMs: CREATED_MS,
        passphrase: PASSPHRASE,
      }),
    );
    sealed = await readFile(join(dir, "sealed.spotlight"));
  });
  afterAll(async () => {
    await source.remove();
    await rm(dir, { recursive: true, force: true });
  });

  async function refusal(bytes: Buffer, passphrase: string | null = PASSPHRASE): Promise<string> {
    const file = join(dir, "broken.spotlight");
    await writeFile(file, bytes);
    const error: unknown = await verifyBackup(file, passphrase).then(
      () => new Error("the file was taken for a backup"),
      (refused: unknown) => refused,
    );
    expect(error).toBeInstanceOf(BackupUnusable);
    return (error as BackupUnusable).message;
  }

  test("cut off anywhere", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(plain, sealed),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (bytes, share) => {
          expect(await refusal(bytes.subarray(0, Math.floor(share * (bytes.length - 1))))).toMatch(
            /^[A-Z/].*\.$/,
          );
        },
      ),
      { numRuns: 100 },
    );
  });

  test("with a bit flipped anywhere, or bytes inserted", async () => {
    const where = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(plain, sealed),
        where,
        fc.integer({ min: 0, max: 7 }),
        fc.boolean(),
        async (bytes, share, bit, insert) => {
          const at = Math.floor(share * bytes.length);
          const broken = insert
            ? Buffer.concat([bytes.subarray(0, at), Buffer.of(bit), bytes.subarray(at)])
            : Buffer.from(bytes);
          if (!insert) broken.writeUInt8(broken.readUInt8(at) ^ (1 << bit), at);
          expect(await refusal(broken)).toMatch(/^[A-Z/].*\.$/);
        },
      ),
      { numRuns: 200 },
    );
  });

  test("encrypted, and forged under a right checksum", async () => {
    const headEnd = 18 + sealed.readUInt32BE(14);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: headEnd, max: sealed.length - 33 }), async (at) => {
        const forged = Buffer.from(sealed);
        forged.writeUInt8(forged.readUInt8(at) ^ 1, at);
        expect(await refusal(withChecksum(forged))).toMatch(/passphrase is wrong|damaged/);
      }),
      { numRuns: 10 },
    );
    const head = Buffer.from(sealed.toString("latin1").replace("9.9.9", "9.9.8"), "latin1");
    expect(await refusal(withChecksum(head))).toBe("The passphrase is wrong.");
  });

  test("with a wrong passphrase, or none", async () => {
    expect(await refusal(sealed, "wrong horse battery")).toBe("The passphrase is wrong.");
    expect(await refusal(sealed, null)).toContain("no passphrase was given");
    expect(sealed.includes("minute_fact")).toBe(true);
    expect(sealed.includes("the secret")).toBe(false);
  });

  test("of a newer format, of another kind, or missing", async () => {
    const newer = Buffer.from(plain);
    newer.writeUInt16BE(FORMAT_VERSION + 1, MAGIC.length);
    expect(await refusal(withChecksum(newer))).toContain("update Spotlight Trader");
    expect(await refusal(Buffer.from("no backup at all"))).toContain("is not a backup");
    expect(await refusal(Buffer.alloc(0))).toContain("is not a backup");
    await expect(verifyBackup(join(dir, "absent"), null)).rejects.toThrow(BackupUnusable);
  });

  test("of a newer version's schema, after which the database is as it was", async () => {
    const file = join(dir, "future.spotlight");
    const last = String(knownMigrations().at(-1));
    const bytes = Buffer.from(plain.toString("latin1").replace(last, "9".repeat(last.length)), "latin1");
    await writeFile(file, withChecksum(bytes));
    const { target } = await place("embedded");
    const { rows } = await backupOf(target);
    await expect(restored(target, file)).rejects.toThrow(/made by version 9\.9\.9/);
    expect(await connected(target, contents)).toEqual(rows);
  });

  test("and the right passphrase opens it", async () => {
    const file = join(dir, "sealed.spotlight");
    const { target } = await place("embedded");
    await copyFile(file, join(dir, "copy.spotlight"));
    await restored(target, join(dir, "copy.spotlight"), { passphrase: PASSPHRASE });
    const rows = await connected(target, contents);
    expect(asRestored(rows)).toEqual(asRestored(await connected(source.target, contents)));
  });
});
