import {
  type RealtimeConversation,
  RealtimeStandin,
  askingScript,
} from "@spotlight/standins/openai-realtime";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Complaints, launchBrowser, openPage } from "./browser.ts";
import { untilLoaded } from "./desk.ts";
import { recordSpeech, spoken } from "./speech.ts";
import { startBefore } from "./started.ts";
import { until } from "./until.ts";

const WAIT_MS = 20_000;
const API_KEY = "sk-standin";

const standin = await RealtimeStandin.start({ apiKey: API_KEY });

let page: Page;
let context: BrowserContext;
let complaints: Complaints;

startBefore(
  { HISTORY_DAYS: "2", OPENAI_API_KEY: API_KEY, OPENAI_BASE_URL: standin.baseUrl },
  async ({ server, browser }) => {
    const options = { permissions: ["microphone"] };
    ({ page, context, complaints } = await openPage(browser, server.origin, options, recordSpeech));
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

async function phase(wanted: string): Promise<void> {
  await until(
    `the voice to be ${wanted}`,
    WAIT_MS,
    async () => (await page.getByTestId("voice").getAttribute("data-phase")) === wanted,
  );
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
    expect(conversation.session["instructions"]).toMatch(/Never compute, round, estimate/);
    expect(conversation.session.tools?.map(({ name }) => name)).toContain("get_last_price");
    await until("sound from the microphone", WAIT_MS, () => conversation.inputMs > 0);
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
    expect(await page.getByTestId("turn").last().textContent()).toMatch(/One sentence was withheld/);
    expect((await spoken(page)).join(" ")).not.toMatch(/nine ninety-nine|999|seven point five/);
    expect(complaints.list).toEqual([]);
  });
});
