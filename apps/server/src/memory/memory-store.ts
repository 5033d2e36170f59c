import type { ListedMemory, Memory, MemoryHit, MemoryKind } from "@spotlight/contracts";
import type { LibraryPage, Passage } from "@spotlight/coach";
import type { Queryable } from "../store/database.ts";

/** How long a deleted memory can be brought back, ms. */
export const MEMORY_UNDO_MS = 86_400_000;

/** What is put into memory. */
export type Remembered = Pick<Memory, "id" | "kind" | "title" | "text" | "origin" | "learnedMs">;

/** A passage that was found, and its place among those of its memory. */
export interface FoundPassage extends Omit<MemoryHit, "score"> {
  readonly position: number;
}

/** A page that comes with the product, cut into passages. */
export interface ShippedPage extends LibraryPage {
  readonly passages: readonly Passage[];
}

/** What may be found. */
export interface Scope {
  readonly kind: MemoryKind | null;
  /** Market time after which nothing was known yet, epoch ms. */
  readonly knownAtMs: number;
}

const COLUMNS = `id, kind, title, text, origin, learned_ms AS "learnedMs", version, created_ms AS "createdMs",
                 updated_ms AS "updatedMs"`;
/** What is said of a passage that was found, in SQL. */
export const FOUND = `memory.id AS memory, memory.kind, memory.title, passage.text, passage.place, memory.origin,
               memory.learned_ms AS "learnedMs", passage.position`;
/** The passages of a memory as its changed words make them; those that are left over are deleted beside it. */
const PUT_PASSAGES = `
  INSERT INTO passage (owner, memory, position, title, text, place)
  SELECT $1, $2, position, title, text, place
  FROM jsonb_to_recordset($3::jsonb) AS given (position int, title text, text text, place jsonb)
  ON CONFLICT (owner, memory, position) DO UPDATE SET title = excluded.title, text = excluded.text,
    place = excluded.place, embedding = NULL, model = NULL, tries = 0, retry_ms = 0`;

/** What is remembered for one person. */
export class MemoryStore {
  readonly #pool: Queryable;
  readonly #owner: string;

  constructor(pool: Queryable, owner: string) {
    this.#pool = pool;
    this.#owner = owner;
  }

  /** Everything of a scope, by kind and title. `model` is the one whose meanings are counted; null for none. */
  async list({ kind, knownAtMs }: Scope, model: string | null): Promise<readonly ListedMemory[]> {
    const { rows } = await this.#pool.query<ListedMemory>(
      `SELECT ${COLUMNS}, (SELECT count(*)::int FROM passage WHERE passage.owner = $1 AND passage.memory = memory.id)
         AS passages, (SELECT count(*)::int FROM passage
           WHERE passage.owner = $1 AND passage.memory = memory.id AND passage.model = $4) AS embedded
       FROM memory WHERE owner = $1 AND deleted_ms IS NULL AND learned_ms <= $2 AND ($3::text IS NULL OR kind = $3)
       ORDER BY kind, lower(title), id`,
      [this.#owner, knownAtMs, kind, model],
    );
    return rows;
  }

  /** A memory; null when this person has none of that id. */
  async get(id: string): Promise<Memory | null> {
    const { rows } = await this.#pool.query<Memory>(
      `SELECT ${COLUMNS} FROM memory WHERE owner = $1 AND id = $2 AND deleted_ms IS NULL`,
      [this.#owner, id],
    );
    return rows[0] ?? null;
  }

  /** Adds a memory with its passages, both or neither. */
  async add(memory: Remembered, passages: readonly Passage[], nowMs: number): Promise<Memory> {
    const { id, kind, title, text, origin, learnedMs } = memory;
    const { rows } = await this.#pool.query<Memory>(
      `WITH added AS (
         INSERT INTO memory (owner, id, kind, title, text, origin, learned_ms, version, created_ms, updated_ms)
         VALUES ($1, $2, $4, $5, $6, $7, $8, 1, $9, $9) RETURNING *
       ), put AS (${PUT_PASSAGES})
       SELECT ${COLUMNS} FROM added`,
      [this.#owner, id, JSON.stringify(rowsOf(title, passages)), kind, title, text, origin, learnedMs, nowMs],
    );
    return one(rows);
  }

  /** Changes a memory that is at `version`, which makes the next one. Null when it is at another by now, or gone. */
  async change(
    version: number,
    { id, title, text, learnedMs }: Pick<Memory, "id" | "title" | "text" | "learnedMs">,
    passages: readonly Passage[],
    nowMs: number,
  ): Promise<Memory | null> {
    const { rows } = await this.#pool.query<Memory>(
      `WITH changed AS (
         UPDATE memory SET title = $5, text = $6, learned_ms = $7, version = version + 1, updated_ms = $8
         WHERE owner = $1 AND id = $2 AND version = $4 AND deleted_ms IS NULL RETURNING *
       ), gone AS (
         DELETE FROM passage USING changed WHERE passage.owner = $1 AND passage.memory = changed.id
           AND position >= jsonb_array_length($3::jsonb)
       ), put AS (${PUT_PASSAGES.replace("ON CONFLICT", "WHERE EXISTS (SELECT FROM changed) ON CONFLICT")})
       SELECT ${COLUMNS} FROM changed`,
      [this.#owner, id, JSON.stringify(rowsOf(title, passages)), version, title, text, learnedMs, nowMs],
    );
    return rows[0] ?? null;
  }

