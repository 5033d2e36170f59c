import {
  FLAGS,
  FLAG_DEFAULTS,
  FLAG_NAMES,
  type FlagValues,
  flagBodySchema,
  flagsFrameSchema,
} from "@spotlight/contracts";
import pino from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Database, openDatabase } from "../store/database.ts";
import { type TestDatabase, embeddedTestDatabase } from "../testing/databases.ts";
import { type FlagChange, Flags } from "./flags.ts";

const NOW_MS = Date.UTC(2026, 10, 24, 12);
const silent = pino({ level: "silent" });

let place: TestDatabase;
let database: Database;

beforeAll(async () => {
  place = await embeddedTestDatabase();
  database = await openDatabase(place.target, () => undefined);
});

beforeEach(async () => {
  await database.pool.query("DELETE FROM flag");
});

afterAll(async () => {
  await database.close();
  await place.remove();
});

async function opened(wallMs = NOW_MS): Promise<Flags> {
  const flags = new Flags(() => wallMs);
  await flags.open(database.pool, silent);
  return flags;
}

describe("flags", () => {
  test("are at their defaults before they are opened and until somebody sets them", async () => {
    expect(new Flags(() => NOW_MS).values).toEqual(FLAG_DEFAULTS);
    const flags = await opened();
    expect(flags.values).toEqual(FLAG_DEFAULTS);
    expect(flags.list().map(({ changedMs }) => changedMs)).toEqual(FLAG_NAMES.map(() => null));
  });

  test("are told when they are set, outlive the process, and go back to their defaults", async () => {
    const flags = await opened();
    const told: FlagValues[] = [];
    const leave = flags.listen((values) => told.push(values));
    await flags.set({ name: "chartMaxFps", value: 30 });
    await flags.set({ name: "streamTicks", value: false });
    expect(told.at(-1)).toEqual({ ...FLAG_DEFAULTS, chartMaxFps: 30, streamTicks: false });

    const again = await opened();
    expect(again.values).toEqual(told.at(-1));
    expect(again.list().find(({ name }) => name === "chartMaxFps")).toMatchObject({
      value: 30,
      default: 60,
      min: 10,
      max: 240,
      changedMs: NOW_MS,
    });
    await flags.set({ name: "chartMaxFps", value: null });
    expect((await opened()).values).toEqual({ ...FLAG_DEFAULTS, streamTicks: false });
    leave();
    await flags.set({ name: "streamTicks", value: null });
    expect(told).toHaveLength(3);
  });

  test("changes at the same time are made one after the other, and each is told from what to what", async () => {
    const flags = await opened();
    const changes: FlagChange[] = [];
    const wished = Array.from({ length: 20 }, (_, index) => 10 + index);
    await Promise.all(
      wished.map((value) =>
        flags.set({ name: "chartMaxFps", value }, async (change) => void changes.push(change)),
      ),
    );
    expect(changes.map(({ after }) => after)).toEqual(wished);
    expect(changes.map(({ before }) => before)).toEqual([60, ...wished.slice(0, -1)]);
    expect(flags.values.chartMaxFps).toBe(29);
    expect((await opened()).values.chartMaxFps).toBe(29);
  });

  test("a change that cannot be noted is not made, and the next one is", async () => {
    const flags = await opened();
    const refused = flags.set({ name: "chartMaxFps", value: 30 }, async () =>
      Promise.reject(new Error("no room in the log")),
    );
    await expect(refused).rejects.toThrow("no room");
    expect(flags.values.chartMaxFps).toBe(60);
    await flags.set({ name: "chartMaxFps", value: 40 });
    expect((await opened()).values.chartMaxFps).toBe(40);
  });

  test("a value that the database does not take changes nothing and is told to nobody", async () => {
    const flags = await opened();
    const told: FlagValues[] = [];
    flags.listen((values) => told.push(values));
    await database.pool.query("ALTER TABLE flag RENAME TO flag_elsewhere");
    await expect(flags.set({ name: "chartMaxFps", value: 30 })).rejects.toThrow("flag");
    await database.pool.query("ALTER TABLE flag_elsewhere RENAME TO flag");
    expect(flags.values).toEqual(FLAG_DEFAULTS);
    expect(told).toEqual([]);
  });

  test("stored values that no longer fit, and flags that are gone, do no harm", async () => {
    await database.pool.query(
      `INSERT INTO flag (name, value, changed_ms) VALUES ('chartMaxFps', '9000', 1), ('streamTicks', '"no"', 1), ('former', 'true', 1)`,
    );
    expect((await opened()).values).toEqual(FLAG_DEFAULTS);
  });

  test("past its day a flag says so", async () => {
    const last = Date.parse(`${FLAGS.chartMaxFps.expires}T23:59:59Z`);
    expect((await opened(last)).list().find(({ name }) => name === "chartMaxFps")?.expired).toBe(false);
    expect((await opened(last + 1_000)).list().find(({ name }) => name === "chartMaxFps")?.expired).toBe(
      true,
    );
  });
});

describe("the contract", () => {
  test.each(FLAG_NAMES)("%s has a default that fits, a sentence, an owner and a day", (name) => {
    const { default: value, description, owner, expires } = FLAGS[name];
    expect(flagBodySchema.safeParse({ name, value }).success).toBe(true);
    expect(flagBodySchema.safeParse({ name, value: null }).success).toBe(true);
    expect(description).toMatch(/^[A-Z].*\.$/);
    expect(owner).not.toBe("");
    expect(new Date(expires).toISOString().slice(0, 10)).toBe(expires);
  });

  test.each([
    { name: "chartMaxFps", value: 9 },
    { name: "chartMaxFps", value: 241 },
    { name: "chartMaxFps", value: 60.5 },
    { name: "chartMaxFps", value: true },
    { name: "streamTicks", value: 1 },
    { name: "__proto__", value: true },
    { name: "nothing", value: true },
    { name: "streamTicks" },
    { name: "streamTicks", value: true, more: 1 },
  ])("%o is refused", (body) => {
    expect(flagBodySchema.safeParse(body).success).toBe(false);
  });

  test("a frame from another version gives defaults where it says nothing that fits", () => {
    const values = { chartMaxFps: 30, streamTicks: "yes", later: 1 };
    expect(flagsFrameSchema.parse({ values }).values).toEqual({ ...FLAG_DEFAULTS, chartMaxFps: 30 });
  });
});
