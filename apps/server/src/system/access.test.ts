import { request } from "node:http";
import type { RoutesAnswer } from "@spotlight/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDatabase } from "../store/database.ts";
import { type TestDatabase, embeddedTestDatabase } from "../testing/databases.ts";
import { ServerProcess } from "../testing/server-process.ts";
import { Visitor } from "../testing/visitor.ts";

const PIN = "482913";
const TOKEN = "the-token-of-a-collector";
/** What CONTRACT.md leaves open to everybody; pages and files of the web app apart. */
const PUBLIC = [
  "GET /api/livez",
  "GET /api/readyz",
  "GET /api/healthz",
  "POST /api/auth/pin",
  "GET /api/auth/status",
];
const PAGE = /^GET \/([a-z]+)?$|^GET \/icon\.svg$|^GET \/assets\/\*$/;

let place: TestDatabase;
let server: ServerProcess;
let dataDir: string;
let routes: RoutesAnswer["routes"];
const owner = (): Visitor => new Visitor(server);

function settings(more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return {
    NODE_ENV: "production",
    AUTH_PIN: PIN,
    METRICS_TOKEN: TOKEN,
    TRUST_PROXY: "1",
    // Every route is asked in every wrong way within a minute.
    RATE_LIMIT_SCALE: "3",
    DATA_DIR: dataDir,
    HISTORY_DAYS: "2",
    SYMBOLS: "SPY",
    ...more,
  };
}

async function restart(more: Readonly<Record<string, string>> = {}): Promise<void> {
  await server.stop();
  server = await ServerProcess.prepare(settings(more));
  await server.start();
}

async function insider(): Promise<Visitor> {
  const visitor = owner();
  expect(await visitor.enter(PIN)).toBe(204);
  return visitor;
}

beforeAll(async () => {
  place = await embeddedTestDatabase();
  dataDir = place.target.kind === "embedded" ? place.target.dataDir : "";
  server = await ServerProcess.prepare(settings());
  await server.start();
  ({ routes } = (await (await (await insider()).fetch("/api/admin/routes")).json()) as RoutesAnswer);
});

afterAll(async () => {
  await server.stop();
  await place.remove();
});

async function choose(who: Visitor, body: object): Promise<number> {
  return (await who.send("PUT", "/api/auth/pin", body)).status;
}

/** One address for each guess. */
function addressOf(guess: number): string {
  return `198.18.${guess >> 8}.${guess & 255}`;
}

/** A path that the route's pattern matches. */
function pathOf(url: string): string {
  return url.replaceAll(/:(\w+)/g, "SPY").replace("*", "x.js");
}

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Asks in the plainest way and answers the status, also to an upgrade. */
function ask({ method, url, headers = {} }: Asked): Promise<number> {
  return new Promise((done, failed) => {
    const sent = request(`${server.url}${pathOf(url)}`, { method, headers, agent: false }, (answer) => {
      answer.destroy();
      done(answer.statusCode ?? 0);
    });
    sent.on("upgrade", (answer, socket) => {
      socket.destroy();
      done(answer.statusCode ?? 101);
    });
    sent.on("error", failed);
    sent.end();
  });
}

async function expectShut(what: string, headers: Readonly<Record<string, string>>): Promise<void> {
  for (const { method, url, access } of routes) {
    if (access === "public") continue;
    expect([401, 403, 404], `${method} ${url} ${what}`).toContain(await ask({ method, url, headers }));
  }
}

const UPGRADE = {
  connection: "Upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
};

