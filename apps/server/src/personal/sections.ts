import { type FlagName, FLAG_NAMES, flagProblem, symbolSchema } from "@spotlight/contracts";
import type { ClientBase } from "pg";
import { z } from "zod";

/** What importing a record did, or would do. */
export type Outcome = "added" | "changed" | "same";

/**
 * One kind of record that belongs to a person. A room that stores more of a person adds its own here; the kinds are
 * exported in this order and imported in the order of the file, so what others refer to comes first.
 */
export interface Section<Data = unknown> {
  readonly kind: string;
  /** What a record must look like; checked before it is imported. */
  readonly schema: z.ZodType<Data>;
  read(client: ClientBase): Promise<readonly Data[]>;
  /** Puts a record in; the same record again changes nothing. */
  write(client: ClientBase, data: Data, nowMs: number): Promise<Outcome>;
}

/** Keeps the type of a section's data between its schema and its functions. */
function section<Data>(definition: Section<Data>): Section {
  return definition;
}

const watchedSymbols = section({
  kind: "watched_symbol",
  schema: z.strictObject({ source: z.string().min(1).max(100), symbol: symbolSchema }),
  read: async (client) => {
    const { rows } = await client.query<{ source: string; symbol: string }>(
      "SELECT source, symbol FROM watched_symbol ORDER BY source, symbol",
    );
    return rows;
  },
  // Not warmed: its past is fetched when the server starts.
  write: async (client, { source, symbol }) => {
    const { rowCount } = await client.query(
      "INSERT INTO watched_symbol (source, symbol, warmed) VALUES ($1, $2, false) ON CONFLICT DO NOTHING",
      [source, symbol],
    );
    return rowCount === 1 ? "added" : "same";
  },
});

const flags = section({
  kind: "flag",
  schema: z
    .strictObject({ name: z.enum(FLAG_NAMES), value: z.union([z.boolean(), z.number()]) })
    .superRefine(({ name, value }, context) => {
      const problem = flagProblem(name, value);
      if (problem !== null) context.addIssue({ code: "custom", message: problem });
    }),
  read: async (client) => {
    const { rows } = await client.query<{ name: FlagName; value: boolean | number }>(
      "SELECT name, value FROM flag ORDER BY name",
    );
    return rows.filter(({ name, value }) => FLAG_NAMES.includes(name) && flagProblem(name, value) === null);
  },
  write: async (client, { name, value }, nowMs) => {
    const { rows } = await client.query<{ added: boolean }>(
      `INSERT INTO flag (name, value, changed_ms) VALUES ($1, $2::jsonb, $3)
       ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_ms = excluded.changed_ms
         WHERE flag.value <> excluded.value
       RETURNING xmax = 0 AS added`,
      [name, JSON.stringify(value), nowMs],
    );
    return rows[0] === undefined ? "same" : rows[0].added ? "added" : "changed";
  },
});

/** Every kind of record that is a person's own. */
export const SECTIONS: readonly Section[] = [watchedSymbols, flags];
