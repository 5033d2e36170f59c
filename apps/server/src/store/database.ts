import { setTimeout as delay } from "node:timers/promises";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";
import type { DatabaseFacts } from "@spotlight/contracts";
import type { Reopenable } from "./health.ts";
import { EmbeddedDatabase } from "./embedded/embedded.ts";
import { databaseFacts } from "./facts.ts";
import { type QueryObserver, observeQueries } from "./observe.ts";
import { MIGRATIONS } from "./migrations.ts";
import { Question } from "./question.ts";
import { Writer } from "./writer.ts";

/** The pool that every repository queries. */
export type Pool = pg.Pool;

/** What a repository asks: the pool, or a single connection. */
export interface Queryable {
  query<Row extends pg.QueryResultRow>(
    text: string | pg.QueryConfig,
    values?: unknown[],
  ): Promise<pg.QueryResult<Row>>;
}

/** Where the data lives. */
export type DatabaseTarget =
  | { readonly kind: "embedded"; readonly dataDir: string }
  | { readonly kind: "server"; readonly url: string };

/** An open database with every migration applied. */
export interface Database extends Reopenable {
  readonly kind: DatabaseTarget["kind"];
  readonly pool: Pool;
  /** A connection of its own beside the pool, without its limits; to be ended by the caller. */
  connect(): Promise<pg.Client>;
  /** What the database says of itself; rejects when it does not answer. */
  facts(): Promise<DatabaseFacts>;
  close(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 3_000;
const QUERY_TIMEOUT_MS = 30_000;
/** The embedded database keeps everybody waiting while it is backed up. */
const EMBEDDED_QUERY_TIMEOUT_MS = 120_000;
const STATEMENT_TIMEOUT_MS = 30_000;
const SERVER_PROBE_TIMEOUT_MS = 3_000;
/** The embedded database lives in this process: it is as slow as a starved machine makes it, and not away for that. */
const EMBEDDED_PROBE_TIMEOUT_MS = 15_000;

// Every bigint of ours (cursors, epoch ms) is far below 2^53.
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, Number);

/**
 * Opens the database, embedded or by URL, and brings its schema up to date. One code path from the pool on.
 *
 * @param suspect called when something happened that looks like an outage (the thread died, a connection broke).
 * @param observer told what every statement cost, those of the migrations among them.
 * @throws {DatabaseInUse} or `DataFolderInUse` when another process writes to it.
 */
export async function openDatabase(
  target: DatabaseTarget,
  suspect: (error: Error) => void,
  observer: QueryObserver | null = null,
): Promise<Database> {
  const watch = (pool: Pool): void => {
    pool.on("error", suspect);
    if (observer !== null) observeQueries(pool, observer);
  };
  return target.kind === "embedded"
    ? openEmbedded(target.dataDir, suspect, watch)
    : openServer(target.url, suspect, watch);
}

async function openEmbedded(
  dataDir: string,
  suspect: (error: Error) => void,
  watch: (pool: Pool) => void,
): Promise<Database> {
  const embedded = await EmbeddedDatabase.open(dataDir, suspect);
  const pool = new pg.Pool({ ...embedded.address, max: 4, types, query_timeout: EMBEDDED_QUERY_TIMEOUT_MS });
  watch(pool);
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
  const question = new Question(pool);
  return {
    kind: "embedded",
    pool,
    connect: () => connect(embedded.address),
    facts: () => databaseFacts("embedded", pool),
    probeTimeoutMs: EMBEDDED_PROBE_TIMEOUT_MS,
    probe: async () => {
      await embedded.probe();
      await question.ask();
    },
    reopen: async () => {
      await embedded.reopen();
      await migrateSchema(pool);
    },
    close,
  };
}

async function openServer(
  url: string,
  suspect: (error: Error) => void,
  watch: (pool: Pool) => void,
): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: url,
    max: 8,
    types,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  });
  watch(pool);
  const writer = new Writer(pool, suspect);
  const close = async (): Promise<void> => {
    writer.letGo();
    await Promise.race([pool.end(), delay(CONNECT_TIMEOUT_MS, undefined, { ref: false })]);
  };
  const open = async (): Promise<void> => {
    await writer.take();
    await migrateSchema(pool);
  };
  try {
    await open();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    kind: "server",
    pool,
    connect: () => connect({ connectionString: url }),
    facts: () => databaseFacts("server", pool),
    probeTimeoutMs: SERVER_PROBE_TIMEOUT_MS,
    probe: () => writer.probe(),
    reopen: open,
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

async function migrateSchema(pool: Pool): Promise<void> {
  await migrate(drizzle({ client: pool }), { migrationsFolder: MIGRATIONS });
}