describe("P4 P5 every route of the production server", () => {
  test("is shut without a session, except those that the contract opens", async () => {
    expect(routes.length).toBeGreaterThan(25);
    const open = routes.filter(({ access, method }) => access === "public" && method !== "HEAD");
    const names = open.map(({ method, url }) => `${method} ${url}`);
    expect(names.filter((name) => !PAGE.test(name)).toSorted()).toEqual(PUBLIC.toSorted());
    await expectShut("without a session", {});
  });

  test("is shut to upgrades, to methods that it does not have, and to paths beside it", async () => {
    for (const { method, url, access } of routes) {
      if (access !== "public")
        expect([401, 403, 404], `upgrade ${url}`).toContain(await ask({ method, url, headers: UPGRADE }));
      for (const other of ["PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"]) {
        if (routes.some((route) => route.method === other && route.url === url)) continue;
        expect([401, 403, 404, 405], `${other} ${url}`).toContain(await ask({ method: other, url }));
      }
    }
    for (const url of [
      "//api/history",
      "/api/./history",
      "/api//history",
      "/API/history",
      "/api/history/",
      "/api/history;x",
    ])
      expect([401, 403, 404], url).toContain(await ask({ method: "GET", url }));
  });

  test("is shut to forged cookies: empty, default, without a signature, of another key, of a guess", async () => {
    const name = (await insider()).cookie?.split("=")[0] ?? "";
    expect(name).toBe("__Host-spotlight");
    const none = Buffer.from('{"alg":"none"}').toString("base64url");
    for (const value of [
      "",
      "null",
      "default",
      "owner",
      `${none}.${none}.`,
      "A".repeat(43),
      `s%3A${"A".repeat(43)}.x`,
    ])
      await expectShut(`with the cookie ${value}`, { cookie: `${name}=${value}` });
  });

  test("is shut to a session that was ended", async () => {
    const visitor = await insider();
    const cookie = visitor.cookie ?? "";
    expect((await visitor.fetch("/api/auth/logout", { method: "POST" })).status).toBe(204);
    expect(visitor.cookie).toBeNull();
    await expectShut("with an ended session", { cookie });
  });

  test("is shut to a session that has expired, or that was begun under another key", async () => {
    const cookie = (await insider()).cookie ?? "";
    await restart({ SESSION_SECRET: "another key of thirty-two characters" });
    await expectShut("under another key", { cookie });
    await server.stop();
    const database = await openDatabase(place.target, () => undefined);
    await database.pool.query("UPDATE session SET expires_ms = 1");
    await database.close();
    await restart();
    await expectShut("expired", { cookie });
  });

  test("refuses every write from a page of another site, whoever is logged in there", async () => {
    const cookie = (await insider()).cookie ?? "";
    const foreign = [
      { origin: "https://evil.example" },
      { origin: "null" },
      { origin: `http://127.0.0.1.evil.example:${server.port}` },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
    ];
    const writes = routes.filter(({ method }) => !["GET", "HEAD", "OPTIONS"].includes(method));
    expect(writes.length).toBeGreaterThan(4);
    for (const { method, url } of writes)
      for (const headers of foreign)
        expect(await ask({ method, url, headers: { cookie, ...headers } })).toBe(403);
    const { status } = await (
      await insider()
    ).send("POST", "/api/symbols", { symbol: "NOPE" }, { origin: server.url });
    expect(status).toBe(404);
  });

  test("P6 can be reached by whoever logged in", async () => {
    const visitor = await insider();
    for (const { method, url, access } of routes) {
      if (method !== "GET" || url.startsWith("/stream/") || access === "token") continue;
      const { status } = await visitor.fetch(pathOf(url));
      expect([401, 403], `${method} ${url}`).not.toContain(status);
    }
  });

  test("knows no debug routes, and no session makes them be", async () => {
    const visitor = await insider();
    expect(routes.filter(({ url }) => url.startsWith("/debug"))).toEqual([]);
    for (const path of ["/debug/feed", "/debug/block", "/debug/error", "/debug/bars", "/debug"])
      expect((await visitor.send("POST", path, {})).status).toBe(404);
  });
});

