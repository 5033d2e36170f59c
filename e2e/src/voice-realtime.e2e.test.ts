import {
  type RealtimeConversation,
  RealtimeStandin,
  askingScript,
} from "@spotlight/standins/openai-realtime";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Complaints, hasMicrophone, launchBrowser, openPage } from "./browser.ts";
import { untilLoaded } from "./desk.ts";
import { giveMicrophone, recordSpeech, spoken } from "./speech.ts";
import { startBefore } from "./started.ts";
import { until } from "./until.ts";

const WAIT_MS = 20_000;
const API_KEY = "sk-standin";

const standin = await RealtimeStandin.start({ apiKey: API_KEY });

let page: Page;
let context: BrowserContext;
let complaints: Complaints;
let browser: Browser;
let origin: string;

startBefore(
  { HISTORY_DAYS: "2", OPENAI_API_KEY: API_KEY, OPENAI_BASE_URL: standin.baseUrl },
  async (started) => {
    ({ browser } = started);
    ({ origin } = started.server);
    // What is said is the answers'; a proposal may come at any time and is spoken too.
    const paused = await fetch(`${origin}/api/copilot/desk`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ paused: true }),
    });
    if (!paused.ok) throw new Error(`proposals could not be paused: ${paused.status}`);
    const options = hasMicrophone ? { permissions: ["microphone"] } : {};
    ({ page, context, complaints } = await openPage(browser, origin, options, async (prepared) => {
      await recordSpeech(prepared);
      if (!hasMicrophone) await giveMicrophone(prepared);
    }));
    await untilLoaded(page, { symbol: "SPY", timeframe: "1m", session: "rth_ext" });
  },
  async () => launchBrowser({ installed: true }),
);

beforeEach(() => {
  standin.script = askingScript;
});

afterAll(async () => {
  await context?.close();
  await standin.stop();
});

async function untilPhase(where: Page, wanted: string): Promise<void> {
  await until(
    `the voice to be ${wanted}`,
    WAIT_MS,
    async () => (await where.getByTestId("voice").getAttribute("data-phase")) === wanted,
  );
}

async function phase(wanted: string): Promise<void> {
  await untilPhase(page, wanted);
}

/** The session that the page is in. */
async function talking(): Promise<RealtimeConversation> {
  let open: RealtimeConversation | undefined;
  await until("a session", WAIT_MS, () => {
    open = standin.conversations.findLast(({ isOpen }) => isOpen);
    return open !== undefined;
  });
  await phase("listening");
  if (open === undefined) throw new Error("no session");
  return open;
}

async function saidAfter(count: number): Promise<string> {
  await until("a sentence to be said", WAIT_MS, async () => (await spoken(page)).length > count);
  return (await spoken(page))[count] ?? "";
}

