import type { Client, ClientBase } from "pg";
import { AuditTrail } from "../access/audit.ts";
import { markRestored } from "../log/feed-store.ts";
import { applyMigrations, knownMigrations } from "../store/migrations.ts";
import { BackupUnusable } from "./format.ts";
import { type Backup, backupLines, isRow } from "./read.ts";
import { PRODUCT_TABLES, type Column, columnsOf, existingTables, quoted } from "./tables.ts";

const ROWS_AN_INSERT = 1_000;

/** A file of the data folder that came with a backup. */
export interface KeptFile {
  readonly name: string;
  readonly bytes: Buffer;
}

interface Constraint {
  readonly table: string;
  readonly name: string;
  readonly definition: string;
}

/**
 * Fills a database without the product's tables from a checked backup, in the caller's transaction: the schema that the
 * data had, the data, then the migrations since. Everybody logs in again. Answers the files that came along.
 *
 * @throws {BackupUnusable} when the backup is of a newer version or does not fit its own schema.
 */
export async function restoreInto(
  client: Client,
  backup: Backup,
  restoredMs: number,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<readonly KeptFile[]> {
  const known = knownMigrations();
  const until = backup.head.migrations.at(-1) ?? 0;
  if (!backup.head.migrations.every((each) => known.includes(each)))
    throw new BackupUnusable(
      `The backup was made by version ${backup.head.product}, which this one does not know yet: update Spotlight Trader, then restore it.`,
    );
  await applyMigrations(client, until);
  const constraints = await dropForeignKeys(client);
  const files = await fill(client, backup, onProgress);
  for (const { table, name, definition } of constraints)
    await client.query(`ALTER TABLE ${publicName(table)} ADD CONSTRAINT ${quoted(name)} ${definition}`);
  await checkCounts(client, backup);
  await applyMigrations(client, Number.MAX_SAFE_INTEGER);
  await markRestored(client, restoredMs);
  // Sessions that were ended since the backup must not live again.
  await client.query("DELETE FROM session");
  await new AuditTrail(client, () => restoredMs).record({ action: "restore" });
  return files;
}

function publicName(table: string): string {
  return `public.${quoted(table)}`;
}

/** Rows come table by table, so references and triggers must wait until all are there. */
async function dropForeignKeys(client: ClientBase): Promise<readonly Constraint[]> {
  const { rows } = await client.query<Constraint>(
    `SELECT relname AS table, conname AS name, pg_get_constraintdef(pg_constraint.oid) AS definition
     FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
     WHERE contype = 'f' AND relnamespace = 'public'::regnamespace AND relname = ANY($1) AND conparentid = 0`,
    [PRODUCT_TABLES],
  );
  for (const { table, name } of rows)
    await client.query(`ALTER TABLE ${publicName(table)} DROP CONSTRAINT ${quoted(name)}`);
  return rows;
}

async function fill(
  client: ClientBase,
  backup: Backup,
  onProgress: (done: number, total: number) => void,
): Promise<readonly KeptFile[]> {
  const files: KeptFile[] = [];
  const total = backup.head.tables.reduce((sum, { rows }) => sum + rows, 0);
  let done = 0;
  let table: TableFiller | null = null;
  for await (const lines of backupLines(backup)) {
    for (const line of lines) {
      if (isRow(line)) {
        await table?.add(line);
        done += 1;
      } else if ("table" in line) {
        await table?.finish();
        table = await TableFiller.begin(client, line.table, line.columns);
      } else if ("sequence" in line) {
        const { sequence, value, called } = line;
        await client.query("SELECT setval($1::regclass, $2::bigint, $3)", [
          publicName(sequence),
          value,
          called,
        ]);
      } else files.push({ name: line.file, bytes: Buffer.from(line.base64, "base64") });
    }
    onProgress(done, total);
  }
  await table?.finish();
  return files;
}

/** Inserts the rows of one table, many at a time. */
class TableFiller {
  readonly #client: ClientBase;
  readonly #table: string;
  readonly #insert: string;
  #rows: (readonly (string | null)[])[] = [];

  private constructor(client: ClientBase, table: string, columns: readonly Column[]) {
    this.#client = client;
    this.#table = table;
    const names = columns.map(({ name }) => quoted(name)).join(", ");
    const values = columns.map(({ type }, index) => `v${index}::${type}`).join(", ");
    const places = columns.map((_, index) => `$${index + 1}::text[]`).join(", ");
    const aliases = columns.map((_, index) => `v${index}`).join(", ");
    this.#insert = `INSERT INTO ${publicName(table)} (${names}) OVERRIDING SYSTEM VALUE
      SELECT ${values} FROM unnest(${places}) AS rows (${aliases})`;
  }

  /** Begins a table: its triggers sleep, because they ran when the rows were first written. */
  static async begin(client: ClientBase, table: string, columns: readonly string[]): Promise<TableFiller> {
    const exists = (await existingTables(client)).includes(table);
    const described = exists ? await columnsOf(client, table) : [];
    const wanted = columns.map((name) => described.find((column) => column.name === name));
    if (described.length !== columns.length || wanted.includes(undefined))
      throw new BackupUnusable(`The backup's table ${table} does not have the columns of its version.`);
    await client.query(`ALTER TABLE ${publicName(table)} DISABLE TRIGGER USER`);
    return new TableFiller(client, table, wanted as readonly Column[]);
  }

  async add(row: readonly (string | null)[]): Promise<void> {
    this.#rows.push(row);
    if (this.#rows.length === ROWS_AN_INSERT) await this.#flush();
  }

  async finish(): Promise<void> {
    await this.#flush();
    await this.#client.query(`ALTER TABLE ${publicName(this.#table)} ENABLE TRIGGER USER`);
  }

  async #flush(): Promise<void> {
    const rows = this.#rows;
    const [first] = rows;
    if (first === undefined) return;
    this.#rows = [];
    const columns = first.map((_, index) => rows.map((row) => row[index] ?? null));
    await this.#client.query(this.#insert, columns);
  }
}

async function checkCounts(client: ClientBase, { head }: Backup): Promise<void> {
  for (const { name, rows: wanted } of head.tables) {
    const { rows } = await client.query<{ rows: string }>(
      `SELECT count(*)::text AS rows FROM ${publicName(name)}`,
    );
    if (rows[0]?.rows !== String(wanted))
      throw new BackupUnusable(`${rows[0]?.rows ?? 0} of ${wanted} rows of ${name} came back.`);
  }
}
