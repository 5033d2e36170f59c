import { coachSettingsAnswerSchema } from "@spotlight/contracts";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { talkative } from "../../apps/server/src/testing/test-rules.ts";
import { type Complaints, openPage } from "./browser.ts";
import { untilLoaded } from "./desk.ts";
import { startBefore } from "./started.ts";
import { until } from "./until.ts";

const WAIT_MS = 10_000;
/** Presses of Tab after which a control counts as out of reach. */
const TABS_MAX = 120;

let origin: string;
let page: Page;
let context: BrowserContext;
let complaints: Complaints;

startBefore({ HISTORY_DAYS: "10" }, async ({ server, browser }) => {
  ({ origin } = server);
  ({ page, context, complaints } = await openPage(browser, server.origin));
  await untilLoaded(page, { symbol: "SPY", timeframe: "1m", session: "rth_ext" });
});

afterAll(async () => {
  await context?.close();
});

async function ask(question: string): Promise<string> {
  const before = await page.getByTestId("turn").count();
  await page.keyboard.press("Alt+/");
  await until("the question's focus", WAIT_MS, async () =>
    page.locator("#coach-question").evaluate((field) => field === document.activeElement),
  );
  await page.keyboard.type(question);
  await page.keyboard.press("Enter");
  const turn = page.getByTestId("turn").nth(before);
  await until(
    `an answer to ${question}`,
    WAIT_MS,
    async () => (await turn.getAttribute("data-state")) === "done",
  );
  return (await turn.textContent()) ?? "";
}

