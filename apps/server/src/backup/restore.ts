import { existsSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Client } from "pg";
import { type DatabaseTarget, connect, withClient } from "../store/database.ts";
import { takeWriterLock } from "../store/writer.ts";
import { SPOOL_FOLDER } from "../log/spool.ts";
import { replaceEmbeddedDatabase } from "../store/embedded/embedded.ts";
import type { Backup } from "./read.ts";
import { type KeptFile, restoreInto } from "./restore-into.ts";
import { stampOf } from "./stamp.ts";
import { existingTables, quoted } from "./tables.ts";
import { KEPT_FILES } from "./write.ts";

/** The database has data, and nobody said that it may be put aside. */
export class DatabaseNotEmpty extends Error {
  constructor() {
    super("The database is not empty: say --replace to put what it holds aside in a schema of its own.");
  }
}

/** What is restored where. */
export interface RestoreWish {
  readonly target: DatabaseTarget;
  readonly dataDir: string;
  readonly backup: Backup;
  readonly restoredMs: number;
  /** Whether a server's database that has data may be put aside. The embedded one always is. */
  readonly replace: boolean;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Puts a checked backup in the place of what is there. Everything happens or nothing does.
 *
 * @returns where the former data is kept (a folder, or a schema of the database); null when there was none.
 * @throws {DatabaseNotEmpty}, BackupUnusable, DataFolderInUse or DatabaseInUse; nothing has changed then.
 */
export async function restoreBackup(wish: RestoreWish): Promise<string | null> {
  const { target, dataDir, restoredMs } = wish;
  let files: readonly KeptFile[] = [];
  const fill = async (client: Client): Promise<void> => {
    files = await restoreInto(client, wish.backup, restoredMs, wish.onProgress);
  };
  const kept =
    target.kind === "embedded"
      ? await replaceEmbeddedDatabase(target.dataDir, stampOf(restoredMs), async (address) => {
          await withClient(await connect(address), (client) => inTransaction(client, () => fill(client)));
        })
      : await replaceInServer(target.url, wish, fill);
  await putSpoolAside(dataDir, stampOf(restoredMs));
  await keepFiles(dataDir, files);
  return kept;
}

async function replaceInServer(
  url: string,
  { replace, restoredMs }: RestoreWish,
  fill: (client: Client) => Promise<void>,
): Promise<string | null> {
  const schema = `before_restore_${stampOf(restoredMs).toLowerCase()}`;
  return withClient(await connect({ connectionString: url }), async (client) => {
    await takeWriterLock(client);
    return inTransaction(client, async () => {
      const kept = await putAside(client, replace, schema);
      await fill(client);
      return kept;
    });
  });
}

/** Moves the product's tables into a schema of their own; empty ones are dropped. */
async function putAside(client: Client, replace: boolean, schema: string): Promise<string | null> {
  const tables = await existingTables(client);
  const functions = await triggerFunctionsOf(client, tables);
  if (await areEmpty(client, tables)) {
    if (tables.length > 0) await client.query(`DROP TABLE ${tables.map(inPublic).join(", ")}`);
    for (const name of functions) await client.query(`DROP FUNCTION ${name}`);
    await client.query("DROP TABLE IF EXISTS drizzle.__drizzle_migrations");
    return null;
  }
  if (!replace) throw new DatabaseNotEmpty();
  const to = `SET SCHEMA ${quoted(schema)}`;
  await client.query(`CREATE SCHEMA ${quoted(schema)}`);
  for (const table of [...tables.map(inPublic), "drizzle.__drizzle_migrations"])
    await client.query(`ALTER TABLE ${table} ${to}`);
  for (const name of functions) await client.query(`ALTER FUNCTION ${name} ${to}`);
  return schema;
}

/** Functions that the tables' triggers call; the migrations made them, and make them again. */
async function triggerFunctionsOf(client: Client, tables: readonly string[]): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT DISTINCT tgfoid::regprocedure::text AS name FROM pg_trigger
     JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid
     WHERE NOT tgisinternal AND relname = ANY($1) AND relnamespace = 'public'::regnamespace
       AND pronamespace = 'public'::regnamespace`,
    [tables],
  );
  return rows.map(({ name }) => name);
}

function inPublic(table: string): string {
  return `public.${quoted(table)}`;
}

async function areEmpty(client: Client, tables: readonly string[]): Promise<boolean> {
  for (const table of tables) {
    const { rows } = await client.query<{ some: boolean }>(
      `SELECT EXISTS (SELECT FROM ${inPublic(table)}) AS some`,
    );
    if (rows[0]?.some === true) return false;
  }
  return true;
}

async function inTransaction<Result>(client: Client, work: () => Promise<Result>): Promise<Result> {
  await client.query("BEGIN");
  try {
    const result = await work();
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
}

/** Facts that still waited for the former database belong to a past that is undone. */
async function putSpoolAside(dataDir: string, stamp: string): Promise<void> {
  const spool = join(dataDir, SPOOL_FOLDER);
  if (existsSync(spool)) await rename(spool, `${spool}.before-restore-${stamp}`);
}

/** Small files come back where there are none; those that are there are newer and stay. */
async function keepFiles(dataDir: string, files: readonly KeptFile[]): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  for (const { name, bytes } of files.filter((file) => KEPT_FILES.includes(file.name))) {
    const path = join(dataDir, name);
    if (!existsSync(path)) await writeFile(path, bytes, { mode: 0o600 });
  }
}