describe("a realtime voice, in a real browser over WebRTC", () => {
  beforeAll(async () => {
    await page?.keyboard.press("Alt+=");
  });

  it("connects with a secret, and the policy of the server", async () => {
    await phase("idle");
    await page.keyboard.press("Alt+0");
    const conversation = await talking();
    expect(conversation.session).toMatchObject({
      model: "gpt-realtime-2.1",
      output_modalities: ["text"],
      audio: { input: { turn_detection: { type: "server_vad", interrupt_response: true } } },
    });
    expect(conversation.session["instructions"]).toMatch(
      /Do not calculate, round, estimate[\s\S]*You are heard/,
    );
    expect(conversation.session.tools?.map(({ name }) => name)).toContain("get_last_price");
    await until("sound from the microphone", WAIT_MS, () => conversation.inputMs > 0);
    await page.keyboard.press("Alt+0");
    await phase("idle");
    expect(conversation.isOpen).toBe(true);
    await page.keyboard.press("Alt+0");
    await phase("listening");
    expect(standin.conversations).toHaveLength(1);
  });

  it("asks a tool of this server, and says what it found, in spoken form", async () => {
    const conversation = await talking();
    const before = (await spoken(page)).length;
    conversation.hear("where is QQQ");
    expect(await saidAfter(before)).toMatch(/^QQQ is at [a-z -]+\.$/);
    const turn = page.getByTestId("turn").last();
    expect(await turn.textContent()).toMatch(/where is QQQ.*QQQ is at \d+\.\d\d\./);
    await turn.getByRole("button").first().click();
    expect(await page.getByTestId("evidence").textContent()).toMatch(/QQQ last price.*get_last_price/);
  });

  it("never says a number that its tools did not find", async () => {
    const conversation = await talking();
    const before = (await spoken(page)).length;
    standin.script = ({ outputs, ...turn }) =>
      outputs.length === 0
        ? askingScript({ ...turn, outputs })
        : [{ kind: "words", text: "SPY is at 999.99. It pays 7.5 R. That is all I know." }];
    conversation.hear("where is SPY");
    expect(await saidAfter(before)).toBe("That is all I know.");
    expect(await page.getByTestId("turn").last().textContent()).toMatch(/2 sentences were withheld/);
    expect((await spoken(page)).join(" ")).not.toMatch(/nine ninety-nine|999|seven point five/);
    expect(complaints.list).toEqual([]);
  });

  it("is silent within 150 ms when the person begins to speak, and says nothing more of that answer", async () => {
    const conversation = await talking();
    const before = (await spoken(page)).length;
    standin.script = () => [
      { kind: "words", text: "First of all, be calm. " },
      { kind: "words", text: "Then look at the chart. " },
      { kind: "wait", ms: 2_000 },
      { kind: "words", text: "Nobody must hear this. " },
    ];
    conversation.hear("tell me a lot");
    await saidAfter(before);
    const beganMs = Date.now();
    const itemId = conversation.beginSpeech();
    await until("silence", WAIT_MS, async () => page.evaluate(() => !window.speech.speaking));
    const silentMs = await page.evaluate(
      () => performance.timeOrigin + (window.speech.silencedMs.at(-1) ?? 0),
    );
    console.info(`realtime: silent ${(silentMs - beganMs).toFixed(1)} ms after speech began`);
    expect(silentMs - beganMs).toBeLessThan(150);
    await until("the response's end", WAIT_MS, () => !conversation.isAnswering);
    standin.script = () => [{ kind: "words", text: "Here I am." }];
    conversation.endSpeech(itemId, "wait");
    await until("the next answer", WAIT_MS, async () => (await spoken(page)).includes("Here I am."));
    expect((await spoken(page)).join(" ")).not.toMatch(/Nobody must hear/);
  });

  it("goes on after the line breaks in the middle of a sentence, and knows what was said before", async () => {
    const conversation = await talking();
    standin.script = () => [{ kind: "words", text: "SPY is at 12" }, { kind: "drop" }];
    conversation.hear("where is SPY now");
    await until("another session", WAIT_MS, () => standin.conversations.at(-1) !== conversation);
    const next = await talking();
    expect(next).not.toBe(conversation);
    await until("what was said before", WAIT_MS, () => JSON.stringify(next.items).includes("Here I am."));
    const before = (await spoken(page)).length;
    standin.script = askingScript;
    next.hear("where is NVDA");
    expect(await saidAfter(before)).toMatch(/^NVDA is at [a-z -]+\.$/);
    expect((await spoken(page)).join(" ")).not.toMatch(/is at (12|twelve)\b/);
  });

  it("takes a new secret when one has expired", async () => {
    const before = standin.conversations.length;
    standin.expireSecrets = true;
    (await talking()).drop();
    await until("a refused secret", WAIT_MS, () => standin.refusedSecrets > 0);
    await phase("connecting");
    standin.expireSecrets = false;
    await talking();
    expect(standin.conversations.length).toBe(before + 1);
    complaints.forgive();
  });

  it("is in one tab at a time: another takes it, and the older one falls silent and says so", async () => {
    const conversation = await talking();
    const other = await context.newPage();
    await other.goto(page.url());
    await untilLoaded(other, { symbol: "SPY", timeframe: "1m", session: "rth_ext" });
    await untilPhase(other, "elsewhere");
    await phase("listening");
    await other.keyboard.press("Alt+=");
    await untilPhase(other, "idle");
    await phase("elsewhere");
    await until("the older session's end", WAIT_MS, () => !conversation.isOpen);
    await other.close();
    await page.keyboard.press("Alt+=");
    await phase("idle");
  });
});

describe("a button that is held to talk", () => {
  it("is heard while it is held, and answered when it is let go", async () => {
    const options = hasMicrophone ? { permissions: ["microphone"] } : {};
    const held = await openPage(browser, origin, options, async (prepared) => {
      await recordSpeech(prepared);
      if (!hasMicrophone) await giveMicrophone(prepared);
      await prepared.addInitScript(() => {
        const wishes = { state: { talk: "push", hinted: true }, version: 2 };
        localStorage.setItem("spotlight.voice", JSON.stringify(wishes));
      });
    });
    await untilLoaded(held.page, { symbol: "SPY", timeframe: "1m", session: "rth_ext" });
    const before = standin.conversations.length;
    await held.page.getByTestId("voice-talk").hover();
    await held.page.mouse.down();
    await untilPhase(held.page, "listening");
    const conversation = standin.conversations[before];
    if (conversation === undefined) throw new Error("no session");
    expect(conversation.session.audio?.input?.turn_detection).toBeNull();
    await until("sound from the microphone", WAIT_MS, () => conversation.inputMs > 500);
    conversation.willHear("where is QQQ");
    await held.page.mouse.up();
    await until("the answer to be said", WAIT_MS, async () => (await spoken(held.page)).length > 0);
    expect((await spoken(held.page))[0]).toMatch(/^QQQ is at [a-z -]+\.$/);
    await untilPhase(held.page, "idle");
    await held.context.close();
  });
});

describe("a microphone that is refused", () => {
  it("is said, and the typed question is answered aloud", async () => {
    const denied = await openPage(browser, origin, {}, recordSpeech);
    await untilLoaded(denied.page, { symbol: "SPY", timeframe: "1m", session: "rth_ext" });
    await denied.page.keyboard.press("Alt+0");
    await denied.page.getByTestId("voice-problem").waitFor();
    expect(await denied.page.getByTestId("voice-problem").textContent()).toMatch(
      /(microphone is refused|gives no microphone)\. Type/,
    );
    await denied.page.keyboard.press("Alt+/");
    await denied.page.keyboard.type("where is VWAP?");
    await denied.page.keyboard.press("Enter");
    await until("the answer to be said", WAIT_MS, async () => (await spoken(denied.page)).length > 0);
    expect((await spoken(denied.page))[0]).toMatch(/^SPY last close [a-z -]+ is /);
    await denied.context.close();
  });
});
