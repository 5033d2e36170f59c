import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { connect, withClient } from "../store/database.ts";
import { runCli } from "../testing/cli-process.ts";
import {
  NO_POSTGRES,
  embeddedTestDatabase,
  postgresAnswers,
  postgresTestDatabase,
} from "../testing/databases.ts";
import { ServerProcess } from "../testing/server-process.ts";

const SECRET = "hunter2hunter2";
const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

interface Report {
  readonly ok: boolean;
  readonly findings: readonly { name: string; status: string; says: string; mend: string | null }[];
}

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "spotlight-doctor-"));
  cleanUps.push(() => rm(made, { recursive: true, force: true }));
  return made;
}

async function examine(
  environment: Readonly<Record<string, string>>,
): Promise<Report & { code: number | null }> {
  const outcome = await runCli(["doctor", "--json"], environment);
  expect(outcome.err).toBe("");
  expect(outcome.out).not.toContain(SECRET);
  return { code: outcome.code, ...(JSON.parse(outcome.out) as Report) };
}

function of({ findings }: Report, name: string): string[] {
  return findings.filter((finding) => finding.name === name).map(({ status, says }) => `${status}: ${says}`);
}

test("a sound environment has nothing in the way", async () => {
  const report = await examine({ DATA_DIR: await folder(), PORT: "0" });
  expect(report.findings.filter(({ status }) => status === "fail")).toEqual([]);
  expect(report).toMatchObject({ code: 0, ok: true });
  const names = ["node", "npm", "packages", "build", "settings", "port", "data", "disk", "database", "clock"];
  for (const name of [...names, "time zone"]) expect(of(report, name).length, name).toBeGreaterThan(0);
});

test("everything that is wrong is told in one run, each with a mend", async () => {
  const taken = createServer((socket) => socket.destroy());
  await new Promise<void>((done) => taken.listen(0, "127.0.0.1", done));
  cleanUps.push(() => new Promise((done) => taken.close(done)));
  const dataDir = await folder();
  await chmod(dataDir, 0o755);
  const report = await examine({
    DATA_DIR: dataDir,
    PORT: String((taken.address() as AddressInfo).port),
    DATABASE_URL: `postgres://me:${SECRET}@127.0.0.1:1/none`,
    REDIS_URL: `redis://me:${SECRET}@127.0.0.1:1`,
    FEED: "replay",
    REPLAY_PATH: join(dataDir, "nothing"),
    SYMBOLDS: "SPY",
  });
  expect(report).toMatchObject({ code: 1, ok: false });
  for (const name of ["port", "database", "redis", "feed"])
    expect(of(report, name)[0], name).toMatch(/^fail: /);
  expect(of(report, "settings").join()).toContain("SYMBOLDS");
  expect(of(report, "data").join()).toContain("other users");
  for (const { status, says, mend } of report.findings) {
    expect(says).toMatch(/\.$/);
    expect(mend === null).toBe(status === "ok");
  }
});

test("wrong values do not keep the rest from being looked at", async () => {
  const report = await examine({ DATA_DIR: await folder(), PORT: "0", LOG_LEVEL: "loud", AUTH_PIN: SECRET });
  expect(of(report, "settings")).toHaveLength(2);
  expect(of(report, "time zone")).toHaveLength(1);
  expect(report.code).toBe(1);
});

test("a data folder that is a file fails", async () => {
  const file = join(await folder(), "file");
  await writeFile(file, "");
  expect(of(await examine({ DATA_DIR: file, PORT: "0" }), "data")[0]).toMatch(/^fail: /);
  expect(await readFile(file, "utf8")).toBe("");
});

test("a running server is recognised, and its database is looked at through it", async () => {
  const place = await embeddedTestDatabase();
  cleanUps.push(() => place.remove());
  const dataDir = place.target.kind === "embedded" ? place.target.dataDir : "";
  const server = await ServerProcess.prepare({ DATA_DIR: dataDir, HISTORY_DAYS: "1" });
  cleanUps.push(() => server.kill());
  await server.start();
  const report = await examine({ DATA_DIR: dataDir, PORT: String(server.port) });
  expect(of(report, "port")).toEqual([`ok: Spotlight Trader runs on port ${server.port}.`]);
  expect(of(report, "data").join()).toContain(String(server.pid));
  expect(of(report, "migrations")[0]).toMatch(/^ok: All \d+ migrations are applied/);
  expect(report.code).toBe(0);
  expect(await server.stop()).toBe(0);
});

test("a PostgreSQL server is looked at, and what a newer version wrote is told", async ({ skip }) => {
  skip(!(await postgresAnswers()), NO_POSTGRES);
  const place = await postgresTestDatabase();
  cleanUps.push(() => place.remove());
  const url = place.target.kind === "server" ? place.target.url : "";
  const environment = { DATA_DIR: await folder(), PORT: "0", DATABASE_URL: url };
  const fresh = await examine(environment);
  expect(of(fresh, "database")[0]).toMatch(/^ok: PostgreSQL \d+/);
  expect(of(fresh, "migrations")[0]).toContain("at the next start");
  await withClient(await connect({ connectionString: url }), async (client) => {
    await client.query("CREATE SCHEMA drizzle");
    await client.query("CREATE TABLE drizzle.__drizzle_migrations (id serial, hash text, created_at bigint)");
    await client.query(
      "INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('x', 99999999999999)",
    );
  });
  expect(of(await examine(environment), "migrations")[0]).toMatch(/^fail: .*newer version/);
});
