import {
  type JournalAnswer,
  type JournalEntry,
  type MemoriesAnswer,
  type MemoryHits,
  type ReplayAnswer,
  toolAnswerSchema,
} from "@spotlight/contracts";
import { previousTradingDay, tradingDayOf } from "@spotlight/market";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestDatabase, embeddedTestDatabase } from "../testing/databases.ts";
import { pdfOf } from "../testing/pdf.ts";
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

async function send<Answer = JournalEntry>(
  method: string,
  path: string,
  body: object,
  status: number,
): Promise<Answer> {
  const answer = await trader.visitor.send(method, path, body);
  expect([path, answer.status]).toEqual([path, status]);
  return (await answer.json()) as Answer;
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

async function found(query: string): Promise<string[]> {
  return (await trader.get<MemoryHits>(`/api/memory/search?${query}`)).hits.map(({ title }) => title);
}

describe("memory and knowledge over REST and by tools", () => {
  test("a playbook and a glossary answer at first start", async () => {
    expect(await tool("search_playbook", { words: "price takes back its vwap", limit: 1 })).toMatchObject({
      ok: true,
      data: { quoted: true, hits: [{ title: "VWAP reclaim", kind: "playbook" }] },
    });
    expect(await tool("search_glossary", { words: "what is slippage", limit: 1 })).toMatchObject({
      ok: true,
      data: { hits: [{ title: "Slippage" }] },
      evidence: [],
    });
  });

  test("an insight is kept, found, changed from its version, deleted and brought back", async () => {
    const body = { kind: "insight", title: "Mondays", text: "I overtrade on axolotl days." };
    const { id } = await send("POST", "/api/memory", body, 201);
    expect(await found("q=axolotl&kind=insight")).toEqual(["Mondays"]);
    expect(await tool("get_memory", { words: "axolotl" })).toMatchObject({
      data: { hits: [{ memory: id }] },
    });
    const path = `/api/memory/${id}`;
    expect(await send("PUT", path, { version: 1, title: "Fridays" }, 200)).toMatchObject({ version: 2 });
    await send("PUT", path, { version: 1, title: "Late" }, 409);
    expect((await trader.visitor.fetch(path, { method: "DELETE" })).status).toBe(204);
    expect(await found("q=axolotl")).toEqual([]);
    await send("POST", `${path}/restore`, {}, 200);
    expect(await found("q=axolotl")).toEqual(["Fridays"]);
  });

  test("a text of others is kept in passages, is not changed, and is forgotten when it shall be", async () => {
    const text = `# Pangolin trades\n\n${"Words. ".repeat(400)}`;
    const source = await send("POST", "/api/knowledge/text", { title: "A book", text }, 201);
    const { memories } = await trader.get<MemoriesAnswer>("/api/knowledge");
    expect(memories).toMatchObject([{ id: source.id, kind: "source", passages: 2, embedded: 0 }]);
    const search = await trader.get<MemoryHits>("/api/memory/search?q=pangolin");
    expect(search).toMatchObject({ by: "words", hits: [{ place: { heading: "Pangolin trades" } }] });
    await send("PUT", `/api/memory/${source.id}`, { version: 1, title: "x" }, 409);
    expect((await trader.visitor.fetch(`/api/knowledge/${source.id}`, { method: "DELETE" })).status).toBe(
      204,
    );
    expect((await trader.visitor.fetch("/api/knowledge/glossary:vwap", { method: "DELETE" })).status).toBe(
      404,
    );
    expect(await found("q=pangolin")).toEqual([]);
  });

  test("a PDF is kept with its pages, a page of this machine is not fetched, a video cannot be", async () => {
    const upload = (bytes: Uint8Array<ArrayBuffer>): Promise<Response> =>
      trader.visitor.fetch("/api/knowledge/pdf?title=Notes", {
        method: "POST",
        headers: { "content-type": "application/pdf" },
        body: bytes,
      });
    const kept = await upload(pdfOf(["First.", "The ocelot waits."]));
    expect([kept.status, await kept.json()]).toMatchObject([201, { origin: { kind: "pdf", pages: 2 } }]);
    const { hits } = await trader.get<MemoryHits>("/api/memory/search?q=ocelot");
    expect(hits).toMatchObject([{ title: "Notes", place: { page: 2 } }]);
    const refused = await upload(Uint8Array.from(Buffer.from("no PDF")));
    expect([refused.status, await refused.json()]).toMatchObject([400, { error: { code: "unreadable" } }]);
    for (const url of ["http://127.0.0.1/", "http://169.254.169.254/latest", "http://localhost:80/"])
      expect(await send("POST", "/api/knowledge/url", { url }, 400)).toMatchObject({
        error: { code: "not_fetched", message: expect.stringContaining("public internet") },
      });
    const video = { url: "https://www.youtube.com/watch?v=abc" };
    expect(await send("POST", "/api/knowledge/youtube", video, 422)).toMatchObject({
      error: { code: "not_possible" },
    });
  });

  test.each([
    ["POST", "/api/memory", { kind: "source", title: "a", text: "a" }],
    ["POST", "/api/memory", { kind: "insight", title: "", text: "a" }],
    ["POST", "/api/memory", { kind: "insight", title: "a", text: "x".repeat(20_001) }],
    ["POST", "/api/knowledge/text", { title: "a", text: " " }],
    ["POST", "/api/knowledge/text", { title: "a", text: "x".repeat(600_001) }],
    ["POST", "/api/knowledge/text", { title: "a", text: "# only a heading" }],
  ])("what is not right is refused: %s %s", async (method, path, body) => {
    await send(method, path, body, 400);
  });
});
