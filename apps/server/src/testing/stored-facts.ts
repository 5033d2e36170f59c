import { createHash } from "node:crypto";
import type { Signal } from "@spotlight/contracts";
import { type DatabaseTarget, type Pool, openDatabase } from "../store/database.ts";
import { PostgresMarketLog } from "../log/postgres-log.ts";
import type { Fact, MarketLog } from "../log/market-log.ts";

/** Calls back with the log that a stopped server left, and the database that it is in. */
export async function withStoredLog<Result>(
  target: DatabaseTarget,
  source: string,
  use: (log: MarketLog, pool: Pool) => Promise<Result>,
): Promise<Result> {
  const database = await openDatabase(target, () => undefined);
  try {
    return await use(await PostgresMarketLog.open(database.pool, source), database.pool);
  } finally {
    await database.close();
  }
}

/** Every fact of a log, by cursor. */
export async function allFacts(log: MarketLog): Promise<readonly Fact[]> {
  return log.read({ after: 0, until: log.head, symbols: null, limit: Number.MAX_SAFE_INTEGER });
}

/**
 * SHA-256 of what a log says of the market and of decisions. Without the cursors and the owner's name, which are of the
 * installation, and without the states of the feed, which depend on the speed of the machine.
 */
export function digestOf(facts: readonly Fact[]): string {
  const hash = createHash("sha256");
  for (const fact of facts)
    if (fact.kind !== "status") hash.update(canonical({ ...fact, cursor: 0, owner: "owner" in fact }));
  return hash.digest("hex");
}

/** Signals in the order in which they were told. */
export function signalsOf(facts: readonly Fact[]): readonly Signal[] {
  return facts.flatMap((fact) => (fact.kind === "signal" ? [fact.body] : []));
}

/** JSON with sorted keys: the database keeps objects, not the order of their keys. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
