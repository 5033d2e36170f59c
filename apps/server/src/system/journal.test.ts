import {
  type JournalAnswer,
  type JournalEntry,
  type ReplayAnswer,
  toolAnswerSchema,
} from "@spotlight/contracts";
import { previousTradingDay, tradingDayOf } from "@spotlight/market";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestDatabase, embeddedTestDatabase } from "../testing/databases.ts";
import { settingsOf } from "../testing/limited-desk.ts";
import { ServerProcess } from "../testing/server-process.ts";
import { Trader } from "../testing/trader.ts";

let place: TestDatabase;
let server: ServerProcess;
let trader: Trader;

beforeAll(async () => {
  place = await embeddedTestDatabase();
  server = await ServerProcess.prepare({ ...settingsOf(place), SYMBOLS: "SPY", HISTORY_DAYS: "3" });
  await server.start();
  trader = new Trader(server);
});

afterAll(async () => {
  await server.stop();
  await place.remove();
});

async function send(method: string, path: string, body: object, status: number): Promise<JournalEntry> {
  const answer = await trader.visitor.send(method, path, body);
  expect([path, answer.status]).toEqual([path, status]);
  return (await answer.json()) as JournalEntry;
}

async function tool(name: string, input: object, replay = "") {
  const answer = await trader.visitor.send("POST", `/api/tools/${name}${replay}`, input);
  return toolAnswerSchema.parse(await answer.json());
}

async function textsAt(path: string): Promise<string[]> {
  return (await trader.get<JournalAnswer>(path)).entries.map(({ text }) => text);
}

describe("the journal over REST and by tools", () => {
  test("an entry is written, found, changed from its version, deleted and brought back", async () => {
    const made = await send("POST", "/api/journals", { text: " Waited. ", tags: ["A", "a"] }, 201);
    expect(made).toMatchObject({ kind: "note", text: "Waited.", tags: ["a"], version: 1, evidence: [] });
    const path = `/api/journals/${made.id}`;
    const changed = await send("PUT", path, { version: 1, text: "Waited well." }, 200);
    expect(changed).toMatchObject({ text: "Waited well.", tags: ["a"], version: 2, atMs: made.atMs });
    await send("PUT", path, { version: 1, text: "Late." }, 409);
    expect(await textsAt(`/api/journals?from=${made.day}&to=${made.day}&q=waiting`)).toEqual([
      "Waited well.",
    ]);
    expect((await trader.visitor.fetch(path, { method: "DELETE" })).status).toBe(204);
    expect((await trader.visitor.fetch(path)).status).toBe(404);
    expect(await send("POST", `${path}/restore`, {}, 200)).toMatchObject({ version: 2 });
  });

  test.each([
    [{}],
    [{ text: "" }],
    [{ text: "   " }],
    [{ text: "a", kind: "coach" }],
    [{ text: "a", atMs: 8e15 }],
    [{ text: "a", symbol: "no symbol" }],
    [{ text: "a", more: 1 }],
    [{ text: "x".repeat(20_001) }],
  ])("a body that is not right is refused with a sentence: %j", async (body) => {
    const answer = await trader.visitor.send("POST", "/api/journals", body);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { message: expect.stringMatching(/\w+/) } });
  });

  test.each(["from=x", "limit=0", "limit=1000", "kind=x", "before=x", "before=1.'", "q=", "more=1"])(
    "a question that is not right is refused: %s",
    async (query) => {
      expect((await trader.visitor.fetch(`/api/journals?${query}`)).status).toBe(400);
    },
  );

  test("a tool writes about now, and in a replay nothing later is seen and nothing is written", async () => {
    const logged = await tool("log_journal_event", { text: "Hindsight.", symbol: "SPY", kind: "insight" });
    expect(logged).toMatchObject({ ok: true, data: { entry: { kind: "insight" } } });
    const { nowMs } = await trader.get<{ nowMs: number }>("/api/market/status");
    const { day, openMs } = previousTradingDay(tradingDayOf(nowMs).day);
    await send("POST", "/api/journals", { text: "About yesterday, written today.", atMs: openMs }, 201);
    expect(await tool("get_recent_journal", { words: "hindsight" })).toMatchObject({
      ok: true,
      data: { quoted: true, entries: [{ text: "Hindsight." }] },
    });
    const body = { day, atMs: openMs + 45 * 60_000, paused: true };
    expect((await trader.visitor.send("POST", "/api/replay/start", body)).status).toBeLessThan(300);
    const { replay } = await trader.get<ReplayAnswer>("/api/replay");
    expect(replay?.day).toBe(day);
    expect(await tool("get_recent_journal", {}, "?replay=1")).toMatchObject({
      ok: true,
      data: { entries: [] },
      evidence: [],
    });
    expect(await textsAt("/api/journals?replay=1")).toEqual([]);
    expect(await tool("log_journal_event", { text: "No." }, "?replay=1")).toMatchObject({
      ok: false,
      refusal: { code: "in_replay" },
    });
    expect(await textsAt("/api/journals?q=no")).toEqual([]);
  });
});
