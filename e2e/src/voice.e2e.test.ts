import type { BrowserContext, Page } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { talkative } from "../../apps/server/src/testing/test-rules.ts";
import { type Complaints, openPage } from "./browser.ts";
import { untilLoaded } from "./desk.ts";
import { recordSpeech, spoken } from "./speech.ts";
import { startBefore } from "./started.ts";
import { until } from "./until.ts";

const WAIT_MS = 15_000;
const DIGITS_OF_A_PRICE = /\d+\.\d/;

let page: Page;
let context: BrowserContext;
let complaints: Complaints;
let origin: string;

startBefore({ HISTORY_DAYS: "2" }, async ({ server, browser }) => {
  ({ origin } = server);
  ({ page, context, complaints } = await openPage(browser, origin, {}, recordSpeech));
  await untilLoaded(page, { symbol: "SPY", timeframe: "1m", session: "rth_ext" });
});

afterAll(async () => {
  await context?.close();
});

async function phase(wanted: string): Promise<void> {
  await until(
    `the voice to be ${wanted}`,
    WAIT_MS,
    async () => (await page.getByTestId("voice").getAttribute("data-phase")) === wanted,
  );
}

async function saidLike(pattern: RegExp): Promise<string> {
  let found: string | undefined;
  await until(`${pattern.source} to be said`, WAIT_MS, async () => {
    found = (await spoken(page)).find((text) => pattern.test(text));
    return found !== undefined;
  });
  return found ?? "";
}

describe("the voice of the browser, without any key", () => {
  it("is off and silent until it is turned on once", async () => {
    await phase("off");
    expect(await page.getByTestId("voice-hint").textContent()).toMatch(/without any key/);
    await page.evaluate(() => document.getElementById("coach-question")?.focus());
    await page.keyboard.type("where is VWAP?");
    await page.keyboard.press("Enter");
    await page.locator('[data-testid="turn"][data-state="done"]').waitFor();
    expect(await spoken(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Alt+=");
    await phase("idle");
    expect(await page.getByTestId("voice-hint").count()).toBe(0);
  });

  it("listens by one key, asks what it hears, and reads the gated answer in spoken form", async () => {
    await page.keyboard.press("Alt+0");
    await phase("listening");
    await page.evaluate(() => window.speech.hear("where is", false));
    expect(await page.locator("#coach-question").inputValue()).toBe("where is");
    await page.evaluate(() => window.speech.hear("where is VWAP", true));
    const answer = await saidLike(/SPY last close .* is (above|below|at) VWAP /);
    expect(answer).not.toMatch(DIGITS_OF_A_PRICE);
    expect(await page.locator("#coach-question").inputValue()).toBe("");
    expect(await page.getByTestId("voice-latency").textContent()).toMatch(/^\d+\.\d s$/);
    await phase("idle");
  });

  it("is silent within 150 ms when it is talked to", async () => {
    await page.evaluate(() => document.getElementById("coach-question")?.focus());
    await page.keyboard.type("plan");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    await phase("speaking");
    const tookMs = await page.evaluate(() => {
      const pressedMs = performance.now();
      const init = { key: "0", code: "Digit0", altKey: true, bubbles: true };
      window.dispatchEvent(new KeyboardEvent("keydown", init));
      return (window.speech.silencedMs.at(-1) ?? Number.NaN) - pressedMs;
    });
    expect(tookMs).toBeLessThan(150);
    console.info(`browser speech: silent ${tookMs.toFixed(1)} ms after the key`);
    expect(await page.evaluate(() => window.speech.speaking)).toBe(false);
    await phase("listening");
  });

  it("says why it does not hear, and the question can be typed", async () => {
    await page.evaluate(() => window.speech.failEars("not-allowed"));
    await page.getByTestId("voice-problem").waitFor();
    expect(await page.getByTestId("voice-problem").textContent()).toMatch(/microphone is refused. Type/);
  });

  it("reads a new proposal aloud once it is unmuted", async () => {
    await page.keyboard.press("Alt+-");
    await phase("muted");
    await page.keyboard.press("Alt+-");
    const answer = await fetch(`${origin}/api/rules`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ source: talkative("Ticks up", "A"), enabled: true }),
    });
    expect(answer.ok).toBe(true);
    const line = await saidLike(
      /^(SPY|QQQ|NVDA) A proposed entry [a-z -]+, stop [a-z -]+, target [a-z -]+, R /,
    );
    expect(line).not.toMatch(DIGITS_OF_A_PRICE);
    expect(complaints.list).toEqual([]);
  });
});
