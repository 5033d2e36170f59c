import { tmpdir } from "node:os";
import { type DatabaseFacts, diagAnswerSchema } from "@spotlight/contracts";
import { afterAll, expect, test } from "vitest";
import { Metrics } from "../telemetry/metrics.ts";
import { SlowQueries } from "../telemetry/slow-queries.ts";
import { type DiagSources, takeDiag } from "./diag.ts";
import { EventLoopWatch } from "./event-loop.ts";
import { Flags } from "./flags.ts";
import { openLog } from "./logger.ts";
import { Readiness } from "./readiness.ts";

const eventLoop = new EventLoopWatch();
afterAll(() => eventLoop.stop());

async function sources(more: Partial<DiagSources>): Promise<DiagSources> {
  return {
    version: "1.2.3",
    build: "a1b2c3",
    epochId: "e",
    epochStartMs: 1,
    settings: { AUTH_PIN: "set" },
    dataDir: tmpdir(),
    wallMs: Date.now,
    readiness: new Readiness(),
    eventLoop,
    metrics: new Metrics(),
    slowQueries: new SlowQueries(Date.now),
    log: await openLog({
      level: "silent",
      pretty: false,
      secrets: [],
      destination: { write: () => undefined },
    }),
    flags: new Flags(Date.now),
    limits: { list: () => [] },
    market: () => null,
    database: () => null,
    ...more,
  };
}

const database = (facts: () => Promise<DatabaseFacts>): Partial<DiagSources> => ({
  database: () => ({ kind: "server", facts }),
});

test("while the server starts, what is not known yet is null", async () => {
  const diag = diagAnswerSchema.parse(await takeDiag(await sources({})));
  expect(diag).toMatchObject({ market: null, log: null, database: null, readers: 0 });
  expect(diag.readiness.ok).toBe(false);
  expect(diag.flags.length).toBeGreaterThan(0);
});

test.each([
  ["never answers", async () => new Promise<never>(() => undefined), "The database does not answer."],
  ["refuses", async () => Promise.reject(new Error("connection refused")), "connection refused"],
])("a database that %s leaves the rest to be told, and says so", async (_how, facts, problem) => {
  const diag = diagAnswerSchema.parse(await takeDiag(await sources(database(facts))));
  expect(diag.database).toEqual({
    kind: "server",
    version: null,
    sizeBytes: null,
    migrations: null,
    problem,
    slowest: [],
  });
});

test("a folder whose disk cannot be asked is no reason to tell nothing", async () => {
  expect((await takeDiag(await sources({ dataDir: "/nowhere/at/all" }))).disk).toBeNull();
});

test("counters are told by name and labels, without those that are 0", async () => {
  const metrics = new Metrics();
  metrics.count("trades_total", 4);
  metrics.count("revisions_total", 1, { cause: "official" });
  const { counters } = await takeDiag(await sources({ metrics }));
  expect(counters).toMatchObject({
    spotlight_trades_total: 4,
    'spotlight_revisions_total{cause="official"}': 1,
  });
  expect(Object.values(counters)).not.toContain(0);
});