describe("administration", () => {
  test("needs the PIN again when it was entered long ago, and the session goes on", async () => {
    const visitor = await insider();
    const cookie = visitor.cookie;
    await server.stop();
    const database = await openDatabase(place.target, () => undefined);
    await database.pool.query("UPDATE session SET pin_entered_ms = pin_entered_ms - 13 * 3600000");
    await database.close();
    await restart();
    const later = owner();
    later.cookie = cookie;
    expect((await later.fetch("/api/history?symbol=SPY")).status).toBe(200);
    const refused = await later.fetch("/api/admin/routes");
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ error: { code: "step_up_required" } });
    expect(await later.enter(PIN)).toBe(204);
    expect(later.cookie).not.toBe(cookie);
    expect((await later.fetch("/api/admin/routes")).status).toBe(200);
  });
});

test("one's own data goes out and comes in again, in force at once, and both are noted", async () => {
  const visitor = await insider();
  expect((await visitor.send("PUT", "/api/flags", { name: "chartMaxFps", value: 30 })).status).toBe(200);
  const exported = await visitor.fetch("/api/export");
  expect(exported.headers.get("content-disposition")).toContain("spotlight-export");
  const text = await exported.text();
  expect(text).toContain('{"kind":"flag","data":{"name":"chartMaxFps","value":30}}');
  await visitor.send("PUT", "/api/flags", { name: "chartMaxFps", value: null });
  const put = (path: string, body: string, type = "application/x-ndjson"): Promise<Response> =>
    visitor.fetch(path, { method: "POST", headers: { "content-type": type }, body });
  const added = `${text}{"kind":"watched_symbol","data":{"source":"sim:1","symbol":"QQQ"}}\n{"kind":"rules"}\n`;
  expect(await (await put("/api/import?dryRun=1", added)).json()).toMatchObject({
    added: 2,
    rejected: [{ line: 5 }],
  });
  expect((await visitor.fetch("/api/history?symbol=QQQ")).status).toBe(404);
  expect(await (await put("/api/import", added)).json()).toMatchObject({ added: 2, same: 1 });
  expect((await visitor.fetch("/api/history?symbol=QQQ")).status).toBe(200);
  expect(await (await visitor.fetch("/api/flags")).text()).toContain('"value":30');
  for (const [body, type, status] of [
    ["{}", undefined, 400],
    ["", undefined, 400],
    ["{}", "application/json", 415],
  ] as const)
    expect((await put("/api/import", body, type)).status).toBe(status);
  const audit = await (await visitor.fetch("/api/admin/audit")).text();
  for (const action of ["export", "import", "flag_changed"]) expect(audit).toContain(`"action":"${action}"`);
  await visitor.fetch("/api/symbols/QQQ", { method: "DELETE" });
});

test("metrics are given to a collector by its token, and to nobody by a token like it", async () => {
  const get = (authorization: string) =>
    ask({ method: "GET", url: "/api/metrics", headers: { authorization } });
  expect(await get(`Bearer ${TOKEN}`)).toBe(200);
  for (const wrong of ["", "Bearer", "Bearer ", `Bearer ${TOKEN}x`, `Basic ${TOKEN}`, TOKEN])
    expect(await get(wrong)).toBe(401);
  expect(await ask({ method: "GET", url: "/api/diag", headers: { authorization: `Bearer ${TOKEN}` } })).toBe(
    401,
  );
});

