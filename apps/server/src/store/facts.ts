import { readFile } from "node:fs/promises";
import type { DatabaseFacts } from "@spotlight/contracts";
import type { Pool } from "pg";

interface Journal {
  readonly entries: readonly { readonly when: number; readonly tag: string }[];
}

/** What a database says of itself. Rejects when it does not answer. */
export async function databaseFacts(kind: DatabaseFacts["kind"], pool: Pool): Promise<DatabaseFacts> {
  const journal = new URL("./migrations/meta/_journal.json", import.meta.url);
  const [about, applied, text] = await Promise.all([
    pool.query<{ version: string; size: number }>(
      "SELECT version() AS version, pg_database_size(current_database()) AS size",
    ),
    pool.query<{ when: number }>(
      `SELECT created_at AS "when" FROM drizzle.__drizzle_migrations ORDER BY created_at`,
    ),
    readFile(journal, "utf8"),
  ]);
  const { entries } = JSON.parse(text) as Journal;
  const nameOf = (when: number): string => entries.find((entry) => entry.when === when)?.tag ?? String(when);
  return {
    kind,
    version: about.rows[0]?.version ?? null,
    sizeBytes: about.rows[0]?.size ?? null,
    migrations: applied.rows.map(({ when }) => nameOf(when)),
    problem: null,
  };
}