async function change(method: "PUT" | "POST", path: string, body: unknown): Promise<void> {
  const answer = await fetch(`${origin}${path}`, {
    method,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
}

/** Walks with Tab, or with `key`, to the control whose name, label or words begin so, within what a selector finds. */
async function walkTo(name: string, within = "body", key = "Tab"): Promise<void> {
  for (let presses = 0; presses < TABS_MAX; presses += 1) {
    await page.keyboard.press(key);
    const reached = await page.evaluate(
      ([wanted = "", place = ""]) => {
        const focused = document.activeElement;
        const label = focused?.closest("label")?.textContent ?? focused?.textContent ?? "";
        return focused !== null && focused.closest(place) !== null && label.startsWith(wanted);
      },
      [name, within],
    );
    if (reached) return;
  }
  throw new Error(`${name} in ${within} is not reached by ${key}`);
}

/** Waits until the first thing of a test id says a text, and answers all of its own. */
async function says(testId: string, text: RegExp): Promise<string> {
  const place = page.getByTestId(testId).first();
  let said = "";
  await until(`${testId} to say ${text.source}`, WAIT_MS, async () => {
    said = (await place.count()) === 0 ? "" : ((await place.textContent()) ?? "");
    return text.test(said);
  });
  return said;
}

describe("the coach on the desk, by keyboard alone, without any key", () => {
  it("answers a typed question, and shows what stands behind a number", async () => {
    expect(await ask("where is VWAP?")).toMatch(
      /SPY last close \d+\.\d\d is (above|below|at) VWAP \d+\.\d\d\./,
    );
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Enter");
    const behind = page.getByTestId("evidence");
    await until("the evidence", WAIT_MS, async () => (await behind.count()) === 1);
    expect(await behind.textContent()).toMatch(
      /SPY (VWAP|last close) \d+\.\d\d, of \d\d:\d\d:\d\d.*get_last_vwap/,
    );
  });

  it("answers about another symbol than the chart's, and about the day", async () => {
    expect(await ask("QQQ price")).toMatch(/QQQ last price \d+\.\d\d at \d\d:\d\d\./);
    expect(await ask("how am I doing")).toMatch(/Risk is GREEN\..*Trades today 0/);
  });

  it("answers what a word means, how a setup is traded, and what was written", async () => {
    expect(await ask("what is VWAP?")).toContain("VWAP: Volume-weighted average price");
    expect(await ask("what does R mean")).toContain("R: What a trade risks, from entry to stop.");
    expect(await ask("playbook for a VWAP reclaim")).toContain("VWAP reclaim");
    expect(await ask("what do you remember of Fridays")).toContain("memory");
    expect(await ask("show my journal")).toContain("Your journal has no such entry.");
  });

  it("explains and plans by one key", async () => {
    const before = await page.getByTestId("turn").count();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Alt+;");
    await until("a plan", WAIT_MS, async () =>
      /prior day high/.test((await page.getByTestId("turn").nth(before).textContent()) ?? ""),
    );
    expect(complaints.list).toEqual([]);
  });
});

describe("what the coach says and keeps beside the talk, by keyboard alone", () => {
  it("a message that nobody asked for stands in the talk, with its evidence", async () => {
    await change("PUT", "/api/copilot/desk", { density: "loud", setups: [] });
    await change("POST", "/api/rules", { source: talkative("Ticks up", "A"), enabled: true });
    const claims = page.getByTestId("message").locator("button");
    await until("a message with a claim", 20_000, async () => (await claims.count()) > 0);
    await page.keyboard.press("Alt+/");
    await walkTo("", '[data-testid="message"]', "Shift+Tab");
    await page.keyboard.press("Enter");
    const behind = page.getByTestId("message").getByTestId("evidence");
    await behind.waitFor();
    expect(await behind.textContent()).toMatch(/(?:SPY|QQQ|NVDA) .+, of \d\d:\d\d:\d\d.*watch/);
    await change("PUT", "/api/copilot/desk", { density: "quiet", setups: [] });
  });

  it("explains the newest bar by one key, and the journal keeps it", async () => {
    const before = await page.getByTestId("turn").count();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Alt+1");
    const turn = page.getByTestId("turn").nth(before);
    await until("the explanation", WAIT_MS, async () => (await turn.getAttribute("data-state")) === "done");
    const [sentence = ""] =
      /[A-Z]+ bar at \d\d:\d\d: open \d+\.\d\d/.exec((await turn.textContent()) ?? "") ?? [];
    expect(sentence).not.toBe("");
    await page.keyboard.press("Alt+'");
    expect(await says("journal-entry", /bar at/)).toContain(sentence);
  });

  it("how it speaks is chosen on the settings page, and is still so after a reload", async () => {
    await page.keyboard.press("Control+,");
    await page.getByTestId("coach-settings").locator("input").waitFor();
    await walkTo("It calls you");
    await page.keyboard.type("Robin");
    await walkTo("Tone");
    await page.keyboard.type("Direct");
    await until("the choices to be stored", WAIT_MS, async () => {
      const answer = await fetch(`${origin}/api/coach/settings`);
      const { settings } = coachSettingsAnswerSchema.parse(await answer.json());
      return settings.name === "Robin" && settings.tone === "direct";
    });
    await page.reload();
    const fields = page.getByTestId("coach-settings");
    await fields.locator("input").waitFor();
    expect(await fields.locator("input").inputValue()).toBe("Robin");
    expect(await fields.locator("select").first().inputValue()).toBe("direct");
  });

  it("a program's token is shown once, listed from then on, and revoked", async () => {
    await walkTo("Name of the program");
    await page.keyboard.type("Notebook");
    await page.keyboard.press("Enter");
    await says("token-made", /only time that the token is shown/);
    const token = (await page.getByTestId("token-made").locator("code").textContent()) ?? "";
    expect(token.length).toBeGreaterThan(20);
    await page.reload();
    await says("tokens", /Notebook.*Look only.*never used/);
    expect(await page.getByTestId("token-made").count()).toBe(0);
    expect(await page.content()).not.toContain(token);
    await walkTo("Revoke", '[data-testid="tokens"]');
    await page.keyboard.press("Enter");
    await until(
      "the token to be gone",
      WAIT_MS,
      async () => !/Notebook/.test((await page.getByTestId("tokens").textContent()) ?? ""),
    );
  });

  it.each([
    ["/journal", "Journal"],
    ["/memory", "Memory"],
  ])("%s is opened at its address, and again by a reload", async (path, title) => {
    await page.goto(`${origin}${path}`);
    await page.getByRole("heading", { level: 1, name: title }).waitFor();
    await page.reload();
    await page.getByRole("heading", { level: 1, name: title }).waitFor();
    expect(new URL(page.url()).pathname).toBe(path);
    expect(complaints.list).toEqual([]);
  });
});
