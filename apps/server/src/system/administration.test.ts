import {
  type AdminSnapshot,
  type AuditAnswer,
  type FlagsAnswer,
  adminSnapshotSchema,
  auditAnswerSchema,
  flagsAnswerSchema,
} from "@spotlight/contracts";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type TestDatabase, embeddedTestDatabase } from "../testing/databases.ts";
import { ServerProcess } from "../testing/server-process.ts";

const PIN = "471908";

let place: TestDatabase;
let server: ServerProcess;
let cookie: string;

beforeAll(async () => {
  place = await embeddedTestDatabase();
  server = await ServerProcess.prepare({
    DATA_DIR: place.target.kind === "embedded" ? place.target.dataDir : "",
    FEED: "sim",
    SIM_SPEED: "20",
    HISTORY_DAYS: "3",
    SYMBOLS: "SPY",
    LOG_LEVEL: "info",
    AUTH_PIN: PIN,
  });
  await server.start();
});

afterAll(async () => {
  await server.stop();
  await place.remove();
});

beforeEach(async () => {
  cookie = await logIn();
});

async function logIn(): Promise<string> {
  const answer = await fetch(`${server.url}/api/auth/pin`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ pin: PIN }),
  });
  expect(answer.status).toBe(204);
  return (answer.headers.getSetCookie()[0] ?? "").split(";")[0] ?? "";
}

