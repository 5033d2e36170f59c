import { setTimeout as delay } from "node:timers/promises";
import {
  type AskEvent,
  type HistoryAnswer,
  type JournalAnswer,
  type ReplayAnswer,
  type ToolAnswer,
  askEventSchema,
  toolAnswerSchema,
  toolsAnswerSchema,
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
  server = await ServerProcess.prepare({
    ...settingsOf(place),
    SYMBOLS: "SPY,QQQ",
    HISTORY_DAYS: "10",
    SIM_SPEED: "20",
    FEED_STALE_MS: "1000",
  });
  await server.start();
  trader = new Trader(server);
});

afterAll(async () => {
  await server.stop();
  await place.remove();
});

async function tool(name: string, input: object, replay = ""): Promise<ToolAnswer> {
  const answer = await trader.visitor.send("POST", `/api/tools/${name}${replay}`, input);
  expect(answer.status).toBe(200);
  return toolAnswerSchema.parse(await answer.json());
}

async function ask(question: string, replay = ""): Promise<readonly AskEvent[]> {
  const answer = await trader.visitor.send("POST", `/api/coach/ask${replay}`, { question, symbol: "SPY" });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toMatch(/^text\/event-stream/);
  const text = await answer.text();
  const data = text.split("\n").filter((line) => line.startsWith("data: "));
  return data.map((line) => askEventSchema.parse(JSON.parse(line.slice(6))));
}

function wordsOf(events: readonly AskEvent[]): string {
  return events.flatMap((event) => (event.type === "words" ? [event.text] : [])).join(" ");
}

