import { existsSync } from "node:fs";
import { FLAGS, FLAG_NAMES } from "@spotlight/contracts";
import { Redis } from "ioredis";
import type { Client } from "pg";
import { type Config, ConfigurationError, readConfig } from "../../config.ts";
import { leanDays, leanSymbols } from "../../feeds/replay/lean.ts";
import { appliedMigrations, knownMigrations } from "../../store/migrations.ts";
import { hasEmbeddedDatabase } from "../../store/embedded/embedded.ts";
import type { CommandCall } from "../command.ts";
import { targetOf, withReader } from "../connection.ts";
import { type Check, type Finding, fail, ok, warn } from "./check.ts";

const LEAST_POSTGRES = 14;
const TIMEOUT_MS = 5_000;

/** The database, Redis and the feed; nothing is said of them while the settings are wrong. */
export const servicesCheck: Check = {
  name: "services",
  run: async (call) => {
    const config = configOf(call);
    return config === null
      ? []
      : [...(await database(config)), ...(await redis(config)), ...(await feed(config)), flags(Date.now())];
  },
};

function configOf({ variables }: CommandCall): Config | null {
  try {
    return readConfig(variables);
  } catch (error) {
    if (error instanceof ConfigurationError) return null;
    throw error;
  }
}

async function database(config: Config): Promise<readonly Finding[]> {
  const target = targetOf(config);
  if (target.kind === "embedded" && !hasEmbeddedDatabase(target.dataDir))
    return [ok("database", "The embedded database is made at the first start.")];
  try {
    return await withReader(target, (client) => lookAt(client));
  } catch (error) {
    return [
      fail(
        "database",
        `The database does not open: ${reasonOf(error)}.`,
        target.kind === "server"
          ? "Check DATABASE_URL and that the PostgreSQL server runs and lets this user in."
          : "Restore a backup: npm run spotlight -- restore FILE.",
      ),
    ];
  }
}

async function lookAt(client: Client): Promise<readonly Finding[]> {
  const { rows } = await client.query<{ version: string; vector: boolean }>(
    `SELECT current_setting('server_version') AS version,
            EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector') AS vector`,
  );
  const { version = "", vector = false } = rows[0] ?? {};
  const findings =
    Number.parseInt(version, 10) >= LEAST_POSTGRES
      ? [ok("database", `PostgreSQL ${version} answers.`)]
      : [fail("database", `PostgreSQL ${version} is too old.`, `Use version ${LEAST_POSTGRES} or later.`)];
  findings.push(
    ok(
      "database",
      vector ? "pgvector is there." : "pgvector is not there; nothing needs it, searches run in the server.",
    ),
  );
  return [...findings, migrations(await appliedMigrations(client))];
}

function migrations(applied: readonly number[]): Finding {
  const known = knownMigrations();
  if (!applied.every((each) => known.includes(each)))
    return fail("migrations", "The database was written by a newer version.", "Update Spotlight Trader.");
  const waiting = known.length - applied.length;
  if (waiting === 0) return ok("migrations", `All ${known.length} migrations are applied.`);
  return ok("migrations", `${waiting} of ${known.length} migrations are applied at the next start.`);
}

async function redis({ environment }: Config): Promise<readonly Finding[]> {
  if (environment.REDIS_URL === undefined) return [];
  const client = new Redis(environment.REDIS_URL, {
    lazyConnect: true,
    connectTimeout: TIMEOUT_MS,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
  });
  // The failure that matters comes back from `connect`; without a listener each is printed as well.
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.ping();
    return [ok("redis", "Redis answers.")];
  } catch (error) {
    return [
      fail(
        "redis",
        `Redis does not answer: ${reasonOf(error)}.`,
        "Check REDIS_URL, or leave it empty on one machine.",
      ),
    ];
  } finally {
    client.disconnect();
  }
}

async function feed({ environment }: Config): Promise<readonly Finding[]> {
  if (environment.FEED === "sim")
    return [warn("feed", "The market is a simulator; no price in it is real.", "Set FEED for real data.")];
  const path = environment.REPLAY_PATH ?? "";
  const mend = "Name a folder in the LEAN layout with REPLAY_PATH (equity/usa/tick/SYMBOL).";
  if (!existsSync(path)) return [fail("feed", `REPLAY_PATH names ${path}, which is not there.`, mend)];
  const symbols = environment.REPLAY_SYMBOLS ?? (await leanSymbols(path));
  const days = await Promise.all(symbols.map((symbol) => leanDays(path, symbol)));
  const count = days.flat().length;
  if (count === 0) return [fail("feed", `${path} has no recorded day.`, mend)];
  return [ok("feed", `${count} recorded days of ${symbols.length} symbols are there to be replayed.`)];
}

/** Flags past the day by which somebody was to decide about them; they still work. */
export function flags(nowMs: number): Finding {
  const today = new Date(nowMs).toISOString().slice(0, 10);
  const expired = FLAG_NAMES.filter((name) => FLAGS[name].expires < today);
  if (expired.length === 0) return ok("flags", "No flag is past its day.");
  return warn("flags", `Past their day: ${expired.join(", ")}.`, "Decide in the code whether they stay.");
}

/** Why something failed, without the address it was asked at, which may hold a password. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const text = error.message === "" || error.message.includes("://") ? code : error.message;
  return (text === "" ? error.name : text).replace(/\.$/, "");
}
