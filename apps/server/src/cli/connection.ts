import type { Client, ClientConfig } from "pg";
import type { Config } from "../config.ts";
import { type DatabaseTarget, connect, withClient } from "../store/database.ts";
import { EmbeddedDatabase, embeddedAddress, hasEmbeddedDatabase } from "../store/embedded/embedded.ts";
import { DataFolderInUse, livingHolder } from "../store/embedded/lock.ts";
import { UsageError } from "./command.ts";

/** No connection to the database; the message says why. */
export class DatabaseUnreachable extends Error {}

/** Where the configured data lives. */
export function targetOf({ databaseUrl, dataDir }: Config): DatabaseTarget {
  return databaseUrl === null ? { kind: "embedded", dataDir } : { kind: "server", url: databaseUrl };
}

/**
 * Runs `work` with a connection that only reads. A running server's embedded database is reached through that server;
 * otherwise it is opened for as long as the work takes.
 *
 * @throws {UsageError} when there is no database yet.
 */
export async function withReader<Result>(
  target: DatabaseTarget,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  if (target.kind === "server") return withClient(await reach({ connectionString: target.url }), work);
  if (!hasEmbeddedDatabase(target.dataDir))
    throw new UsageError(
      `There is no data in ${target.dataDir} yet: start the server once, or set DATA_DIR.`,
    );
  const holder = await livingHolder(target.dataDir);
  if (holder !== null) {
    if (holder.database === undefined) throw new DataFolderInUse(target.dataDir, holder.pid);
    return withClient(await reach(embeddedAddress(holder.database)), work);
  }
  const embedded = await EmbeddedDatabase.open(target.dataDir, () => undefined);
  try {
    return await withClient(await connect(embedded.address), work);
  } finally {
    await embedded.close();
  }
}

/** A connection, or one sentence that says why there is none, without the address, which may hold a password. */
async function reach(config: ClientConfig): Promise<Client> {
  try {
    return await connect(config);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "no answer";
    throw new DatabaseUnreachable(`The database does not let this command in (${code}).`);
  }
}
