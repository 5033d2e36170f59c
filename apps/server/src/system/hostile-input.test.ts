import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { MetricsAnswer, RoutesAnswer } from "@spotlight/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestDatabase, embeddedTestDatabase } from "../testing/databases.ts";
import { type HostileAnswer, HostileConnection } from "../testing/hostile/connection.ts";
import {
  type ApiDescription,
  type HostileRequest,
  type KnownRoute,
  hostileRequest,
} from "../testing/hostile/requests.ts";
import { PATH_TRICKS } from "../testing/hostile/values.ts";
import { seededRandom } from "../testing/seeded-random.ts";
import { ServerProcess } from "../testing/server-process.ts";
import { Visitor } from "../testing/visitor.ts";

const PIN = "482913";
const long = process.env["SPOTLIGHT_LONG"] === "1";
const REQUESTS = long ? 200_000 : 3_000;
const CONNECTIONS = 12;
/** The same seed is the same requests. */
const SEED = Number(process.env["HOSTILE_SEED"] ?? (long ? Date.now() % 1_000_000 : 1));
/** What memory may grow by after a fifth of the requests, MiB. The short run ends while the heap still finds its size. */
const GROWTH_MAX_MIB = long ? 80 : 200;
const PROBLEMS_SHOWN = 15;
/** Codes of the refusals that may have a status of 5xx: what is asked for is being made ready. */
const NOT_YET = new Set(["starting", "warming"]);
/** What no answer to anybody may hold. */
const SECRETS = [PIN, "root:x:0:", '"devDependencies"', "[core]"];
/** What no refusal may hold: the inside of the server. */
const INSIDE = ["node_modules", "at async ", ".ts:", ".js:", "SELECT ", "INSERT ", "/dist/"];

let place: TestDatabase;
let server: ServerProcess;
let visitor: Visitor;
let routes: readonly KnownRoute[];
let api: ApiDescription;

beforeAll(async () => {
  place = await embeddedTestDatabase();
  server = await ServerProcess.prepare({
    NODE_ENV: "production",
    AUTH_PIN: PIN,
    TRUST_PROXY: "1",
    RATE_LIMIT_SCALE: "1000",
    LOG_LEVEL: "error",
    SYMBOLS: "SPY,QQQ",
    HISTORY_DAYS: "3",
    DATA_DIR: place.target.kind === "embedded" ? place.target.dataDir : "",
  });
  await server.start();
  visitor = new Visitor(server);
  if ((await visitor.enter(PIN)) !== 204) throw new Error("the PIN did not log in");
  ({ routes } = (await (await visitor.fetch("/api/admin/routes")).json()) as RoutesAnswer);
  api = (await (await visitor.fetch("/api/openapi.json")).json()) as ApiDescription;
});
afterAll(async () => {
  await server.stop();
  await place.remove();
});

async function residentMiB(): Promise<number> {
  const { metrics } = (await (await visitor.fetch("/api/metrics/json")).json()) as MetricsAnswer;
  const [only] = metrics["spotlight_process_resident_memory_bytes"]?.values ?? [];
  if (only === undefined || !("value" in only)) throw new Error("the server does not tell its memory");
  return only.value / 1_048_576;
}

/** Why an answer is not one that a server may give; null when it is. */
function wrong({ status, body }: HostileAnswer, { head, unreadable }: HostileRequest): string | null {
  if (status === 0) return unreadable ? null : "no answer";
  const told = [...SECRETS, ...(status >= 400 ? INSIDE : [])].find((text) => body.includes(text));
  if (told !== undefined) return `the answer holds ${told}`;
  if (status < 400) return null;
  const code = head ? null : codeOf(body);
  if (status >= 500 && !(code !== null && NOT_YET.has(code)) && !head) return `status ${status}`;
  if (head && status >= 500 && status !== 503) return `status ${status}`;
  if (!head && code === null) return `a refusal (${status}) that is none: ${body.slice(0, 200)}`;
  return null;
}

function codeOf(body: string): string | null {
  try {
    const { error } = JSON.parse(body) as { error?: { code?: unknown; message?: unknown } };
    const { code, message } = error ?? {};
    return typeof code === "string" &&
      /^[a-z_]+$/.test(code) &&
      typeof message === "string" &&
      message.length > 5
      ? code
      : null;
  } catch {
    return null;
  }
}

/** Sends a request; answers its status, or notes what is wrong with the answer and the request that it was. */
async function send(
  connection: HostileConnection,
  request: HostileRequest,
  problems: string[],
): Promise<number> {
  try {
    const answer = await connection.ask(request);
    const problem = wrong(answer, request);
    if (problem === null) return answer.status;
    problems.push(`${problem}\n  ${JSON.stringify(request.bytes.subarray(0, 400).toString("latin1"))}`);
  } catch (error) {
    problems.push(`${String(error)}\n  ${JSON.stringify(request.bytes.subarray(0, 400).toString("latin1"))}`);
  }
  return 0;
}

