import type { Client } from "pg";
import type { Config } from "../config.ts";
import { type DatabaseTarget, connect, withClient } from "../store/database.ts";
import { EmbeddedDatabase, embeddedAddress, hasEmbeddedDatabase } from "../store/embedded/embedded.ts";
import { DataFolderInUse, livingHolder } from "../store/embedded/lock.ts";
import { UsageError } from "./command.ts";
import { moveLeft, whenMoved } from "./spooled.ts";

/** Where the configured data lives. */
export function targetOf({ databaseUrl, dataDir }: Config): DatabaseTarget {
  return databaseUrl === null ? { kind: "embedded", dataDir } : { kind: "server", url: databaseUrl };
}

/**
 * Runs `work` with a connection that only reads. A running server's embedded database is reached through that server;
 * otherwise it is opened for as long as the work takes. It holds everything that a server has told before.
 *
 * @throws {UsageError} when there is no database yet.
 */
export async function withReader<Result>(
  target: DatabaseTarget,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  if (target.kind === "server") return withClient(await connect({ connectionString: target.url }), work);
  if (!hasEmbeddedDatabase(target.dataDir))
    throw new UsageError(
      `There is no data in ${target.dataDir} yet: start the server once, or set DATA_DIR.`,
    );
  const holder = await livingHolder(target.dataDir);
  if (holder !== null) {
    if (holder.database === undefined) throw new DataFolderInUse(target.dataDir, holder.pid);
    return withClient(await connect(embeddedAddress(holder.database)), async (client) => {
      await whenMoved(client, target.dataDir);
      return work(client);
    });
  }
  const embedded = await EmbeddedDatabase.open(target.dataDir, () => undefined);
  try {
    return await withClient(await connect(embedded.address), async (client) => {
      await moveLeft(client, target.dataDir);
      return work(client);
    });
  } finally {
    await embedded.close();
  }
}

/** Codes of Node and states of PostgreSQL that say that a database lets nobody in: away, unknown, or wrong credentials. */
const REFUSALS = /^(ECONNREFUSED|ENOTFOUND|ETIMEDOUT|EHOSTUNREACH|28\w{3}|3D000|53300)$/;

/** One sentence for a database that lets this command not in, without the address, which may hold a password; else null. */
export function databaseRefusal(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (REFUSALS.test(code)) return `The database does not let this command in (${code}).`;
  return databaseRefusal(error.cause);
}
