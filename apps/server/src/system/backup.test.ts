import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { connect, openDatabase } from "../store/database.ts";
import { runCli } from "../testing/cli-process.ts";
import {
  NO_POSTGRES,
  embeddedTestDatabase,
  postgresAnswers,
  postgresTestDatabase,
} from "../testing/databases.ts";
import { RawReader } from "../testing/raw-reader.ts";
import { ServerProcess } from "../testing/server-process.ts";

const hasPostgres = await postgresAnswers();
const ROWS = process.env["SPOTLIGHT_LONG"] === "1" ? 300_000 : 80_000;
/** Reports the most memory that the process ever held, in KiB. */
const REPORT_MEMORY =
  "data:text/javascript,process.on('exit',()=>process.stderr.write('peak '+process.resourceUsage().maxRSS))";

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "spotlight-backup-"));
  cleanUps.push(() => rm(made, { recursive: true, force: true }));
  return made;
}

interface HistoryAnswer {
  readonly cursor: number;
  readonly bars: readonly unknown[];
}

test("a backup of a running server holds what it had then, and the server goes on undisturbed", async () => {
  const place = await embeddedTestDatabase();
  cleanUps.push(() => place.remove());
  const dataDir = place.target.kind === "embedded" ? place.target.dataDir : "";
  const feed = { FEED: "sim", SIM_SPEED: "300", HISTORY_DAYS: "10", SYMBOLS: "SPY,QQQ" };
  const server = await ServerProcess.prepare({ DATA_DIR: dataDir, ...feed });
  cleanUps.push(() => server.kill());
  await server.start();
  const reader = new RawReader(`${server.url}/stream/market?symbols=SPY,QQQ`, null, () => Infinity);
  const reading = reader.run();
  const before = await server.get<HistoryAnswer>("/api/history?symbol=SPY&limit=50000");

  const environment = { DATA_DIR: dataDir, SPOTLIGHT_BACKUP_PASSPHRASE: "correct horse battery" };
  const outcome = await runCli(["backup", "--json"], environment);
  expect(outcome).toMatchObject({ code: 0, err: "" });
  const { file, encrypted } = JSON.parse(outcome.out) as { file: string; encrypted: boolean };
  expect(encrypted).toBe(true);
  const running = await runCli(["restore", file], environment);
  expect(running).toMatchObject({ code: 1, out: "" });
  expect(running.err).toContain(String(server.pid));

  const after = await server.get<HistoryAnswer>("/api/history?symbol=SPY&limit=50000");
  await reader.reached(after.cursor + 20, 30_000);
  reader.stop();
  await reading;
  expect(reader.gaps).toEqual([]);
  expect(await server.stop()).toBe(0);

  const elsewhere = await folder();
  const restored = await runCli(["restore", file], { ...environment, DATA_DIR: elsewhere });
  expect(restored).toMatchObject({ code: 0, err: "" });
  const second = await ServerProcess.prepare({ DATA_DIR: elsewhere, ...feed });
  cleanUps.push(() => second.kill());
  await second.start();
  const again = await second.get<HistoryAnswer>("/api/history?symbol=SPY&limit=50000");
  expect(again.bars.slice(0, before.bars.length - 1)).toEqual(before.bars.slice(0, -1));
  await second.stop();
});

test("wrong use says what to do", async () => {
  const dataDir = await folder();
  const environment = { DATA_DIR: dataDir };
  expect(await runCli(["backup"], environment)).toMatchObject({
    code: 2,
    err: expect.stringContaining("There is no data") as string,
  });
  expect(await runCli(["restore"], environment)).toMatchObject({ code: 2 });
  expect(await runCli(["restore", "nothing.spotlight"], environment)).toMatchObject({
    code: 2,
    err: expect.stringContaining("cannot be read") as string,
  });
  expect(await runCli(["backup", "--passphrase", "x"], environment)).toMatchObject({ code: 2 });
  const file = join(dataDir, "export.jsonl");
  await writeFile(
    file,
    `${JSON.stringify({ format: "spotlight-export", version: 1, product: "1", createdMs: 1 })}\n`,
  );
  for (const words of [["export"], ["import", file]]) {
    const outcome = await runCli(words, {
      ...environment,
      DATABASE_URL: "postgres://me:secret@127.0.0.1:1/none",
    });
    expect(outcome).toMatchObject({ code: 1, err: expect.stringContaining("(ECONNREFUSED).\n") as string });
    expect(outcome.err).not.toContain("secret");
  }
  const away = await runCli(["backup"], {
    ...environment,
    DATABASE_URL: "postgres://me:secret@127.0.0.1:1/none",
  });
  expect(away).toMatchObject({ code: 1, err: "The database does not let this command in (ECONNREFUSED).\n" });
  const short = { ...environment, SPOTLIGHT_BACKUP_PASSPHRASE: "short" };
  const outcome = await runCli(["backup"], short);
  expect(outcome).toMatchObject({ code: 78 });
  expect(outcome.err).not.toContain('"short"');
});

test(`memory stays bounded over ${ROWS.toLocaleString("en-US")} rows, and every one comes back`, async ({
  skip,
}) => {
  skip(!hasPostgres, NO_POSTGRES);
  const source = await postgresTestDatabase();
  cleanUps.push(() => source.remove());
  const small = await postgresTestDatabase();
  cleanUps.push(() => small.remove());
  const dataDir = await folder();
  const url = (place: typeof source): string => (place.target.kind === "server" ? place.target.url : "");
  for (const [place, rows] of [
    [source, ROWS],
    [small, 1_000],
  ] as const) {
    await (await openDatabase(place.target, () => undefined)).close();
    const client = await connect({ connectionString: url(place) });
    await client.query(
      `INSERT INTO minute_fact SELECT 'sim:1', 'SYM' || i % 7, i * 60000::bigint, 'bar', i / 3.0, i, i, i, i / 7.0, i / 9.0, i,
         'closed', 0, NULL, i, i FROM generate_series(1, $1) AS i`,
      [rows],
    );
    await client.end();
  }
  const peaks: Record<string, number> = {};
  const run = async (name: string, words: readonly string[], place: typeof source): Promise<void> => {
    const environment = { DATA_DIR: dataDir, DATABASE_URL: url(place) };
    const outcome = await runCli(words, environment, ["--max-old-space-size=64", "--import", REPORT_MEMORY]);
    expect(outcome).toMatchObject({ code: 0 });
    peaks[name] = Number(/peak (\d+)/.exec(outcome.err)?.[1]) / 1_024;
  };
  const file = join(dataDir, "all.spotlight");
  await run("small", ["backup", "--out", join(dataDir, "small.spotlight")], small);
  await run("backup", ["backup", "--out", file], source);
  const goal = await postgresTestDatabase();
  cleanUps.push(() => goal.remove());
  await run("restore", ["restore", file], goal);
  const limitMiB = (peaks["small"] ?? 0) + 100;
  expect(peaks["backup"]).toBeLessThan(limitMiB);
  expect(peaks["restore"]).toBeLessThan(limitMiB);
  const sums = await Promise.all(
    [source, goal].map(async (place) => {
      const client = await connect({ connectionString: url(place) });
      const { rows } = await client.query(
        "SELECT count(*), md5(string_agg(t::text, '|' ORDER BY start_ms)) FROM minute_fact t",
      );
      await client.end();
      return rows;
    }),
  );
  expect(sums[1]).toEqual(sums[0]);
  expect((await readFile(file)).length).toBeLessThan(20 * 1_048_576);
});