test("a page is sent with a policy that runs no inline script, and what the cookie says is kept from scripts", async () => {
  const page = await owner().fetch("/");
  const policy = page.headers.get("content-security-policy") ?? "";
  expect(policy).toMatch(/script-src 'self'(;|$)/);
  expect(policy).toContain("object-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toContain("base-uri 'none'");
  expect(page.headers.get("x-content-type-options")).toBe("nosniff");
  expect(page.headers.get("strict-transport-security")).toContain("max-age=");
  const answer = await owner().send("POST", "/api/auth/pin", { pin: PIN });
  const [cookie] = answer.headers.getSetCookie();
  for (const flag of ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"]) expect(cookie).toContain(flag);
  expect(answer.headers.get("cache-control")).toBe("no-store");
});

test("a body is taken as JSON or not at all", async () => {
  const visitor = await insider();
  for (const type of [
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/xml",
  ]) {
    const answer = await visitor.fetch("/api/symbols", {
      method: "POST",
      headers: { "content-type": type },
      body: '{"symbol":"SPY"}',
    });
    expect(answer.status, type).toBe(415);
  }
  const polluting = await visitor.fetch("/api/symbols", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: '{"symbol":"SPY","__proto__":{"admin":true}}',
  });
  expect(polluting.status).toBe(400);
});

test("P5 ten thousand guesses from many addresses: at most 60 are checked, and the owner's session goes on and may enter the PIN", async () => {
  const visitor = await insider();
  const statuses = new Map<number, number>();
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < 10_000) {
      const guess = next;
      next += 1;
      const pin = String(100_000 + guess);
      const status = await owner().enter(pin, { "x-forwarded-for": addressOf(guess) });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: 24 }, worker));
  expect(new Set(statuses.keys())).toEqual(new Set([401, 429]));
  expect(statuses.get(401)).toBeLessThanOrEqual(60);
  expect((await visitor.fetch("/api/history?symbol=SPY")).status).toBe(200);
  const refused = await owner().send(
    "POST",
    "/api/auth/pin",
    { pin: PIN },
    { "x-forwarded-for": "203.0.113.5" },
  );
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(await visitor.enter(PIN)).toBe(204);
}, 180_000);

/** The status of a request that comes under a host's name. */
function askUnder(host: string, url: string): Promise<number> {
  return new Promise((done, failed) => {
    request(`${url}/api/market/status`, { headers: { host }, agent: false }, (answer) => {
      answer.destroy();
      done(answer.statusCode ?? 0);
    })
      .on("error", failed)
      .end();
  });
}

describe("in development, without AUTH_PIN", () => {
  let home: TestDatabase;
  let development: ServerProcess;
  beforeAll(async () => {
    home = await embeddedTestDatabase();
    const folder = home.target.kind === "embedded" ? home.target.dataDir : "";
    development = await ServerProcess.prepare({ DATA_DIR: folder, HISTORY_DAYS: "2", SYMBOLS: "SPY" });
    await development.start();
  });
  afterAll(async () => {
    await development.stop();
    await home.remove();
  });

  test("without a PIN the server answers only to names of this machine", async () => {
    for (const host of [`127.0.0.1:${development.port}`, "localhost", "[::1]:80"])
      expect(await askUnder(host, development.url)).toBe(200);
    for (const host of ["rebound.example", "127.0.0.1.example", `trader.example:${development.port}`])
      expect(await askUnder(host, development.url)).toBe(403);
  });

  test("a PIN that was chosen begins the login, and is changed only with the one before", async () => {
    const [first, stranger] = [new Visitor(development), new Visitor(development)];
    expect(await (await stranger.fetch("/api/auth/status")).json()).toMatchObject({
      pin: "none",
      authenticated: true,
    });
    expect(await choose(first, { pin: "123456" })).toBe(400);
    expect(await choose(first, { pin: "482913" })).toBe(204);
    expect((await first.fetch("/api/history?symbol=SPY")).status).toBe(200);
    expect((await stranger.fetch("/api/history?symbol=SPY")).status).toBe(401);
    expect(await choose(stranger, { pin: "739104" })).toBe(401);
    expect(await choose(first, { pin: "739104" })).toBe(401);
    expect(await choose(first, { pin: "739104", currentPin: "482913" })).toBe(204);
    expect(await stranger.enter("482913")).toBe(401);
    expect(await stranger.enter("739104")).toBe(204);
    expect((await stranger.fetch("/api/history?symbol=SPY")).status).toBe(200);
  });
});