test(
  `${REQUESTS.toLocaleString("en-US")} requests from the schemas and against them: no 5xx, no crash, every refusal in its shape, memory flat (seed ${SEED})`,
  { timeout: long ? 3_600_000 : 300_000 },
  async () => {
    console.log(`hostile input: seed ${SEED}, ${REQUESTS} requests over ${routes.length} routes`);
    const statuses = new Map<number, number>();
    const problems: string[] = [];
    const cookies = { valid: visitor.cookie ?? "" };
    let next = 0;
    let warmMiB = Number.NaN;
    const worker = async (): Promise<void> => {
      const connection = new HostileConnection(server.port);
      for (let number = next++; number < REQUESTS; number = next++) {
        if (number === Math.floor(REQUESTS / 5)) warmMiB = await residentMiB();
        const request = hostileRequest(seededRandom(SEED * 1_000_003 + number), routes, api, cookies);
        const status = await send(connection, request, problems);
        if (problems.length >= PROBLEMS_SHOWN) break;
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
      connection.close();
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, worker));
    expect(problems.join("\n"), server.output.slice(-2_000)).toBe("");
    const endMiB = await residentMiB();
    const counted = [...statuses]
      .toSorted(([a], [b]) => a - b)
      .map(([status, count]) => `${status}: ${count}`);
    console.log(`statuses ${counted.join(", ")}; memory ${warmMiB.toFixed(0)} to ${endMiB.toFixed(0)} MiB`);
    expect(statuses.get(200) ?? 0).toBeGreaterThan(REQUESTS / 20);
    expect(statuses.get(400) ?? 0).toBeGreaterThan(REQUESTS / 20);
    expect(statuses.get(429) ?? 0).toBeLessThan(REQUESTS / 20);
    expect(endMiB - warmMiB).toBeLessThan(GROWTH_MAX_MIB);
    expect(server.output).not.toMatch(/uncaught|unhandled|"level":60/i);
    const ready = await fetch(`${server.url}/api/readyz`);
    expect(await ready.json()).toMatchObject({ ok: true });
  },
);

describe("path tricks", () => {
  test.each(
    PATH_TRICKS.map((path) => [path.length > 60 ? `${path.slice(0, 60)}… (${path.length})` : path, path]),
  )("%s leads to nothing that is not the web app's or the API's", async (_shown, path) => {
    const connection = new HostileConnection(server.port);
    const head = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: ${visitor.cookie}\r\nConnection: close\r\n\r\n`;
    const request = { bytes: Buffer.from(head, "latin1"), head: false, unreadable: true };
    const answer = await connection.ask(request);
    expect(wrong(answer, request)).toBeNull();
    if (answer.status === 200) expect(path).toMatch(/^\/api\/|^\/\/api|^http:|^\*/);
  });
});

describe("slow and broken-off requests", () => {
  test("hold nobody else up", async () => {
    const sockets = Array.from({ length: 100 }, (_, index) => {
      const socket = connect({ host: "127.0.0.1", port: server.port });
      socket.on("error", () => undefined);
      const parts = [
        "POST /api/symbols HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{",
        "GET /api/livez HTTP/1.1\r\nHost: a\r\nX-Slow",
        "POST /api/auth/pin HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\n5\r\nab",
      ];
      socket.write(parts[index % parts.length] ?? "");
      return socket;
    });
    for (let round = 0; round < 20; round += 1) {
      for (const socket of sockets) socket.write("x");
      const answer = await fetch(`${server.url}/api/livez`, { signal: AbortSignal.timeout(5_000) });
      expect(answer.status).toBe(200);
      await delay(20);
    }
    for (const socket of sockets) socket.destroy();
    expect((await visitor.fetch("/api/symbols")).status).toBe(200);
  });

  test("pipelined with what is no request behind them end with one refusal in its shape", async () => {
    const socket = connect({ host: "127.0.0.1", port: server.port });
    let text = "";
    socket.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
    socket.on("error", () => undefined);
    const closed = new Promise((done) => socket.once("close", done));
    socket.write(`${"GET /api/livez HTTP/1.1\r\nHost: a\r\n\r\n".repeat(50)}garbage\0\r\n\r\n`);
    await closed;
    expect(text.replaceAll(/HTTP\/1\.1 200 OK[^]*?\{"ok":true\}/g, "")).toMatch(
      /^HTTP\/1\.1 400 Bad Request\r\n[^]*"code":"unreadable"/,
    );
    expect((await fetch(`${server.url}/api/livez`)).status).toBe(200);
  });
});

test("a body larger than what is taken is refused before it is read", async () => {
  const answer = await visitor
    .send("POST", "/api/symbols", { symbol: "x".repeat(2_000_000) })
    .catch(() => null);
  expect([413, undefined]).toContain(answer?.status);
  expect((await visitor.fetch("/api/symbols")).status).toBe(200);
});

test("names of the prototype in JSON change nothing for anybody else", async () => {
  for (const body of [
    '{"__proto__":{"polluted":true},"symbol":"SPY"}',
    '{"constructor":{"prototype":{"polluted":true}},"symbol":"SPY"}',
  ]) {
    const headers = { "content-type": "application/json" };
    const answer = await visitor.fetch("/api/symbols", { method: "POST", headers, body });
    expect(answer.status).toBe(400);
  }
  expect(await (await visitor.fetch("/api/symbols")).text()).not.toContain("polluted");
});