async function ask(method: string, path: string, body?: object, as = cookie): Promise<Response> {
  return fetch(`${server.url}${path}`, {
    method,
    headers: { cookie: as, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function snapshot(): Promise<AdminSnapshot> {
  return adminSnapshotSchema.parse(await (await ask("GET", "/api/admin/snapshot")).json());
}

async function audit(query = ""): Promise<AuditAnswer> {
  return auditAnswerSchema.parse(await (await ask("GET", `/api/admin/audit${query}`)).json());
}

async function flags(): Promise<FlagsAnswer["flags"]> {
  return flagsAnswerSchema.parse(await (await ask("GET", "/api/flags")).json()).flags;
}

/** Whether a request leaves a line in the log; the one after it gives the line time to come. */
async function leavesLine(): Promise<boolean> {
  const id = `seek-${Math.floor(performance.now() * 1_000)}`;
  await fetch(`${server.url}/api/livez`, { headers: { "x-request-id": id } });
  await fetch(`${server.url}/api/livez`);
  return server.output.includes(id);
}

/** A stream whose text is gathered until it ends or is left. */
class Follower {
  text = "";
  ended = false;
  readonly #leaving = new AbortController();

  async open(query: string): Promise<this> {
    const { signal } = this.#leaving;
    const answer = await fetch(`${server.url}/stream/market?${query}`, { headers: { cookie }, signal });
    if (answer.status !== 200) throw new Error(`the stream answered ${answer.status}`);
    void this.#read(answer);
    return this;
  }

  leave(): void {
    this.#leaving.abort();
  }

  /** The data of every frame of a kind so far. */
  frames(event: string): unknown[] {
    const pattern = new RegExp(`event: ${event}\ndata: (.*)\n`, "g");
    return [...this.text.matchAll(pattern)].map(([, data = ""]) => JSON.parse(data) as unknown);
  }

  async #read(answer: Response): Promise<void> {
    const decoder = new TextDecoder();
    try {
      for await (const chunk of answer.body ?? [])
        this.text += decoder.decode(chunk as Uint8Array, { stream: true });
    } catch {
      // Left, or cut off.
    }
    this.ended = true;
  }
}

describe("flags", () => {
  test("reach every reader, first when it connects and then when they change", async () => {
    const reader = await new Follower().open("symbols=SPY");
    await expect.poll(() => reader.frames("flags"), { timeout: 5_000 }).toHaveLength(1);
    expect(reader.frames("flags")[0]).toMatchObject({ values: { chartMaxFps: 60, streamTicks: true } });
    expect(reader.text.indexOf("event: flags")).toBeGreaterThan(reader.text.indexOf("event: status"));
    const changed = await ask("PUT", "/api/flags", { name: "chartMaxFps", value: 25 });
    expect(changed.status).toBe(200);
    await expect
      .poll(() => reader.frames("flags").at(-1), { timeout: 5_000 })
      .toMatchObject({
        values: { chartMaxFps: 25 },
      });
    expect(reader.text).not.toMatch(/id: \d+\nevent: flags/);
    await ask("PUT", "/api/flags", { name: "chartMaxFps", value: null });
    await expect.poll(() => reader.frames("flags"), { timeout: 5_000 }).toHaveLength(3);
    expect((await flags()).find(({ name }) => name === "chartMaxFps")).toMatchObject({
      value: 60,
      changedMs: null,
    });
    reader.leave();
  });

  test("streamTicks decides whether ticks flow, also to readers that are connected", async () => {
    const reader = await new Follower().open("symbols=SPY&ticks=1");
    await expect.poll(() => reader.frames("tick").length, { timeout: 20_000 }).toBeGreaterThan(0);
    await ask("PUT", "/api/flags", { name: "streamTicks", value: false });
    await expect.poll(() => reader.frames("flags").length, { timeout: 5_000 }).toBe(2);
    const afterOff = (): string => reader.text.slice(reader.text.lastIndexOf("event: flags"));
    await expect
      .poll(() => afterOff().match(/event: microbar/g)?.length ?? 0, { timeout: 20_000 })
      .toBeGreaterThan(5);
    expect(afterOff()).not.toContain("event: tick");
    await ask("PUT", "/api/flags", { name: "streamTicks", value: null });
    await expect.poll(() => afterOff().includes("event: tick"), { timeout: 20_000 }).toBe(true);
    reader.leave();
  });

  test("a change is in the audit log, from what to what", async () => {
    await ask("PUT", "/api/flags", { name: "governorTight", value: true });
    const [line] = (await audit("?limit=1")).entries;
    expect(line).toMatchObject({
      action: "flag_changed",
      details: { flag: "governorTight", before: false, after: true, reset: false },
    });
    expect(line?.session).not.toBeNull();
    await ask("PUT", "/api/flags", { name: "governorTight", value: null });
  });

  test.each([
    [{ name: "chartMaxFps", value: 1_000 }, "chartMaxFps is a whole number from 10 to 240."],
    [{ name: "streamTicks", value: 1 }, "streamTicks is a switch: true or false."],
    [{ name: "nothing", value: true }, ""],
    [{}, ""],
  ])("%o is refused and changes nothing", async (body, sentence) => {
    const before = (await audit("?limit=1")).entries[0]?.sequence;
    const answer = await ask("PUT", "/api/flags", body);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(sentence);
    expect((await audit("?limit=1")).entries[0]?.sequence).toBe(before);
  });
});

describe("administration", () => {
  test("a snapshot shows the server as it is", async () => {
    const reader = await new Follower().open("symbols=SPY&timeframe=5m&ticks=1");
    await expect.poll(async () => (await snapshot()).readers, { timeout: 5_000 }).toBeGreaterThan(0);
    const { serving, logLevel, sessions, slowestReaders, limits, flags, audit, backups, database } =
      await snapshot();
    expect({ serving, logLevel }).toEqual({ serving: "serving", logLevel: "info" });
    const own = sessions.find(({ current }) => current);
    expect(own).toMatchObject({ streams: 1, address: "127.0.0.1" });
    expect(slowestReaders).toContainEqual(
      expect.objectContaining({
        symbols: ["SPY"],
        timeframe: "5m",
        ticks: true,
        sessionId: own?.id,
        congested: false,
      }),
    );
    expect(limits.find(({ name }) => name === "login")).toMatchObject({ seconds: 60 });
    expect(flags.length).toBeGreaterThan(5);
    expect(audit?.[0]).toMatchObject({ action: "login", session: own?.id });
    expect(backups).toEqual([]);
    expect(database?.slowest.length).toBeGreaterThan(0);
    reader.leave();
  });

  test("the log's level changes at once and is noted", async () => {
    expect(await leavesLine()).toBe(false);
    expect((await ask("POST", "/api/admin/log-level", { level: "debug" })).status).toBe(204);
    await expect.poll(leavesLine, { timeout: 5_000 }).toBe(true);
    expect((await snapshot()).logLevel).toBe("debug");
    expect((await audit("?limit=1")).entries[0]).toMatchObject({
      action: "log_level_changed",
      details: { before: "info", after: "debug" },
    });
    await ask("POST", "/api/admin/log-level", { level: "info" });
    expect((await ask("POST", "/api/admin/log-level", { level: "loud" })).status).toBe(400);
  });

  test("streams are asked to connect again, and go on where they were", async () => {
    const reader = await new Follower().open("symbols=SPY");
    await expect.poll(() => reader.frames("bar").length, { timeout: 20_000 }).toBeGreaterThan(0);
    expect((await ask("POST", "/api/admin/streams/reconnect", {})).status).toBe(204);
    await expect.poll(() => reader.ended, { timeout: 5_000 }).toBe(true);
    expect(reader.frames("shutdown")).toHaveLength(1);
    const last = [...reader.text.matchAll(/^id: (\d+)$/gm)].at(-1)?.[1] ?? "";
    const again = await new Follower().open(`symbols=SPY&lastEventId=${last}`);
    await expect.poll(() => again.frames("status").length, { timeout: 5_000 }).toBeGreaterThan(0);
    expect(again.frames("gap")).toEqual([]);
    again.leave();
  });

  test("a drained server is not ready and takes no readers until it serves again", async () => {
    const reader = await new Follower().open("symbols=SPY");
    expect((await ask("POST", "/api/admin/drain", { drained: true })).status).toBe(204);
    await expect.poll(() => reader.ended, { timeout: 5_000 }).toBe(true);
    const ready = await fetch(`${server.url}/api/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ checks: { draining: false } });
    await expect(new Follower().open("symbols=SPY")).rejects.toThrow("503");
    expect((await snapshot()).serving).toBe("drained");
    expect((await ask("POST", "/api/admin/drain", { drained: false })).status).toBe(204);
    expect((await fetch(`${server.url}/api/readyz`)).status).toBe(200);
    (await new Follower().open("symbols=SPY")).leave();
    const { entries } = await audit("?limit=2");
    expect(entries.map(({ details }) => details["drained"])).toEqual([false, true]);
  });

  test("the feed is connected anew without a bar lost or changed", async () => {
    const reader = await new Follower().open("symbols=SPY");
    await expect.poll(() => reader.frames("bar").length, { timeout: 20_000 }).toBeGreaterThan(0);
    expect((await ask("POST", "/api/admin/feed/reconnect", {})).status).toBe(204);
    const before = reader.frames("bar").length;
    await expect.poll(() => reader.frames("bar").length, { timeout: 20_000 }).toBeGreaterThan(before + 1);
    const closed = reader.frames("bar").filter((bar) => (bar as { rev: number }).rev === 0);
    const starts = closed.map((bar) => (bar as { bar_start: number }).bar_start);
    expect(starts).toEqual(starts.map((_, index) => (starts[0] ?? 0) + index * 60_000));
    reader.leave();
  });

  test("a revoked login is out at once, its streams too", async () => {
    const other = await logIn();
    const { sessions } = await snapshot();
    const own = cookie;
    cookie = other;
    const reader = await new Follower().open("symbols=SPY");
    const victim = (await snapshot()).sessions.find(({ current }) => current)?.id ?? "";
    cookie = own;
    expect(sessions.some(({ id }) => id === victim)).toBe(true);
    expect((await ask("DELETE", `/api/admin/sessions/${victim}`)).status).toBe(204);
    await expect.poll(() => reader.ended, { timeout: 5_000 }).toBe(true);
    expect((await ask("GET", "/api/flags", undefined, other)).status).toBe(401);
    expect((await audit("?limit=1")).entries[0]).toMatchObject({
      action: "session_revoked",
      details: { ended: victim },
    });
    expect((await ask("DELETE", `/api/admin/sessions/${victim}`)).status).toBe(404);
  });

  test("the audit log is told in pages, with whether its chain is whole", async () => {
    for (let count = 0; count < 5; count += 1) await ask("POST", "/api/admin/streams/reconnect", {});
    const first = await audit("?limit=3");
    expect(first.verdict).toMatchObject({ intact: true, brokenAt: null });
    const second = await audit(`?limit=3&before=${first.entries.at(-1)?.sequence}`);
    const sequences = [...first.entries, ...second.entries].map(({ sequence }) => sequence);
    expect(sequences).toEqual(Array.from({ length: 6 }, (_, index) => first.verdict.entries - index));
  });

  test("without a login none of it is there", async () => {
    for (const [method, path] of [
      ["GET", "/api/flags"],
      ["PUT", "/api/flags"],
      ["GET", "/api/admin/snapshot"],
      ["GET", "/api/admin/audit"],
      ["POST", "/api/admin/log-level"],
      ["POST", "/api/admin/drain"],
      ["POST", "/api/admin/feed/reconnect"],
      ["POST", "/api/admin/streams/reconnect"],
      ["DELETE", "/api/admin/sessions/x"],
      ["GET", "/api/diag"],
      ["POST", "/api/client-report"],
    ] as const)
      expect((await ask(method, path, method === "GET" ? undefined : {}, "")).status, path).toBe(401);
  });

  test("bodies with more than is asked for are refused", async () => {
    for (const path of ["/api/admin/drain", "/api/admin/feed/reconnect", "/api/admin/streams/reconnect"])
      expect((await ask("POST", path, { drained: true, more: 1 })).status, path).toBe(400);
  });
});
