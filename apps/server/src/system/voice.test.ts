import {
  type PresenceEvent,
  TOOL_NAMES,
  presenceEventSchema,
  voiceTokenAnswerSchema,
  voicesAnswerSchema,
} from "@spotlight/contracts";
import { RealtimeStandin } from "@spotlight/standins/openai-realtime";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestDatabase, embeddedTestDatabase } from "../testing/databases.ts";
import { settingsOf } from "../testing/limited-desk.ts";
import { ServerProcess } from "../testing/server-process.ts";
import { Trader } from "../testing/trader.ts";

const API_KEY = "sk-standin";
const HERE = "tab-one-1";
const THERE = "tab-two-2";

let place: TestDatabase;
let standin: RealtimeStandin;
let server: ServerProcess;
let trader: Trader;

beforeAll(async () => {
  place = await embeddedTestDatabase();
  standin = await RealtimeStandin.start({ apiKey: API_KEY });
  server = await ServerProcess.prepare({
    ...settingsOf(place),
    SYMBOLS: "SPY",
    HISTORY_DAYS: "2",
    OPENAI_API_KEY: API_KEY,
    OPENAI_BASE_URL: standin.baseUrl,
  });
  await server.start();
  trader = new Trader(server);
});

afterAll(async () => {
  await server.stop();
  await standin.stop();
  await place.remove();
});

/** A tab's line to its voice: the events that came, read one after another. */
async function hold(tab: string, take: "0" | "1"): Promise<AsyncGenerator<PresenceEvent>> {
  const answer = await trader.visitor.fetch(`/api/voice/presence?tab=${tab}&take=${take}`);
  expect(answer.status).toBe(200);
  if (answer.body === null) throw new Error("no stream");
  return eventsOf(answer.body);
}

async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<PresenceEvent> {
  let text = "";
  for await (const chunk of body) {
    text += Buffer.from(chunk).toString();
    const blocks = text.split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      const data = block.split("\n").find((line) => line.startsWith("data: "));
      yield presenceEventSchema.parse(JSON.parse(data?.slice(6) ?? ""));
    }
  }
}

async function next(events: AsyncGenerator<PresenceEvent>): Promise<PresenceEvent | null> {
  const { done, value } = await events.next();
  return done === true ? null : value;
}

async function token(tab: string): Promise<Response> {
  return trader.visitor.send("POST", "/api/voice/token", { tab, talk: "detect" });
}

async function tool(name: string, input: object): Promise<unknown> {
  return (await trader.visitor.send("POST", `/api/tools/${name}`, input)).json();
}

describe("the voice of a person", () => {
  test("names the model and its voices, and lets the page reach that origin and no other", async () => {
    expect(voicesAnswerSchema.parse(await trader.get("/api/voice/voices"))).toMatchObject({
      model: "gpt-realtime-2.1",
      voice: "marin",
    });
    const policy = (await trader.visitor.fetch("/api/healthz")).headers.get("content-security-policy") ?? "";
    expect(policy.split(";")).toContain(`connect-src 'self' ${new URL(standin.baseUrl).origin}`);
  });

  test("is in one tab: another does not get it by asking, but by taking it, and the first is told", async () => {
    const here = await hold(HERE, "0");
    expect(await next(here)).toEqual({ type: "held", muted: false, voice: null, realtime: true });
    const there = await hold(THERE, "0");
    expect([await next(there), await next(there)]).toEqual([{ type: "elsewhere" }, null]);
    const taken = await hold(THERE, "1");
    expect(await next(taken)).toMatchObject({ type: "held" });
    expect([await next(here), await next(here)]).toEqual([{ type: "elsewhere" }, null]);
    await taken.return(undefined);
  });

  test("gets a secret whose session the server has decided, in the tab that has it", async () => {
    const here = await hold(HERE, "1");
    await next(here);
    const grant = voiceTokenAnswerSchema.parse(await (await token(HERE)).json());
    expect(grant).toMatchObject({ talk: "detect", callsUrl: `${standin.baseUrl}/realtime/calls` });
    expect(grant.secret).toMatch(/^ek_/);
    expect(grant.expiresMs - Date.now()).toBeLessThanOrEqual(61_000);
    expect(grant.tools.map(({ name }) => name)).toEqual([...TOOL_NAMES]);
    expect(JSON.stringify(grant)).not.toContain(API_KEY);
    const refused = await token(THERE);
    expect([refused.status, await refused.json()]).toMatchObject([
      409,
      { error: { code: "voice_elsewhere" } },
    ]);
    await here.return(undefined);
  });

  test("is told what tools do to it", async () => {
    const here = await hold(HERE, "1");
    await next(here);
    expect(await tool("set_voice", { voice: "cedar" })).toMatchObject({ ok: true, data: { on: true } });
    expect(await next(here)).toMatchObject({ type: "held", voice: "cedar" });
    expect(await tool("speak", { text: "Look at the chart." })).toMatchObject({ ok: true });
    expect(await next(here)).toEqual({ type: "say", text: "Look at the chart." });
    await tool("mute", {});
    expect(await next(here)).toMatchObject({ type: "held", muted: true });
    await tool("unmute", {});
    expect(await next(here)).toMatchObject({ type: "held", muted: false });
    await here.return(undefined);
  });

  test("wrong input is refused in a sentence", async () => {
    for (const body of [
      {},
      { tab: "x", talk: "detect" },
      { tab: HERE, talk: "shout" },
      { tab: HERE, talk: "push", more: 1 },
    ])
      expect((await trader.visitor.send("POST", "/api/voice/token", body)).status).toBe(400);
    expect((await trader.visitor.fetch("/api/voice/presence?tab=../x")).status).toBe(400);
  });
});
