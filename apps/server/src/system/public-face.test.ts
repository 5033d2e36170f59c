import { execFile } from "node:child_process";
import { get } from "node:http";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestDatabase, embeddedTestDatabase } from "../testing/databases.ts";
import { ServerProcess } from "../testing/server-process.ts";

const MAIN = resolve(import.meta.dirname, "../../dist/main.js");

let place: TestDatabase;
let server: ServerProcess;

beforeAll(async () => {
  place = await embeddedTestDatabase();
  const dataDir = place.target.kind === "embedded" ? place.target.dataDir : "";
  server = await ServerProcess.prepare({
    DATA_DIR: dataDir,
    FEED: "sim",
    HISTORY_DAYS: "3",
    SYMBOLS: "SPY,QQQ",
  });
  await server.start();
});

afterAll(async () => {
  await server.stop();
  await place.remove();
});

interface Begun {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** The head of a stream and its text up to the first frame of a kind. */
function begin(path: string, until: string): Promise<Begun> {
  return new Promise((done, failed) => {
    const headers = { "Accept-Encoding": "gzip, deflate, br" };
    const request = get(`${server.url}${path}`, { headers }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
        if (!text.includes(`event: ${until}`)) return;
        done({ headers: response.headers, text });
        request.destroy();
      });
    });
    request.on("error", failed);
  });
}

/** Starts the server with an environment that it must refuse; answers its exit code and what it said. */
function refused(environment: Readonly<Record<string, string>>): Promise<{ code: unknown; said: string }> {
  return new Promise((done) => {
    const env = { PATH: process.env["PATH"] ?? "", ...environment };
    execFile(process.execPath, [MAIN], { env }, (error, _out, said) => done({ code: error?.code, said }));
  });
}

describe("the stream", () => {
  test("P7 S4 is never compressed or cached, whatever the client accepts", async () => {
    const { headers } = await begin("/stream/market?symbols=SPY", "microbar");
    expect(headers["content-encoding"]).toBeUndefined();
    expect(headers["content-type"]).toContain("text/event-stream");
    expect(headers["cache-control"]).toContain("no-transform");
    expect(headers["x-accel-buffering"]).toBe("no");
  });

  test("begins with where it is, and P2 soon shows a bar that forms", async () => {
    const { text } = await begin("/stream/market?symbols=QQQ,SPY&timeframe=5m", "microbar");
    const events = [...text.matchAll(/^event: (\w+)/gm)].map(([, event]) => event);
    expect(events.slice(0, 3)).toEqual(["bootstrap", "epoch", "status"]);
    expect(text).toMatch(/^retry: \d+/m);
    expect(text).toContain('"state":"live"');
  });

  test("tells a reader whose cursor is not of this log to reload", async () => {
    const { text } = await begin("/stream/market?symbols=SPY&lastEventId=999999999", "status");
    expect(text).toContain("event: gap");
  });
});

describe("wrong input", () => {
  test.each([
    ["/api/history", 400],
    ["/api/history?symbol=SPY&timeframe=3m", 400],
    ["/api/history?symbol=SPY&limit=0", 400],
    ["/api/history?symbol=SPY&limit=50001", 400],
    ["/api/history?symbol=SPY&before=NaN", 400],
    ["/api/history?symbol=%00", 400],
    ["/api/history?symbol=SPY&unknown=1", 400],
    ["/api/history?symbol=NVDA", 404],
    ["/api/bars/digest?symbol=SPY&day=2024-02-30", 400],
    ["/api/bars/digest?symbol=SPY&day=2024-12-25", 400],
    ["/api/bars/revisions?symbol=", 400],
    ["/stream/market?symbols=", 400],
    ["/stream/market?symbols=SPY&lastEventId=x", 400],
    ["/stream/market?symbols=NVDA", 404],
    ["/api/nothing", 404],
    ["/debug/bars", 404],
  ])("%s is refused with %d and a sentence", async (path, status) => {
    const answer = await fetch(`${server.url}${path}`);
    expect(answer.status).toBe(status);
    const body = (await answer.json()) as { error: { code: string; message: string } };
    expect(body.error.code).toMatch(/^[a-z_]+$/);
    expect(body.error.message.length).toBeGreaterThan(10);
  });
});

describe("a server that must not start says why in one line", () => {
  test.each([
    [{ NODE_ENV: "production" }, 78, "AUTH_PIN"],
    [{ HOST: "0.0.0.0" }, 78, "HOST"],
    [{ PORT: "eighty" }, 78, "PORT"],
    [{ FEED: "replay" }, 78, "REPLAY_PATH"],
  ])("%o", async (environment, code, name) => {
    const outcome = await refused(environment);
    expect(outcome.code).toBe(code);
    expect(outcome.said.trim().split("\n")).toHaveLength(1);
    expect(outcome.said).toContain(name);
  });

  test("a port in use", async () => {
    const another = await embeddedTestDatabase();
    const dataDir = another.target.kind === "embedded" ? another.target.dataDir : "";
    const outcome = await refused({ PORT: String(server.port), DATA_DIR: dataDir });
    await another.remove();
    expect(outcome).toMatchObject({
      code: 1,
      said: expect.stringContaining(`Port ${server.port}`) as string,
    });
  });

  test("a data folder in use", async () => {
    const dataDir = place.target.kind === "embedded" ? place.target.dataDir : "";
    const outcome = await refused({ PORT: "0", DATA_DIR: dataDir, LOG_LEVEL: "silent" });
    expect(outcome).toMatchObject({ code: 1, said: expect.stringContaining(String(server.pid)) as string });
  });
});

test("whoever asks for a symbol that is being made ready is answered when it is; letting it go meanwhile holds", async () => {
  const post = (): Promise<Response> =>
    fetch(`${server.url}/api/symbols`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ symbol: "MSFT" }),
    });
  const watching = [post(), post()];
  await expect
    .poll(async () =>
      (await (await fetch(`${server.url}/api/symbols`)).text()).includes('"symbol":"MSFT","name"'),
    )
    .toBe(true);
  const asked = Promise.all([1, 2, 3].map(() => fetch(`${server.url}/api/history?symbol=MSFT&limit=10`)));
  for (const answer of await asked) expect(answer.status).toBe(200);
  for (const answer of await Promise.all(watching)) expect(answer.status).toBe(201);
  const gone = (): Promise<Response> => fetch(`${server.url}/api/symbols/MSFT`, { method: "DELETE" });
  expect((await gone()).status).toBe(204);
  const again = post();
  await expect.poll(async () => (await gone()).status).toBe(204);
  expect((await again).status).toBeLessThan(500);
  expect((await fetch(`${server.url}/api/history?symbol=MSFT`)).status).toBe(404);
});

test("a symbol can be watched while the server runs, with its past, and let go again", async () => {
  const post = await fetch(`${server.url}/api/symbols`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ symbol: "aapl" }),
  });
  expect(post.status).toBe(201);
  expect(await post.json()).toMatchObject({ symbol: "AAPL" });
  const { bars } = await server.get<{ bars: unknown[] }>("/api/history?symbol=AAPL&limit=100");
  expect(bars).toHaveLength(100);
  const gone = await fetch(`${server.url}/api/symbols/AAPL`, { method: "DELETE" });
  expect(gone.status).toBe(204);
  expect((await fetch(`${server.url}/api/history?symbol=AAPL`)).status).toBe(404);
});
