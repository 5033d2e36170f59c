import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import pg from "pg";
import type { DatabaseTarget } from "../store/database.ts";
import { createEmptyDatabase } from "../store/embedded/empty-database.ts";

/** A PostgreSQL server for tests; its user must be allowed to create databases. */
const POSTGRES_URL = process.env["TEST_POSTGRES_URL"] ?? "postgres://postgres@127.0.0.1:5432/postgres";
const TEMPLATE = resolve(import.meta.dirname, "../../../../.cache/database-template");

/** A place for one test's data, gone after `remove`. */
export interface TestDatabase {
  readonly target: DatabaseTarget;
  remove(): Promise<void>;
}

/**
 * An empty embedded database. The first call makes its files, which takes seconds; the others copy them, so that tests
 * may have as many as they like.
 */
export async function embeddedTestDatabase(): Promise<TestDatabase> {
  if (!existsSync(TEMPLATE)) await makeTemplate();
  const dataDir = await mkdtemp(join(tmpdir(), "spotlight-test-"));
  await cp(TEMPLATE, join(dataDir, "database"), { recursive: true });
  return {
    target: { kind: "embedded", dataDir },
    remove: () => rm(dataDir, { recursive: true, force: true }),
  };
}

async function makeTemplate(): Promise<void> {
  const making = `${TEMPLATE}-${process.pid}`;
  await mkdir(resolve(TEMPLATE, ".."), { recursive: true });
  await createEmptyDatabase(making);
  await rename(making, TEMPLATE).catch(() => rm(making, { recursive: true, force: true }));
}

/** Why a test that needs one is skipped where none answers. */
export const NO_POSTGRES = "no PostgreSQL server answers at TEST_POSTGRES_URL";

/** Whether a PostgreSQL server for tests answers. */
export async function postgresAnswers(): Promise<boolean> {
  const client = new pg.Client({ connectionString: POSTGRES_URL, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** A new, empty database on the PostgreSQL server for tests. */
export async function postgresTestDatabase(): Promise<TestDatabase> {
  const name = `spotlight_test_${randomBytes(6).toString("hex")}`;
  await administer(`CREATE DATABASE ${name}`);
  const url = new URL(POSTGRES_URL);
  url.pathname = `/${name}`;
  return {
    target: { kind: "server", url: url.href },
    remove: () => administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

async function administer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: POSTGRES_URL });
  await client.connect();
  await client.query(statement);
  await client.end();
}
