import { journalEntrySchema, memorySchema, passagePlaceSchema } from "@spotlight/contracts";
import { z } from "zod";
import { section } from "./section.ts";

/** Entries of the journal. */
export const journal = section({
  kind: "journal_entry",
  schema: z.strictObject(journalEntrySchema.shape),
  read: async (client) => {
    const { rows } = await client.query<z.infer<typeof journalEntrySchema>>(
      `SELECT id, day, at_ms AS "atMs", learned_ms AS "learnedMs", kind, symbol, title, text, tags, refs, evidence, version,
         created_ms AS "createdMs", updated_ms AS "updatedMs"
       FROM journal_entry WHERE deleted_ms IS NULL ORDER BY at_ms, id`,
    );
    return rows;
  },
  // The version that is further on stays; one that was deleted here stays deleted.
  write: async (client, entry) => {
    const { rows } = await client.query<{ added: boolean }>(
      `INSERT INTO journal_entry (owner, id, day, at_ms, learned_ms, kind, symbol, title, text, tags, refs, evidence,
                                  version, created_ms, updated_ms)
       SELECT (SELECT id FROM owner LIMIT 1), id, day, "atMs", "learnedMs", kind, symbol, title, text, tags, refs,
         evidence, version, "createdMs", "updatedMs"
       FROM jsonb_to_record($1::jsonb) AS given (id text, day text, "atMs" bigint, "learnedMs" bigint, kind text,
         symbol text, title text, text text, tags jsonb, refs jsonb, evidence jsonb, version int, "createdMs" bigint,
         "updatedMs" bigint)
       ON CONFLICT (id) DO UPDATE SET learned_ms = excluded.learned_ms, kind = excluded.kind, symbol = excluded.symbol,
         title = excluded.title, text = excluded.text, tags = excluded.tags, refs = excluded.refs,
         version = excluded.version, updated_ms = excluded.updated_ms
         WHERE journal_entry.deleted_ms IS NULL AND journal_entry.version < excluded.version
       RETURNING xmax = 0 AS added`,
      [JSON.stringify(entry)],
    );
    return rows[0] === undefined ? "same" : rows[0].added ? "added" : "changed";
  },
});

const exportedMemorySchema = memorySchema.extend({
  passages: z.array(z.strictObject({ title: z.string(), text: z.string(), place: passagePlaceSchema })),
});

/** Memories with their passages. What they mean is computed again. */
export const memories = section({
  kind: "memory",
  schema: z.strictObject(exportedMemorySchema.shape),
  read: async (client) => {
    const { rows } = await client.query<z.infer<typeof exportedMemorySchema>>(
      `SELECT id, kind, title, text, origin, learned_ms AS "learnedMs", version, created_ms AS "createdMs",
         updated_ms AS "updatedMs",
         (SELECT coalesce(jsonb_agg(jsonb_build_object('title', passage.title, 'text', passage.text, 'place', place)
                                    ORDER BY position), '[]')
          FROM passage WHERE passage.owner = memory.owner AND passage.memory = memory.id) AS passages
       FROM memory WHERE deleted_ms IS NULL AND NOT (origin ->> 'kind' = 'shipped' AND version = 1) ORDER BY id`,
    );
    return rows;
  },
  // The version that is further on stays; one that was deleted here stays deleted.
  write: async (client, memory) => {
    const { rows } = await client.query<{ added: boolean }>(
      `INSERT INTO memory (owner, id, kind, title, text, origin, learned_ms, version, created_ms, updated_ms)
       SELECT (SELECT id FROM owner LIMIT 1), id, kind, title, text, origin, "learnedMs", version, "createdMs", "updatedMs"
       FROM jsonb_to_record($1::jsonb) AS given (id text, kind text, title text, text text, origin jsonb,
         "learnedMs" bigint, version int, "createdMs" bigint, "updatedMs" bigint)
       ON CONFLICT (owner, id) DO UPDATE SET title = excluded.title, text = excluded.text,
         learned_ms = excluded.learned_ms, version = excluded.version, updated_ms = excluded.updated_ms
         WHERE memory.deleted_ms IS NULL AND memory.version < excluded.version
       RETURNING xmax = 0 AS added`,
      [JSON.stringify(memory)],
    );
    if (rows[0] === undefined) return "same";
    await client.query("DELETE FROM passage WHERE memory = $1", [memory.id]);
    await client.query(
      `INSERT INTO passage (owner, memory, position, title, text, place)
       SELECT (SELECT id FROM owner LIMIT 1), $1, given.at - 1, each.title, each.text, each.place
       FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS given (passage, at),
         jsonb_to_record(given.passage) AS each (title text, text text, place jsonb)`,
      [memory.id, JSON.stringify(memory.passages)],
    );
    return rows[0].added ? "added" : "changed";
  },
});
