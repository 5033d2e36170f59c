import { getTableName, is } from "drizzle-orm";
import { PgTable } from "drizzle-orm/pg-core";
import type { ClientBase } from "pg";
import * as schema from "../store/schema.ts";

/** Name of every table of this product, from the schema that its code is written against. */
export const PRODUCT_TABLES: readonly string[] = Object.values(schema)
  .filter((value) => is(value, PgTable))
  .map((table) => getTableName(table))
  .sort();

/** A column as the database describes it. */
export interface Column {
  readonly name: string;
  /** Its type in SQL, for a cast from text. */
  readonly type: string;
}

/** The product's tables that exist in the connection's schema. */
export async function existingTables(client: ClientBase): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relname = ANY($1) ORDER BY relname`,
    [PRODUCT_TABLES],
  );
  return rows.map(({ name }) => name);
}

/** Columns that hold values of their own (generated ones are computed again), in their order. */
export async function columnsOf(client: ClientBase, table: string): Promise<readonly Column[]> {
  const { rows } = await client.query<Column>(
    `SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum`,
    [`public.${quoted(table)}`],
  );
  return rows;
}

/** Sequences that belong to columns of the product's tables. */
export async function sequencesOf(client: ClientBase): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT sequence.relname AS name FROM pg_class sequence
     JOIN pg_depend ON pg_depend.objid = sequence.oid AND pg_depend.deptype IN ('a', 'i')
     JOIN pg_class owner ON owner.oid = pg_depend.refobjid
     WHERE sequence.relkind = 'S' AND sequence.relnamespace = 'public'::regnamespace AND owner.relname = ANY($1)
     ORDER BY sequence.relname`,
    [PRODUCT_TABLES],
  );
  return rows.map(({ name }) => name);
}

/** A name as SQL's quoted identifier. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
