import { setTimeout as delay } from "node:timers/promises";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";
import type { DatabaseFacts } from "@spotlight/contracts";
import { EmbeddedDatabase } from "./embedded/embedded.ts";
import { databaseFacts } from "./facts.ts";
import { MIGRATIONS } from "./migrations.ts";

/** The pool that every repository queries. */
export type Pool = pg.Pool;

/** Where the data lives. */
export type DatabaseTarget =
  | { readonly kind: "embedded"; readonly dataDir: string }
  | { readonly kind: "server"; readonly url: string };

/** An open database with every migration applied. */
export interface Database {
  readonly kind: DatabaseTarget["kind"];
  readonly pool: Pool;
  /** A connection of its own beside the pool, without its limits; to be ended by the caller. */
  connect(): Promise<pg.Client>;
  /** What the database says of itself; rejects when it does not answer. */
  facts(): Promise<DatabaseFacts>;
  close(): Promise<void>;
}

/** Key of the advisory lock that keeps a second server from writing to the same PostgreSQL database. */
const WRITER_LOCK = 7_768_434;
const LOCK_ATTEMPTS = 20;
const LOCK_RETRY_MS = 250;
const STATEMENT_TIMEOUT_MS = 30_000;

// Every bigint of ours (cursors, epoch ms) is far below 2^53.
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, Number);

/** Another server writes to this database. */
export class DatabaseInUse extends Error {
  constructor() {
    super(
      "another Spotlight Trader writes to this database: stop that first, or set DATABASE_URL to another one",
    );
  }
}

/**
 * Opens the database, embedded or by URL, and brings its schema up to date. One code path from the pool on.
 *
 * @param onLost called when a database that was open is gone (its thread died, the writer's connection broke).
 * @throws {DatabaseInUse} or `DataFolderInUse` when another process writes to it.
 */
export async function openDatabase(
  target: DatabaseTarget,
  onLost: (error: Error) => void,
): Promise<Database> {
  return target.kind === "embedded" ? openEmbedded(target.dataDir, onLost) : openServer(target.url, onLost);
}

async function openEmbedded(dataDir: string, onLost: (error: Error) => void): Promise<Database> {
  const embedded = await EmbeddedDatabase.open(dataDir, onLost);
  const pool = new pg.Pool({ ...embedded.address, max: 4, types });
  pool.on("error", onLost);
  const close = async (): Promise<void> => {
    await pool.end();
    await embedded.close();
  };
  try {
    await migrateSchema(pool);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    kind: "embedded",
    pool,
    connect: () => connect(embedded.address),
    facts: () => databaseFacts("embedded", pool),
    close,
  };
}

async function openServer(url: string, onLost: (error: Error) => void): Promise<Database> {
  const pool = new pg.Pool({ connectionString: url, max: 8, types, statement_timeout: STATEMENT_TIMEOUT_MS });
  pool.on("error", onLost);
  const writer = await pool.connect();
  writer.on("error", onLost);
  const close = async (): Promise<void> => {
    writer.release(true);
    await pool.end();
  };
  try {
    await takeWriterLock(writer);
    await migrateSchema(pool);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    kind: "server",
    pool,
    connect: () => connect({ connectionString: url }),
    facts: () => databaseFacts("server", pool),
    close,
  };
}

/** One connection. A break of it shows at its next query. */
export async function connect(config: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client({ ...config, types });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

/** Runs `work` with a connection and ends that, whatever happens. */
export async function withClient<Result>(
  client: pg.Client,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/**
 * Takes the lock of the one process that writes, for as long as the connection lives. Waits a little: a server that was
 * killed holds it until PostgreSQL notices that it is gone.
 *
 * @throws {DatabaseInUse} when another process keeps it.
 */
export async function takeWriterLock(writer: pg.ClientBase): Promise<void> {
  for (let attempt = 0; attempt < LOCK_ATTEMPTS; attempt += 1) {
    const { rows } = await writer.query<{ taken: boolean }>("SELECT pg_try_advisory_lock($1) AS taken", [
      WRITER_LOCK,
    ]);
    if (rows[0]?.taken === true) return;
    await delay(LOCK_RETRY_MS);
  }
  throw new DatabaseInUse();
}

async function migrateSchema(pool: Pool): Promise<void> {
  await migrate(drizzle({ client: pool }), { migrationsFolder: MIGRATIONS });
}
