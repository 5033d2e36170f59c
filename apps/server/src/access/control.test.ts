import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Database, openDatabase } from "../store/database.ts";
import { type TestDatabase, embeddedTestDatabase } from "../testing/databases.ts";
import { AddressList } from "./address.ts";
import { AccessControl } from "./control.ts";
import { Pin } from "./pin.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const PIN = "482913";

let place: TestDatabase;
let database: Database;
let nowMs = Date.UTC(2026, 10, 24);

beforeAll(async () => {
  place = await embeddedTestDatabase();
  database = await openDatabase(place.target, () => undefined);
});
afterAll(async () => {
  await database.close();
  await place.remove();
});

function dataDir(): string {
  return place.target.kind === "embedded" ? place.target.dataDir : "";
}

async function open(secret = "the secret of this test", pin: string | null = PIN): Promise<AccessControl> {
  const control = new AccessControl({
    pin: await Pin.open(dataDir(), secret, pin),
    secret,
    metricsToken: "a-token-of-the-collector",
    metricsAllow: new AddressList(["10.1.0.0/16"]),
    wallMs: () => nowMs,
    nowMs: () => nowMs,
    failed: (error) => {
      throw error;
    },
  });
  await control.open(database.pool);
  return control;
}

async function logIn(control: AccessControl, token: string | null = null, address = "192.0.2.1") {
  const outcome = await control.logIn({ pin: PIN, address, agent: "test", token });
  if (outcome.kind !== "in") throw new Error(outcome.kind);
  return outcome.token;
}

describe("a session", () => {
  test("lasts over a restart, and ends with the secret, with the PIN, with time and with silence", async () => {
    const control = await open();
    const token = await logIn(control);
    expect(await control.who(token)).toMatchObject({ recent: true });
    expect(await (await open()).who(token)).toMatchObject({ recent: true });
    expect(await (await open("another secret of this test")).who(token)).toBeNull();
    expect(await (await open(undefined, "555777")).who(token)).toBeNull();
    nowMs += 13 * HOUR_MS;
    expect(await control.who(token)).toMatchObject({ recent: false });
    for (let day = 0; day < 28; day += 6) {
      nowMs += 6 * DAY_MS - HOUR_MS;
      if (day < 24) expect(await control.who(token)).toMatchObject({ recent: false });
    }
    expect(await control.who(token)).toBeNull();
    const silent = await logIn(control);
    nowMs += 7 * DAY_MS;
    expect(await control.who(silent)).toBeNull();
  });

  test("goes on under a new token when the PIN is entered again; the old token opens nothing more", async () => {
    const control = await open();
    const token = await logIn(control);
    const before = await control.who(token);
    nowMs += 13 * HOUR_MS;
    const next = await logIn(control, token);
    expect(next).not.toBe(token);
    expect(await control.who(token)).toBeNull();
    expect(await control.who(next)).toMatchObject({ recent: true, id: (before as { id: string }).id });
  });

  test("that was ended opens nothing, and whoever streams with it is told", async () => {
    const control = await open();
    const ended: string[] = [];
    control.onSessionEnd((id) => ended.push(id));
    const token = await logIn(control);
    const session = await control.who(token);
    if (session === null || session === "starting" || session.id === null) throw new Error("no session");
    expect(await control.end(session.id, session, "192.0.2.1")).toBe(true);
    expect(await control.end(session.id, session, "192.0.2.1")).toBe(false);
    expect(ended).toEqual([session.id]);
    expect(await control.who(token)).toBeNull();
    expect(await (await open()).who(token)).toBeNull();
  });

  test("is stored so that the table opens nothing", async () => {
    const control = await open();
    const token = await logIn(control);
    const { rows } = await database.pool.query<Record<string, unknown>>("SELECT * FROM session");
    expect(JSON.stringify(rows)).not.toContain(token);
    for (const row of rows) expect(await control.who(String(row["token_key"]))).toBeNull();
  });

  test("there are at most fifty", async () => {
    const control = await open();
    const tokens: string[] = [];
    for (let login = 0; login < 55; login += 1) {
      tokens.push(await logIn(control, null, `198.51.100.${login}`));
      nowMs += 1;
    }
    expect(control.sessions?.list().length).toBe(50);
    expect(await control.who(tokens[0] ?? "")).toBeNull();
    expect(await control.who(tokens.at(-1) ?? "")).not.toBeNull();
  });

  test.each(["", "x", "undefined", "null", "0".repeat(43), "eyJhbGciOiJub25lIn0.eyJzdWIiOiJvd25lciJ9."])(
    "P5 a forged token %o opens nothing",
    async (token) => {
      expect(await (await open()).who(token)).toBeNull();
    },
  );
});

test("wrong guesses are counted again after a restart", async () => {
  const control = await open();
  const wrong = { pin: "111222", address: "192.0.2.77", agent: "", token: null };
  for (let guess = 0; guess < 5; guess += 1) expect((await control.logIn(wrong)).kind).toBe("wrong");
  expect((await control.logIn(wrong)).kind).toBe("wait");
  expect((await (await open()).logIn({ ...wrong, pin: PIN })).kind).toBe("wait");
});

test("collectors are let in by their token or their address, and by nothing like them", async () => {
  const control = await open();
  expect(control.isCollector("Bearer a-token-of-the-collector", "192.0.2.1")).toBe(true);
  expect(control.isCollector(undefined, "10.1.200.3")).toBe(true);
  expect(control.isCollector(undefined, "10.2.0.1")).toBe(false);
  expect(control.isCollector("Bearer ", "192.0.2.1")).toBe(false);
});

describe("a chosen PIN", () => {
  test("begins the login; a command that resets it ends every session, is noted, and opens the server again", async () => {
    const control = await open(undefined, null);
    expect(await control.who(null)).toMatchObject({ id: null, recent: true });
    const token = await control.choosePin({ pin: PIN, address: "127.0.0.1", agent: "test" });
    expect(await control.who(null)).toBeNull();
    expect(await control.who(token)).toMatchObject({ recent: true });
    await (await Pin.open(dataDir(), "any", null)).reset();
    await expect.poll(() => control.pinSource(), { timeout: 5_000 }).toBe("none");
    await expect
      .poll(async () => (await control.audit?.newest(1))?.[0]?.action, { timeout: 5_000 })
      .toBe("pin_reset");
    await control.choosePin({ pin: "739104", address: "127.0.0.1", agent: "test" });
    expect(await control.who(token)).toBeNull();
  });
});

describe("the audit log", () => {
  test("is a chain that cannot be changed, and shows when somebody who owns the database did", async () => {
    const control = await open();
    const { audit } = control;
    if (audit === null) throw new Error("not open");
    await Promise.all(
      [1, 2, 3].map((value) =>
        audit.record({ action: "flag_changed", address: "192.0.2.1", details: { value, b: null, a: "x" } }),
      ),
    );
    const verdict = await audit.verify();
    expect(verdict).toMatchObject({ intact: true, brokenAt: null });
    expect(verdict.entries).toBeGreaterThan(3);
    for (const change of ["UPDATE audit_log SET action = 'x'", "DELETE FROM audit_log", "TRUNCATE audit_log"])
      await expect(database.pool.query(change)).rejects.toThrow(/append-only/);
    const { sequence } = (await audit.newest(1))[0] ?? { sequence: 0 };
    await database.pool.query("ALTER TABLE audit_log DISABLE TRIGGER audit_log_append_only");
    await database.pool.query("UPDATE audit_log SET details = '{}' WHERE sequence = $1", [sequence]);
    expect(await audit.verify()).toMatchObject({ intact: false, brokenAt: sequence });
  });
});
