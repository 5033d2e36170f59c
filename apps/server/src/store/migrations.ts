import { fileURLToPath } from "node:url";
import { type MigrationMeta, readMigrationFiles } from "drizzle-orm/migrator";
import type { ClientBase } from "pg";

/** Folder of the migrations, beside this file in the sources and in the build. */
export const MIGRATIONS = fileURLToPath(new URL("./migrations", import.meta.url));

const LEDGER = `
  CREATE SCHEMA IF NOT EXISTS drizzle;
  CREATE TABLE IF NOT EXISTS drizzle.__drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint)`;

/** Times of the migrations that this code has, ascending; a migration's time is its identity. */
export function knownMigrations(): readonly number[] {
  return files().map(({ folderMillis }) => folderMillis);
}

/** Times of the migrations that a database has, ascending. */
export async function appliedMigrations(client: ClientBase): Promise<readonly number[]> {
  const { rows: found } = await client.query<{ found: boolean }>(
    "SELECT to_regclass('drizzle.__drizzle_migrations') IS NOT NULL AS found",
  );
  if (found[0]?.found !== true) return [];
  const { rows } = await client.query<{ at: string }>(
    "SELECT created_at::text AS at FROM drizzle.__drizzle_migrations ORDER BY created_at",
  );
  return rows.map(({ at }) => Number(at));
}

/**
 * Applies the known migrations after those that the database has, up to and including `untilMs`, in the caller's
 * transaction (the migrator of the library begins its own). Leaves the same ledger as the library does.
 */
export async function applyMigrations(client: ClientBase, untilMs: number): Promise<void> {
  await client.query(LEDGER);
  const applied = (await appliedMigrations(client)).at(-1) ?? -1;
  for (const { sql, hash, folderMillis } of files()) {
    if (folderMillis <= applied || folderMillis > untilMs) continue;
    for (const statement of sql) await client.query(statement);
    await client.query("INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ($1, $2)", [
      hash,
      folderMillis,
    ]);
  }
}

function files(): MigrationMeta[] {
  return readMigrationFiles({ migrationsFolder: MIGRATIONS });
}