describe("the coach without any key", () => {
  test("every tool is listed, and REST names what is wrong with a question to one", async () => {
    const { tools } = toolsAnswerSchema.parse(await trader.get("/api/tools"));
    expect(tools.length).toBeGreaterThanOrEqual(20);
    const wrong = await trader.visitor.send("POST", "/api/tools/get_last_price", { symbol: 5 });
    expect(wrong.status).toBe(400);
    expect(await wrong.json()).toMatchObject({ error: { code: "bad_input", message: /^symbol: / } });
    expect((await trader.visitor.send("POST", "/api/tools/no_such", {})).status).toBe(404);
    for (const body of [
      {},
      { question: "" },
      { question: 5 },
      { question: "x".repeat(1_001) },
      { question: "a", more: 1 },
    ])
      expect((await trader.visitor.send("POST", "/api/coach/ask", body)).status).toBe(400);
  });

  test("a typed question is answered in words whose every number has its evidence", async () => {
    for (const question of ["price", "where is VWAP", "levels", "any setup?", "today", "win rate", "plan"]) {
      const events = await ask(question);
      expect(events[0]?.type).toBe("facts");
      expect(events.filter(({ type }) => type === "withheld")).toEqual([]);
      const done = events.at(-1);
      if (done?.type !== "done") throw new Error("the answer has no end");
      const known = new Set(done.evidence.map(({ id }) => id));
      for (const event of events) {
        if (event.type !== "words") continue;
        for (const { text, start, end, evidence } of event.claims) {
          expect(event.text.slice(start, end)).toBe(text);
          expect(evidence.length).toBeGreaterThan(0);
          expect(evidence.filter((id) => !known.has(id))).toEqual([]);
        }
      }
    }
  });

  test("the same answer comes from the tool and from the coach", async () => {
    const price = await tool("get_recommended_risk_box", {
      symbol: "SPY",
      direction: "long",
      entry: 600,
      stop: 599.5,
    });
    expect(price).toMatchObject({ ok: true, data: { riskPerShare: 0.5 } });
    expect(wordsOf(await ask("how many shares entry 600 stop 599.5"))).toContain(
      "SPY long entry 600.00, stop 599.50, risk $0.50 a share.",
    );
  });

  test("in a replay nothing is seen past its time, and nothing is done", async () => {
    const { nowMs } = await trader.get<{ nowMs: number }>("/api/market/status");
    const { day, openMs } = previousTradingDay(tradingDayOf(nowMs).day);
    const body = { day, atMs: openMs + 45 * 60_000, speed: 1, paused: true };
    expect((await trader.visitor.send("POST", "/api/replay/start", body)).status).toBeLessThan(300);
    const { replay } = await trader.get<ReplayAnswer>("/api/replay");
    const positionMs = replay?.positionMs ?? Number.NaN;
    for (const name of [
      "get_last_price",
      "get_last_vwap",
      "get_chart_snapshot",
      "evaluate_rules",
      "get_pattern_summary",
    ]) {
      const answer = await tool(name, { symbol: "SPY" }, "?replay=1");
      if (!answer.ok) throw new Error(`${name}: ${answer.refusal.message}`);
      expect(answer.asOfMs).toBeLessThanOrEqual(positionMs);
      for (const { atMs } of answer.evidence) expect(atMs).toBeLessThanOrEqual(positionMs);
    }
    expect(await tool("watch_symbol", { symbol: "NVDA" }, "?replay=1")).toMatchObject({
      ok: false,
      refusal: { code: "in_replay" },
    });
    const [facts, ...rest] = await ask("levels", "?replay=1");
    expect(facts).toMatchObject({ type: "facts" });
    const done = rest.at(-1);
    for (const { atMs } of done?.type === "done" ? done.evidence : [])
      expect(atMs).toBeLessThanOrEqual(positionMs);
    expect((await trader.visitor.send("POST", "/api/replay/stop", {})).status).toBeLessThan(300);
  });

  test("a bar, a range and a proposal are explained from what is known, and that goes into the journal", async () => {
    const explain = async (subject: object, more: object = {}): Promise<readonly AskEvent[]> => {
      const answer = await trader.visitor.send("POST", "/api/insight/explain", { subject, ...more });
      expect(answer.status).toBe(200);
      const data = (await answer.text()).split("\n").filter((line) => line.startsWith("data: "));
      return data.map((line) => askEventSchema.parse(JSON.parse(line.slice(6))));
    };
    const { bars } = await trader.get<HistoryAnswer>(
      "/api/history?symbol=SPY&timeframe=1m&session=rth&limit=30",
    );
    const bar = bars.findLast(({ state }) => state !== "forming");
    const startMs = bar?.bar_start ?? 0;
    const ofBar = wordsOf(await explain({ kind: "bar", symbol: "SPY", startMs }));
    expect(ofBar).toContain(`close ${bar?.ohlcv.c.toFixed(2)}.`);
    expect(ofBar).toMatch(/SPY volume [\d,]+ shares/);
    const fromMs = bars[0]?.bar_start ?? 0;
    const events = await explain({ kind: "range", symbol: "SPY", fromMs, untilMs: startMs });
    expect(wordsOf(events)).toMatch(/^SPY open \d.* SPY change −?\d+\.\d %, volume [\d,]+ shares\.$/);
    expect(events.filter(({ type }) => type === "withheld")).toEqual([]);
    expect(wordsOf(await explain({ kind: "callout", id: "none" }))).toBe("There is no such callout today.");
    const wrong = await trader.visitor.send("POST", "/api/insight/explain", { subject: { kind: "moon" } });
    expect(wrong.status).toBe(400);
    const { entries } = await trader.get<JournalAnswer>("/api/journals?kind=coach");
    expect(entries.map(({ text, symbol }) => [symbol, text])).toContainEqual(["SPY", ofBar]);
    expect(entries.length).toBe(2);
  });

  test("on a silent feed it says so, and no price", async () => {
    await trader.visitor.send("POST", "/debug/feed", { fault: "mute" });
    const until = performance.now() + 15_000;
    const state = async (): Promise<string> =>
      (await trader.get<{ state: string }>("/api/market/status")).state;
    while ((await state()) !== "stale" && performance.now() < until) await delay(50);
    expect(await tool("get_last_price", { symbol: "SPY" })).toMatchObject({
      ok: false,
      refusal: { code: "stale" },
    });
    for (const question of ["price", "vwap", "levels", "any setup", "plan"]) {
      const words = wordsOf(await ask(question));
      expect(words).toContain("Prices may be old.");
      expect(words).not.toMatch(/\d\.\d\d/);
    }
    await trader.visitor.send("POST", "/debug/feed", { fault: "none" });
  });
});
