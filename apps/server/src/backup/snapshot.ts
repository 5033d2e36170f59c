import { randomBytes } from "node:crypto";
import type { ClientBase, CustomTypesConfig } from "pg";
import type { BackupHead, BackupLine } from "./format.ts";
import { appliedMigrations } from "../store/migrations.ts";
import { columnsOf, existingTables, quoted, sequencesOf } from "./tables.ts";

const ROWS_A_FETCH = 1_000;
/** Values stay as PostgreSQL writes them: every type reads its own text form back to the last bit. */
const asText = { getTypeParser: () => (value: string) => value } as unknown as CustomTypesConfig;

interface HeldTable {
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly string[];
  readonly cursor: string;
}

interface HeldSequence {
  readonly sequence: string;
  readonly value: string;
  readonly called: boolean;
}

/**
 * Everything that was committed at one moment. It is held in cursors that outlive their transaction: the embedded database
 * has one backend for all connections, and a transaction as long as the reading would make every commit wait for it.
 */
export class Snapshot {
  readonly head: Pick<BackupHead, "migrations" | "tables">;
  readonly #client: ClientBase;
  readonly #tables: readonly HeldTable[];
  readonly #sequences: readonly HeldSequence[];

  private constructor(
    client: ClientBase,
    migrations: readonly number[],
    tables: readonly HeldTable[],
    sequences: readonly HeldSequence[],
  ) {
    this.#client = client;
    this.#tables = tables;
    this.#sequences = sequences;
    this.head = { migrations: [...migrations], tables: tables.map(({ name, rows }) => ({ name, rows })) };
  }

  /** Takes the snapshot; to be closed. The client's session keeps PostgreSQL's plain text forms afterwards. */
  static async take(client: ClientBase): Promise<Snapshot> {
    await client.query(
      "SET DateStyle TO 'ISO, YMD'; SET IntervalStyle TO postgres; SET extra_float_digits TO 1",
    );
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    try {
      const migrations = await appliedMigrations(client);
      const tables: HeldTable[] = [];
      for (const name of await existingTables(client)) tables.push(await holdTable(client, name));
      const sequences: HeldSequence[] = [];
      for (const name of await sequencesOf(client)) sequences.push(await readSequence(client, name));
      await client.query("COMMIT");
      return new Snapshot(client, migrations, tables, sequences);
    } catch (error) {
      await client.query("ROLLBACK");
      throw error;
    }
  }

  /** Every table's line followed by its rows, then the sequences; a list for each round trip. */
  async *lines(): AsyncGenerator<readonly BackupLine[]> {
    for (const { name, columns, cursor } of this.#tables) {
      yield [{ table: name, columns }];
      for (;;) {
        const { rows } = await this.#client.query<(string | null)[]>({
          text: `FETCH ${ROWS_A_FETCH} FROM ${cursor}`,
          rowMode: "array",
          types: asText,
        });
        if (rows.length === 0) break;
        yield rows;
      }
    }
    yield [...this.#sequences];
  }

  async close(): Promise<void> {
    for (const { cursor } of this.#tables) await this.#client.query(`CLOSE ${cursor}`);
  }
}

async function holdTable(client: ClientBase, name: string): Promise<HeldTable> {
  const columns = (await columnsOf(client, name)).map((column) => column.name);
  const { rows } = await client.query<{ rows: string }>(
    `SELECT count(*)::text AS rows FROM public.${quoted(name)}`,
  );
  const cursor = `backup_${randomBytes(8).toString("hex")}`;
  await client.query(
    `DECLARE ${cursor} NO SCROLL CURSOR WITH HOLD FOR SELECT ${columns.map(quoted).join(", ")} FROM public.${quoted(name)}`,
  );
  return { name, rows: Number(rows[0]?.rows ?? 0), columns, cursor };
}

async function readSequence(client: ClientBase, name: string): Promise<HeldSequence> {
  const { rows } = await client.query<{ value: string; called: boolean }>(
    `SELECT last_value::text AS value, is_called AS called FROM public.${quoted(name)}`,
  );
  return { sequence: name, value: rows[0]?.value ?? "1", called: rows[0]?.called ?? false };
}
