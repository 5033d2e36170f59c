import { and, eq } from "drizzle-orm";
import { type NodePgDatabase, drizzle } from "drizzle-orm/node-postgres";
import type { ClientBase } from "pg";
import type { FeedProgress } from "./market-log.ts";
import type { Pool } from "../store/database.ts";
import { feedPosition, watchedSymbol } from "../store/schema.ts";

/** Cursors that a restore leaves free, more than any server hands out between a backup and its loss. */
const RESTORE_JUMP = 1_000_000_000;
/** More cursors than are handed out in a millisecond, and few enough for 2^53 until the year 2255. */
const CURSORS_A_MS = 1_000;

/** A watched symbol; `warmed` once its past is stored. */
export interface WatchedRow {
  readonly symbol: string;
  readonly warmed: boolean;
}

/** What one source's feed needs to remember: how far it came and which symbols it serves. */
export class FeedStore {
  readonly #database: NodePgDatabase;
  readonly #source: string;

  constructor(pool: Pool, source: string) {
    this.#database = drizzle({ client: pool });
    this.#source = source;
  }

  /** How far a feed with these settings came; null when it never ran. */
  async progress(runKey: string): Promise<FeedProgress | null> {
    const rows = await this.#database
      .select()
      .from(feedPosition)
      .where(and(eq(feedPosition.source, this.#source), eq(feedPosition.runKey, runKey)));
    return rows[0] ?? null;
  }

  async saveProgress(progress: FeedProgress): Promise<void> {
    const { startMs, positionMs, ended } = progress;
    await this.#database
      .insert(feedPosition)
      .values({ source: this.#source, runKey: progress.runKey, startMs, positionMs, ended })
      .onConflictDoUpdate({ target: [feedPosition.source, feedPosition.runKey], set: { positionMs, ended } });
  }

  async watched(): Promise<readonly WatchedRow[]> {
    return this.#database
      .select({ symbol: watchedSymbol.symbol, warmed: watchedSymbol.warmed })
      .from(watchedSymbol)
      .where(eq(watchedSymbol.source, this.#source))
      .orderBy(watchedSymbol.symbol);
  }

  async watch({ symbol, warmed }: WatchedRow): Promise<void> {
    await this.#database
      .insert(watchedSymbol)
      .values({ source: this.#source, symbol, warmed })
      .onConflictDoUpdate({ target: [watchedSymbol.source, watchedSymbol.symbol], set: { warmed } });
  }

  async unwatch(symbol: string): Promise<void> {
    await this.#database
      .delete(watchedSymbol)
      .where(and(eq(watchedSymbol.source, this.#source), eq(watchedSymbol.symbol, symbol)));
  }
}

/**
 * To be called once after a restore: readers may hold cursors that were handed out after the backup was made, so the
 * log goes on far above them and whoever resumes from one of them is told to reload. Where it goes on grows with the
 * time of the restore, so that restoring the same backup again hands out no cursor twice.
 */
export async function markRestored(client: Pick<ClientBase, "query">, restoredMs: number): Promise<void> {
  await client.query(
    `INSERT INTO log_hole (after_cursor, before_cursor, reason)
     SELECT head, greatest(head, $1::bigint * ${CURSORS_A_MS}) + ${RESTORE_JUMP}, 'restore'
     FROM (SELECT greatest((SELECT max(cursor) FROM fact_log), (SELECT max(before_cursor) FROM log_hole), 0) AS head) AS log
     ON CONFLICT (after_cursor) DO UPDATE SET before_cursor = greatest(log_hole.before_cursor, excluded.before_cursor)`,
    [Math.floor(restoredMs)],
  );
}
