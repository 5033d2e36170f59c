import { once } from "node:events";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import {
  type DiagAnswer,
  type MetricsAnswer,
  diagAnswerSchema,
  metricsAnswerSchema,
} from "@spotlight/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { METRICS } from "../telemetry/metric-list.ts";
import { type TestDatabase, embeddedTestDatabase } from "../testing/databases.ts";
import { ServerProcess } from "../testing/server-process.ts";

const ROOT = resolve(import.meta.dirname, "../../../..");
const SECRET = "a-secret-metrics-token-4711";

let place: TestDatabase;
let server: ServerProcess;
let collector: Server;
const traces: string[] = [];

beforeAll(async () => {
  collector = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      traces.push(body);
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  collector.listen(0, "127.0.0.1");
  await once(collector, "listening");
  place = await embeddedTestDatabase();
  server = await ServerProcess.prepare({
    DATA_DIR: place.target.kind === "embedded" ? place.target.dataDir : "",
    FEED: "sim",
    SIM_SPEED: "60",
    HISTORY_DAYS: "3",
    SYMBOLS: "SPY,QQQ",
    LOG_LEVEL: "debug",
    METRICS_TOKEN: SECRET,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
    OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20otlp-secret-0815",
  });
  await server.start();
});

afterAll(async () => {
  await server.stop();
  collector.closeAllConnections();
  collector.close();
  await place.remove();
});

async function metricsText(): Promise<string> {
  const answer = await fetch(`${server.url}/api/metrics`);
  expect(answer.headers.get("content-type")).toContain("text/plain");
  return answer.text();
}

async function view(): Promise<MetricsAnswer["metrics"]> {
  return metricsAnswerSchema.parse(await server.get("/api/metrics/json")).metrics;
}

async function diag(): Promise<DiagAnswer> {
  return diagAnswerSchema.parse(await server.get("/api/diag"));
}