  /**
   * Deletes a memory and, for good, those deleted long before; what was shipped stays known as deleted, so that it does not
   * come back with the next version. Answers whether there was one.
   */
  async remove(id: string, nowMs: number): Promise<boolean> {
    await this.#pool.query(
      "DELETE FROM memory WHERE owner = $1 AND deleted_ms < $2 AND origin ->> 'kind' <> 'shipped'",
      [this.#owner, nowMs - MEMORY_UNDO_MS],
    );
    const { rowCount } = await this.#pool.query(
      "UPDATE memory SET deleted_ms = $3 WHERE owner = $1 AND id = $2 AND deleted_ms IS NULL",
      [this.#owner, id, nowMs],
    );
    return rowCount === 1;
  }

  /** Brings a deleted memory back; null when there is none to bring back. */
  async restore(id: string): Promise<Memory | null> {
    const { rows } = await this.#pool.query<Memory>(
      `UPDATE memory SET deleted_ms = NULL WHERE owner = $1 AND id = $2 AND deleted_ms IS NOT NULL RETURNING ${COLUMNS}`,
      [this.#owner, id],
    );
    return rows[0] ?? null;
  }

  /** Passages with any of the words, the best first: rare words count more, words of the title most. */
  async withWords(
    words: string,
    { kind, knownAtMs }: Scope,
    limit: number,
  ): Promise<readonly FoundPassage[]> {
    const { rows } = await this.#pool.query<FoundPassage>(
      `WITH asked AS (
         SELECT ('''' || replace(replace(lexeme, '\\', '\\\\'), '''', '''''') || '''')::tsquery AS query
         FROM unnest(to_tsvector('english', $4))
       ), known AS (
         SELECT query, ln(1 + (SELECT count(*) FROM passage WHERE owner = $1) / frequency::float8) AS rarity
         FROM asked, LATERAL (SELECT count(*) AS frequency FROM passage WHERE owner = $1 AND words @@ query) AS counted
         WHERE frequency > 0
       )
       SELECT ${FOUND}
       FROM known JOIN passage ON passage.words @@ query
         JOIN memory ON memory.owner = passage.owner AND memory.id = passage.memory
       WHERE memory.owner = $1 AND deleted_ms IS NULL AND learned_ms <= $2 AND ($3::text IS NULL OR kind = $3)
       GROUP BY memory.owner, memory.id, passage.owner, passage.memory, passage.position
       ORDER BY sum(rarity * ts_rank('{0.4, 0.4, 0.4, 1}', passage.words, query)) / (1 + length(passage.text) / 4000.0)
         DESC, memory.id, passage.position
       LIMIT $5`,
      [this.#owner, knownAtMs, kind, words, limit],
    );
    return rows;
  }

  /** Puts the pages that come with the product where they never were: what a person changed or deleted stays so. */
  async install(pages: readonly ShippedPage[], nowMs: number): Promise<void> {
    const rows = pages.map(({ name, kind, title, text, passages }) => ({
      id: name,
      kind,
      title,
      text,
      passages: rowsOf(title, passages),
    }));
    await this.#pool.query(
      `WITH given AS (
         SELECT * FROM jsonb_to_recordset($2::jsonb) AS given (id text, kind text, title text, text text, passages jsonb)
       ), added AS (
         INSERT INTO memory (owner, id, kind, title, text, origin, learned_ms, version, created_ms, updated_ms)
         SELECT $1, id, kind, title, text, jsonb_build_object('kind', 'shipped', 'name', id), 0, 1, $3, $3 FROM given
         ON CONFLICT DO NOTHING RETURNING id
       )
       INSERT INTO passage (owner, memory, position, title, text, place)
       SELECT $1, id, each.position, each.title, each.text, each.place
       FROM added JOIN given USING (id), jsonb_to_recordset(given.passages)
         AS each (position int, title text, text text, place jsonb)`,
      [this.#owner, JSON.stringify(rows), nowMs],
    );
  }
}

/** Passages as the database takes them; each is found by its heading too. */
function rowsOf(title: string, passages: readonly Passage[]): readonly object[] {
  return passages.map(({ text, place }, position) => ({
    position,
    title: place.heading === null ? title : `${title}: ${place.heading}`,
    text,
    place,
  }));
}

function one<Row>(rows: readonly Row[]): Row {
  const [row] = rows;
  if (row === undefined) throw new Error("the database returned no row for what it took");
  return row;
}
