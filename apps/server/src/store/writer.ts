import { setTimeout as delay } from "node:timers/promises";
import type { ClientBase, Pool, PoolClient } from "pg";

/** Key of the advisory lock that keeps a second server from writing to the same PostgreSQL database. */
const WRITER_LOCK = 7_768_434;
const LOCK_ATTEMPTS = 20;
const LOCK_RETRY_MS = 250;

/** Another server writes to this database. */
export class DatabaseInUse extends Error {
  constructor() {
    super(
      "another Spotlight Trader writes to this database: stop that first, or set DATABASE_URL to another one",
    );
  }
}

/** The connection that holds the lock of the one process that writes. */
export class Writer {
  readonly #pool: Pool;
  readonly #suspect: (error: Error) => void;
  #client: PoolClient | null = null;

  constructor(pool: Pool, suspect: (error: Error) => void) {
    this.#pool = pool;
    this.#suspect = suspect;
  }

  /** Lets go of a connection that there was, and takes the lock on a new one. */
  async take(): Promise<void> {
    this.letGo();
    const client = await this.#pool.connect();
    client.on("error", (error) => {
      if (this.#client === client) this.letGo();
      this.#suspect(error);
    });
    this.#client = client;
    await takeWriterLock(client);
  }

  /** Resolves when the connection answers. */
  async probe(): Promise<void> {
    if (this.#client === null) throw new Error("the connection to the database broke");
    await this.#client.query("SELECT 1");
  }

  /** Closes the connection, and with it gives the lock back. */
  letGo(): void {
    this.#client?.release(true);
    this.#client = null;
  }
}

/**
 * Takes the lock of the one process that writes, for as long as the connection lives. Waits a little: a server that was
 * killed holds it until PostgreSQL notices that it is gone.
 *
 * @throws {DatabaseInUse} when another process keeps it.
 */
export async function takeWriterLock(writer: ClientBase): Promise<void> {
  for (let attempt = 0; attempt < LOCK_ATTEMPTS; attempt += 1) {
    const { rows } = await writer.query<{ taken: boolean }>("SELECT pg_try_advisory_lock($1) AS taken", [
      WRITER_LOCK,
    ]);
    if (rows[0]?.taken === true) return;
    await delay(LOCK_RETRY_MS);
  }
  throw new DatabaseInUse();
}
