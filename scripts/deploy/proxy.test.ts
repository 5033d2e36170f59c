import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type IncomingHttpHeaders, createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type TestDatabase, embeddedTestDatabase } from "../../apps/server/src/testing/databases.ts";
import { ServerProcess } from "../../apps/server/src/testing/server-process.ts";
import { ROOT } from "./dockerfile.ts";
import { type Proxy, ask, isInstalled, pathEnv, startProxy, writeNginx } from "./proxy.ts";
import { freePort } from "../../apps/server/src/testing/free-port.ts";
import { until } from "./waiting.ts";

const PIN = "482913";
const NAMES = ["nginx", "caddy"] as const;
/** A frame must be through this long after it was sent; a proxy that collects them takes tens of seconds. */
const AT_ONCE_MS = 2_000;

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

let place: TestDatabase;
let server: ServerProcess;

beforeAll(async () => {
  place = await embeddedTestDatabase();
  server = await ServerProcess.prepare({
    NODE_ENV: "production",
    AUTH_PIN: PIN,
    TRUST_PROXY: "1",
    DATA_DIR: place.target.kind === "embedded" ? place.target.dataDir : "",
    SYMBOLS: "SPY",
    HISTORY_DAYS: "2",
  });
  await server.start();
});
afterAll(async () => {
  await server.stop();
  await place.remove();
});

function needs(program: string, skip: (condition: boolean, note: string) => void): void {
  skip(!isInstalled(program), `${program} is not installed`);
}

async function before(name: Proxy["name"], upstreamPort: number): Promise<Proxy> {
  const folder = mkdtempSync(join(tmpdir(), `spotlight-${name}-`));
  cleanUps.push(() => rmSync(folder, { recursive: true, force: true }));
  const wish = { folder, port: await freePort(), plainPort: await freePort(), upstreamPort };
  const proxy = startProxy(name, wish);
  const gone = new Promise((done) => proxy.process.once("exit", done));
  cleanUps.push(() => {
    proxy.process.kill("SIGTERM");
    return gone;
  });
  await until(
    () =>
      ask(proxy.origin, "/api/livez").then(
        () => true,
        () => false,
      ),
    proxy.output,
    () => proxy.process.exitCode !== null,
  );
  return proxy;
}

async function login(origin: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const answer = await ask(origin, "/api/auth/pin", {
    method: "POST",
    headers: { "content-type": "application/json", origin, ...headers },
    body: JSON.stringify({ pin: PIN }),
  });
  expect(answer.status, answer.body).toBe(204);
  return String(answer.headers["set-cookie"]).split(";")[0] ?? "";
}

test("nginx takes the shipped configuration", ({ skip }) => {
  needs("nginx", skip);
  const folder = mkdtempSync(join(tmpdir(), "spotlight-nginx-"));
  cleanUps.push(() => rmSync(folder, { recursive: true, force: true }));
  const file = writeNginx({ folder, port: 18_443, plainPort: 18_080, upstreamPort: 18_000 });
  execFileSync("nginx", ["-t", "-q", "-c", file, "-p", folder], { env: pathEnv() });
});

test("Caddy takes the shipped configuration, and finds it written as it would write it", ({ skip }) => {
  needs("caddy", skip);
  const file = join(ROOT, "deploy/Caddyfile");
  const env = { ...pathEnv(), DOMAIN: "trader.example.org", UPSTREAM: "app:8080" };
  execFileSync("caddy", ["validate", "--adapter", "caddyfile", "--config", file], { env, stdio: "pipe" });
  const written = execFileSync("caddy", ["fmt", file], { env, encoding: "utf8" });
  expect(written).toBe(readFileSync(file, "utf8"));
});

describe.each(NAMES)("%s before the real server", (name) => {
  test(
    "passes each frame of a stream on as it comes, uncompressed",
    { timeout: 120_000 },
    async ({ skip }) => {
      needs(name, skip);
      const { origin } = await before(name, server.port);
      const cookie = await login(origin);
      let text = "";
      const headers = { cookie, "accept-encoding": "gzip, br" };
      const streaming = ask(origin, "/stream/market?symbols=SPY&ticks=1", {
        headers,
        onText: (now) => {
          text = now;
          return (now.match(/^event: microbar/gm) ?? []).length >= 20;
        },
      });
      await until(
        async () => text.includes("event: bootstrap"),
        () => text,
        () => false,
        AT_ONCE_MS,
      );
      for (let frames = 1; frames <= 10; frames += 1) {
        const had = text.length;
        await until(
          async () => text.length > had,
          () => text,
          () => false,
          AT_ONCE_MS,
        );
      }
      const answer = await streaming;
      expect(answer.headers["content-encoding"]).toBeUndefined();
      expect(answer.headers["content-type"]).toContain("text/event-stream");
    },
  );

  test(
    "lets a person log in under the name that they opened, and no other site write for them",
    { timeout: 60_000 },
    async ({ skip }) => {
      needs(name, skip);
      const { origin } = await before(name, server.port);
      const cookie = await login(origin, { "x-forwarded-for": "203.0.113.9" });
      const snapshot = await ask(origin, "/api/admin/snapshot", { headers: { cookie } });
      expect(snapshot.status).toBe(200);
      const { sessions } = JSON.parse(snapshot.body) as { sessions: { address: string; current: boolean }[] };
      expect(sessions.map(({ address }) => address)).toContain("127.0.0.1");
      expect(JSON.stringify(sessions)).not.toContain("203.0.113.9");
      const foreign = await ask(origin, "/api/symbols", {
        method: "POST",
        headers: { cookie, "content-type": "application/json", origin: "https://evil.example" },
        body: JSON.stringify({ symbol: "QQQ" }),
      });
      expect(foreign.status).toBe(403);
      const page = await ask(origin, "/");
      for (const header of ["strict-transport-security", "content-security-policy", "x-content-type-options"])
        expect(typeof page.headers[header], header).toBe("string");
    },
  );
});

describe.each(NAMES)("%s before a server that writes down what it is told", (name) => {
  test("says who asked and how, whatever the client says about that", async ({ skip }) => {
    needs(name, skip);
    let heard: IncomingHttpHeaders = {};
    const recorder = createServer((request, answer) => {
      heard = request.headers;
      answer.end("{}");
    });
    const port = await freePort();
    await new Promise<void>((done) => recorder.listen(port, "127.0.0.1", done));
    cleanUps.push(
      () =>
        new Promise((done) => {
          recorder.closeAllConnections();
          recorder.close(done);
        }),
    );
    const { origin } = await before(name, port);
    const headers = {
      "x-forwarded-for": "203.0.113.9",
      "x-forwarded-proto": "http",
      "x-forwarded-host": "evil.example",
    };
    await ask(origin, "/", { headers });
    const host = new URL(origin).host;
    expect(heard).toMatchObject({
      host,
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-proto": "https",
      "x-forwarded-host": host,
    });
  });
});
