import { and, eq } from "drizzle-orm";
import { type NodePgDatabase, drizzle } from "drizzle-orm/node-postgres";
import type { FeedProgress } from "./market-log.ts";
import type { Pool } from "../store/database.ts";
import { feedPosition, logHole, watchedSymbol } from "../store/schema.ts";

/** Cursors that a restore leaves free, more than any server hands out between a backup and its loss. */
const RESTORE_JUMP = 1_000_000_000;

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
 * log goes on far above them and whoever resumes from one of them is told to reload.
 */
export async function markRestored(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ head: number }>(
    "SELECT coalesce(max(cursor), 0)::bigint AS head FROM fact_log",
  );
  const head = rows[0]?.head ?? 0;
  await drizzle({ client: pool })
    .insert(logHole)
    .values({ afterCursor: head, beforeCursor: head + RESTORE_JUMP, reason: "restore" })
    .onConflictDoNothing();
}
