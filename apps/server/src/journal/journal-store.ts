import type { JournalAnswer, JournalEntry, JournalKind } from "@spotlight/contracts";
import { tradingDayOf } from "@spotlight/market";
import type { Queryable } from "../store/database.ts";

/** How long a deleted entry can be brought back, ms. */
export const JOURNAL_UNDO_MS = 86_400_000;

/** What an entry says; its day follows from its time. */
export type Written = Pick<
  JournalEntry,
  "id" | "atMs" | "learnedMs" | "kind" | "symbol" | "title" | "text" | "tags" | "refs" | "evidence"
>;

/** Which entries are looked for. What is left out does not narrow. */
export interface JournalQuestion {
  /** Trading days, both inclusive. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly kind?: JournalKind | undefined;
  readonly symbol?: string | undefined;
  /** Words, `"phrases"`, `or` and `-without`. */
  readonly q?: string | undefined;
  /** `next` of the page before. */
  readonly before?: string | undefined;
  readonly limit: number;
  /** Market time after which nothing was known yet, epoch ms. */
  readonly knownAtMs: number;
}

const COLUMNS = `id, day, at_ms AS "atMs", learned_ms AS "learnedMs", kind, symbol, title, text, tags, refs, evidence,
                 version, created_ms AS "createdMs", updated_ms AS "updatedMs"`;

/** One person's journal. */
export class JournalStore {
  readonly #pool: Queryable;
  readonly #owner: string;

  constructor(pool: Queryable, owner: string) {
    this.#pool = pool;
    this.#owner = owner;
  }

  /** Entries, newest first by the time that they are about. */
  async find(question: JournalQuestion): Promise<JournalAnswer> {
    const { from = null, to = null, kind = null, symbol = null, q = null, limit, knownAtMs } = question;
    const [beforeMs = null, beforeId = null] = placeOf(question.before);
    const { rows } = await this.#pool.query<JournalEntry>(
      `SELECT ${COLUMNS} FROM journal_entry
       WHERE owner = $1 AND deleted_ms IS NULL AND at_ms <= $2 AND learned_ms <= $2
         AND ($3::text IS NULL OR day >= $3) AND ($4::text IS NULL OR day <= $4)
         AND ($5::text IS NULL OR kind = $5) AND ($6::text IS NULL OR symbol = $6)
         AND ($7::text IS NULL OR words @@ websearch_to_tsquery('english', $7))
         AND ($8::bigint IS NULL OR (at_ms, id) < ($8, $9::text))
       ORDER BY at_ms DESC, id DESC LIMIT $10`,
      [this.#owner, knownAtMs, from, to, kind, symbol, q, beforeMs, beforeId, limit + 1],
    );
    const entries = rows.slice(0, limit);
    const last = rows.length > limit ? entries.at(-1) : undefined;
    return { entries, next: last === undefined ? null : `${last.atMs}.${last.id}` };
  }

  /** An entry; null when this person has none of that id. */
  async get(id: string): Promise<JournalEntry | null> {
    const { rows } = await this.#pool.query<JournalEntry>(
      `SELECT ${COLUMNS} FROM journal_entry WHERE owner = $1 AND id = $2 AND deleted_ms IS NULL`,
      [this.#owner, id],
    );
    return rows[0] ?? null;
  }

  /** Adds an entry as version 1. */
  async add(entry: Written, nowMs: number): Promise<JournalEntry> {
    const { rows } = await this.#pool.query<JournalEntry>(
      `INSERT INTO journal_entry (owner, version, created_ms, updated_ms, day, id, at_ms, learned_ms, kind, symbol, title,
                                  text, tags, refs, evidence)
       VALUES ($1, 1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING ${COLUMNS}`,
      [this.#owner, nowMs, tradingDayOf(entry.atMs).day, ...valuesOf(entry)],
    );
    return one(rows);
  }

  /** Changes an entry that is at `version`, which makes the next one. Null when it is at another by now, or gone. */
  async change(
    id: string,
    version: number,
    entry: Pick<Written, "learnedMs" | "kind" | "symbol" | "title" | "text" | "tags" | "refs">,
    nowMs: number,
  ): Promise<JournalEntry | null> {
    const { learnedMs, kind, symbol, title, text, tags, refs } = entry;
    const { rows } = await this.#pool.query<JournalEntry>(
      `UPDATE journal_entry SET version = version + 1, updated_ms = $4, learned_ms = $5, kind = $6, symbol = $7, title = $8,
         text = $9, tags = $10, refs = $11
       WHERE owner = $1 AND id = $2 AND version = $3 AND deleted_ms IS NULL RETURNING ${COLUMNS}`,
      [
        this.#owner,
        id,
        version,
        nowMs,
        learnedMs,
        kind,
        symbol,
        title,
        text,
        JSON.stringify(tags),
        JSON.stringify(refs),
      ],
    );
    return rows[0] ?? null;
  }

  /** Deletes an entry and, for good, those deleted long before. Answers whether there was one. */
  async remove(id: string, nowMs: number): Promise<boolean> {
    await this.#pool.query("DELETE FROM journal_entry WHERE owner = $1 AND deleted_ms < $2", [
      this.#owner,
      nowMs - JOURNAL_UNDO_MS,
    ]);
    const { rowCount } = await this.#pool.query(
      "UPDATE journal_entry SET deleted_ms = $3 WHERE owner = $1 AND id = $2 AND deleted_ms IS NULL",
      [this.#owner, id, nowMs],
    );
    return rowCount === 1;
  }

  /** Brings a deleted entry back; null when there is none to bring back. */
  async restore(id: string): Promise<JournalEntry | null> {
    const { rows } = await this.#pool.query<JournalEntry>(
      `UPDATE journal_entry SET deleted_ms = NULL
       WHERE owner = $1 AND id = $2 AND deleted_ms IS NOT NULL RETURNING ${COLUMNS}`,
      [this.#owner, id],
    );
    return rows[0] ?? null;
  }
}

function valuesOf(entry: Written): unknown[] {
  const { id, atMs, learnedMs, kind, symbol, title, text, tags, refs, evidence } = entry;
  const lists = [tags, refs, evidence].map((list) => JSON.stringify(list));
  return [id, atMs, learnedMs, kind, symbol, title, text, ...lists];
}

/** The time and id that a page ends with. */
function placeOf(before: string | undefined): readonly [] | readonly [number, string] {
  if (before === undefined) return [];
  const dot = before.indexOf(".");
  return [Number(before.slice(0, dot)), before.slice(dot + 1)];
}

function one<Row>(rows: readonly Row[]): Row {
  const [row] = rows;
  if (row === undefined) throw new Error("the database returned no row for what it took");
  return row;
}