/** The value of a metric, or of one with these labels; 0 when it has none. */
async function valueOf(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number> {
  const values = (await view())[`spotlight_${name}`]?.values ?? [];
  const found = values.find((value) =>
    Object.entries(labels).every(([label, wanted]) => value.labels[label] === wanted),
  );
  if (found === undefined) return 0;
  return "value" in found ? found.value : found.count;
}

function filesBelow(folder: string): readonly string[] {
  return existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : [];
}

async function report(body: object): Promise<number> {
  const answer = await fetch(`${server.url}/api/client-report`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return answer.status;
}

describe("P8 what is named exists", () => {
  test("every metric that diag, documentation, dashboards, alerts or screens name is in /api/metrics", async () => {
    const exist = new Set(
      [...(await metricsText()).matchAll(/^# TYPE (\w+)/gm)].map(([, name = ""]) => name),
    );
    expect(exist.size).toBeGreaterThan(Object.keys(METRICS).length);
    expect(Object.keys(await view()).toSorted()).toEqual([...exist].toSorted());
    const { counters } = await diag();
    for (const name of Object.keys(counters)) expect(exist).toContain(name.split("{")[0]);
    const texts = [
      "README.md",
      ...["docs", "deploy", "apps/web/src"].flatMap((folder) => filesBelow(join(ROOT, folder))),
    ];
    let named = 0;
    for (const file of texts.filter((each) => /\.(md|json|ya?ml|tsx?)$/.test(each))) {
      for (const [name] of readFileSync(resolve(ROOT, file), "utf8").matchAll(
        /\bspotlight_[a-z0-9_]*[a-z0-9]\b/g,
      )) {
        if (NO_METRICS.test(name)) continue;
        named += 1;
        const plain = name.replace(/_(bucket|sum|count)$/, "");
        expect(exist.has(name) || exist.has(plain), `${file} names ${name}`).toBe(true);
      }
    }
    expect(named).toBeGreaterThan(Object.keys(METRICS).length);
  });

  test("every metric that is declared is counted or read somewhere in the server", () => {
    const files = filesBelow(join(ROOT, "apps/server/src")).filter(
      (file) => file.endsWith(".ts") && !/\.test\.ts$|metric-list\.ts$|\/testing\//.test(file),
    );
    const sources = files.map((file) => readFileSync(file, "utf8")).join("\n");
    for (const name of Object.keys(METRICS)) expect(sources.includes(`"${name}"`), name).toBe(true);
  });

  test("every address that the client asks for is a route", async () => {
    const { paths } = await server.get<{ paths: Record<string, unknown> }>("/api/openapi.json");
    const patterns = Object.keys(paths).map(
      (path) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`),
    );
    const asked = new Set<string>();
    for (const file of filesBelow(join(ROOT, "apps/web/src"))) {
      if (!/\.tsx?$/.test(file) || /\.test\.|\/testing\//.test(file)) continue;
      for (const [, path = ""] of readFileSync(file, "utf8").matchAll(/["`](\/(?:api|stream)\/[^"`?]*)/g))
        asked.add(path.replaceAll(/\$\{[^}]*\}?/g, "x"));
    }
    expect(asked.size).toBeGreaterThan(5);
    for (const path of asked)
      expect(
        patterns.some((pattern) => pattern.test(path)),
        `${path} is no route`,
      ).toBe(true);
  });
});

/** Names with the same beginning that are no metrics: databases of tests, volumes and schemas. */
const NO_METRICS = /^spotlight_(test|data|db|postgres|restore)/;

describe("metrics of every room move", () => {
  test("trades, facts, commits, statements, frames and readers", async () => {
    const leaving = new AbortController();
    const { signal } = leaving;
    const { body } = await fetch(`${server.url}/stream/market?symbols=SPY&ticks=1`, { signal });
    const reading = body?.pipeTo(new WritableStream()).catch(() => undefined);
    await expect.poll(() => valueOf("readers"), { timeout: 10_000 }).toBe(1);
    for (const name of [
      "trades_total",
      "facts_total",
      "commit_duration_seconds",
      "database_query_duration_seconds",
    ])
      await expect.poll(() => valueOf(name), { timeout: 20_000, message: name }).toBeGreaterThan(0);
    for (const kind of ["durable", "forming", "tick"])
      await expect.poll(() => valueOf("frames_sent_total", { kind }), { timeout: 20_000 }).toBeGreaterThan(0);
    leaving.abort();
    await reading;
    await expect.poll(() => valueOf("readers"), { timeout: 10_000 }).toBe(0);
    expect(await valueOf("readers_started_total", { as: "new" })).toBeGreaterThan(0);
    expect(await valueOf("readers_ended_total", { farewell: "closed" })).toBeGreaterThan(0);
  });

  test("requests by the route's pattern, never by what a stranger asked for", async () => {
    await fetch(`${server.url}/api/symbols/SPY`);
    await fetch(`${server.url}/api/nothing-${"x".repeat(100)}`);
    const labels = { method: "GET", route: "/api/symbols/:symbol", status: "2xx" };
    await expect.poll(() => valueOf("http_requests_total", labels), { timeout: 5_000 }).toBe(1);
    await expect
      .poll(() => valueOf("http_requests_total", { route: "none", status: "4xx" }), { timeout: 5_000 })
      .toBe(1);
    expect(await metricsText()).not.toContain("nothing-x");
  });

  test("readiness by check, 1 while it holds", async () => {
    const { checks } = await server.get<{ checks: Record<string, boolean> }>("/api/readyz");
    for (const check of Object.keys(checks)) expect(await valueOf("ready", { check })).toBe(1);
  });

  test("what browsers report, within its bounds", async () => {
    const vitals = { lcpMs: 900, inpMs: 40, cls: 0.02 };
    const good = { vitals, frames: { p50Ms: 16.7, p95Ms: 33 }, paintMs: 3, reconnects: 2 };
    expect(await report(good)).toBe(204);
    for (const bad of [
      {},
      { ...good, vitals: { lcpMs: -1 } },
      { ...good, vitals: { lcpMs: 1e12 } },
      { ...good, reconnects: 1.5 },
      { ...good, more: "x" },
      { ...good, frames: { p50Ms: 1 } },
    ])
      expect(await report(bad)).toBe(400);
    expect(await valueOf("client_reports_total")).toBe(1);
    expect(await valueOf("client_reconnects_total")).toBe(2);
    expect(await valueOf("client_interaction_seconds")).toBe(1);
    expect(await valueOf("client_chart_frame_interval_seconds", { percentile: "p95" })).toBe(1);
  });
});

describe("diag", () => {
  test("has what a bug report needs and no secret", async () => {
    const { process: node, config, market, log, database, disk, readiness } = await diag();
    expect(node).toMatchObject({ node: process.version, pid: server.pid });
    expect(config).toMatchObject({
      METRICS_TOKEN: "set",
      OTEL_EXPORTER_OTLP_HEADERS: "set",
      AUTH_PIN: "not set",
      SYMBOLS: "SPY,QQQ",
      FEED_STALE_MS: "15000 (default)",
    });
    expect(readiness.ok).toBe(true);
    expect(market?.symbols.map(({ symbol }) => symbol)).toEqual(["SPY", "QQQ"]);
    expect(log?.head).toBeGreaterThan(0);
    expect(database).toMatchObject({ kind: "embedded", problem: null });
    expect(database?.slowest.length).toBeGreaterThan(0);
    expect(disk?.freeBytes).toBeGreaterThan(0);
    const answer = await fetch(`${server.url}/api/diag`);
    const text = await answer.text();
    for (const secret of [SECRET, "otlp-secret-0815"]) expect(text).not.toContain(secret);
  });
});

describe("the log", () => {
  test("every request has an id, which the answer tells; a sane one of the caller's is kept", async () => {
    const idFor = async (given: string): Promise<string> => {
      const answer = await fetch(`${server.url}/api/livez`, { headers: { "x-request-id": given } });
      return answer.headers.get("x-request-id") ?? "";
    };
    expect(await idFor("caller-1.2:3")).toBe("caller-1.2:3");
    for (const insane of ["", "x".repeat(65), "two words", '"}{"level":60'])
      expect(await idFor(insane)).toMatch(/^[\da-f-]{36}$/);
    const refused = await fetch(`${server.url}/api/history`);
    expect(refused.headers.get("x-request-id")).toMatch(/^[\da-f-]{36}$/);
  });

  test("one line a request, with its route and without its query", async () => {
    await fetch(`${server.url}/api/history?symbol=SPY&limit=1&apiKey=query-secret-1`, {
      headers: { "x-request-id": "seek-me", authorization: `Bearer ${SECRET}` },
    });
    const lines = (): string[] => server.output.split("\n").filter((line) => line.includes('"seek-me"'));
    await expect.poll(() => lines().length, { timeout: 5_000 }).toBe(1);
    expect(JSON.parse(lines()[0] ?? "")).toMatchObject({
      level: 20,
      method: "GET",
      path: "/api/history",
      route: "/api/history",
      status: 400,
    });
    for (const secret of [SECRET, "query-secret-1", "otlp-secret-0815"])
      expect(server.output).not.toContain(secret);
  });
});

test("traces of requests, history answers and commits reach the collector", async () => {
  await fetch(`${server.url}/api/history?symbol=SPY&limit=5`);
  await expect
    .poll(
      () => ["GET /api/history", '"history"', '"commit"'].filter((name) => !traces.join().includes(name)),
      {
        timeout: 20_000,
      },
    )
    .toEqual([]);
  expect(traces.join()).not.toContain(SECRET);
});
