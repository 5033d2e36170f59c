import type { PGlite } from "@electric-sql/pglite";
import type { StatementQueue } from "./statement-queue.ts";

/** Bytes of write-ahead log that are kept for reuse. */
const KEPT = "128MB";
/** Bytes of it after which the database files are brought up to date, so that it can be used again. */
const DUE_BYTES = 67_108_864;

/**
 * Keeps the embedded database's write-ahead log from growing for as long as the process lives: PGlite has no process
 * that makes checkpoints, and PostgreSQL makes none by itself without one. A short log is also read again quickly after
 * a `kill -9`.
 */
export class WalKeeper {
  readonly #database: PGlite;
  readonly #queue: StatementQueue;
  #lastLsn = "0/0";

  constructor(database: PGlite, queue: StatementQueue) {
    this.#database = database;
    this.#queue = queue;
  }

  /** Makes a checkpoint when enough was written since the last one. Answers whether it did. */
  async look(): Promise<boolean> {
    return this.#queue.alone(async () => {
      const { rows } = await this.#database.query<{ lsn: string; due: boolean }>(
        "SELECT lsn::text, pg_wal_lsn_diff(lsn, $1::pg_lsn) > $2 AS due FROM pg_current_wal_lsn() AS lsn",
        [this.#lastLsn, DUE_BYTES],
      );
      const [now] = rows;
      if (now === undefined || !now.due) return false;
      await this.#database.exec("CHECKPOINT");
      this.#lastLsn = now.lsn;
      return true;
    });
  }
}

/** Sets how much of the log is kept; in force from the next time that the database is opened. */
export async function limitWal(database: PGlite): Promise<void> {
  const { rows } = await database.query<{ max_wal_size: string }>("SHOW max_wal_size");
  if (rows[0]?.max_wal_size === KEPT) return;
  await database.exec(`ALTER SYSTEM SET max_wal_size = '${KEPT}'`);
}
