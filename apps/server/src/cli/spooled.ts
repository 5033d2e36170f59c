import { setTimeout as delay } from "node:timers/promises";
import type { Client } from "pg";
import { takeOver } from "../log/mover.ts";
import { PostgresMarketLog } from "../log/postgres-log.ts";
import { type SpoolRecord, readSpool, spoolFile } from "../log/spool.ts";

/** How long a running server may take to move what it has told into its database, ms; then that is away. */
const PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 20;

/** Resolves when a running server's database holds all that the server had told when this was called. */
export async function whenMoved(client: Client, dataDir: string): Promise<void> {
  const records = await waiting(client, dataDir);
  const newest = records.findLast(({ facts }) => facts.length > 0)?.facts.at(-1)?.cursor ?? 0;
  if (newest === 0) return;
  const untilMs = performance.now() + PATIENCE_MS;
  while (performance.now() < untilMs) {
    const { rows } = await client.query<{ holds: boolean }>(
      "SELECT EXISTS (SELECT FROM fact_log WHERE cursor >= $1) AS holds",
      [newest],
    );
    if (rows[0]?.holds === true) return;
    await delay(LOOK_EVERY_MS);
  }
}

/**
 * Takes over what a server told that was killed before its database had it. The spool stays as it is: the next start
 * takes it over again, which changes nothing, and empties it.
 */
export async function moveLeft(client: Client, dataDir: string): Promise<void> {
  const records = await waiting(client, dataDir);
  if (records.length > 0) await takeOver(await PostgresMarketLog.open(client, "spool"), records);
}

/** What the spool of a data folder holds, when it is of this database. */
async function waiting(client: Client, dataDir: string): Promise<readonly SpoolRecord[]> {
  const { owner, records } = await readSpool(spoolFile(dataDir));
  if (records.length === 0) return [];
  const { rows } = await client.query<{ id: string }>("SELECT id FROM owner ORDER BY created_ms LIMIT 1");
  return rows[0]?.id === owner ? records : [];
}
