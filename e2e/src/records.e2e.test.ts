import { EXPLAIN_PATH } from "@spotlight/contracts";
import type { BrowserContext, Locator, Page } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { type Complaints, openPage } from "./browser.ts";
import { historyOf, untilLoaded } from "./desk.ts";
import { startBefore } from "./started.ts";
import { until } from "./until.ts";

const WAIT_MS = 10_000;

let origin: string;
let page: Page;
let context: BrowserContext;
let complaints: Complaints;

startBefore({ HISTORY_DAYS: "3" }, async ({ server, browser }) => {
  ({ origin } = server);
  ({ page, context, complaints } = await openPage(browser, server.origin));
  await untilLoaded(page, { symbol: "SPY", timeframe: "1m", session: "rth_ext" });
});

afterAll(async () => {
  await context?.close();
});

async function untilEntries(count: number): Promise<void> {
  await until(
    `${count} entries`,
    WAIT_MS,
    async () => (await page.getByTestId("journal-entry").count()) === count,
  );
}

async function untilFocus(selector: string): Promise<void> {
  await until(`the focus on ${selector}`, WAIT_MS, () =>
    page
      .locator(selector)
      .first()
      .evaluate((field) => field === document.activeElement),
  );
}

/** Moves the focus on until it is on the button with these words. */
async function tabTo(words: string): Promise<void> {
  for (let step = 0; step < 40; step += 1) {
    await page.keyboard.press("Tab");
    if ((await page.evaluate(() => document.activeElement?.textContent)) === words) return;
  }
  throw new Error(`no button ${words} is reached by Tab`);
}

async function write(text: string): Promise<void> {
  await page.keyboard.press("Alt+Enter");
  await untilFocus("main textarea");
  await page.keyboard.type(text);
  await page.keyboard.press("Control+Enter");
  await page.keyboard.press("Escape");
}

describe("the journal's day, by keyboard alone", () => {
  it("an empty day says what to write; what is written stands in its order", async () => {
    await page.keyboard.press("Alt+'");
    await page.getByTestId("journal-empty").waitFor();
    await write("Waited for the reclaim.");
    await untilEntries(1);
    await write("Chased it anyway.");
    await untilEntries(2);
    const texts = await page.getByTestId("journal-entry").locator("p").allTextContents();
    expect(texts).toEqual(["Waited for the reclaim.", "Chased it anyway."]);
  });

  it("an entry is changed in its place, deleted, and brought back by Enter", async () => {
    await tabTo("Edit");
    await page.keyboard.press("Enter");
    await page.getByTestId("journal-entry").locator("textarea").first().waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Control+End");
    await page.keyboard.type(" Good.");
    await page.keyboard.press("Control+Enter");
    await page.getByText("Waited for the reclaim. Good.").waitFor();
    await tabTo("Delete");
    await page.keyboard.press("Enter");
    await untilEntries(1);
    await page.keyboard.press("Enter");
    await untilEntries(2);
  });

  it("days are stepped through, and words are found in all of them", async () => {
    const day = page.getByTestId("journal-day");
    const today = (await day.getAttribute("data-day")) ?? "";
    await page.keyboard.press("Alt+[");
    await page.getByTestId("journal-empty").waitFor();
    expect(((await day.getAttribute("data-day")) ?? "") < today).toBe(true);
    await page.keyboard.press("Alt+\\");
    await untilFocus('input[type="search"]');
    await page.keyboard.type("chasing");
    await untilEntries(1);
    await page.keyboard.press("Escape");
    await page.getByTestId("journal-empty").waitFor();
    const picture = process.env["SPOTLIGHT_PICTURES"];
    await page.locator("main h1").click();
    await page.keyboard.press("Alt+]");
    await untilEntries(2);
    if (picture !== undefined) await page.screenshot({ path: `${picture}/journal.png` });
    expect(complaints.list).toEqual([]);
  });
});

function memories(): Locator {
  return page.getByTestId("memory");
}

function hits(): Locator {
  return page.getByTestId("memory-hit");
}

it("what the coach explained stands in the journal, with what it rests on", async () => {
  const history = await historyOf(origin, { symbol: "SPY", timeframe: "1m", session: "rth" }, 5);
  const bar = history.bars.at(-1);
  if (bar === undefined) throw new Error("SPY has no closed bar");
  const subject = { kind: "bar", symbol: "SPY", startMs: bar.bar_start };
  const explained = await fetch(`${origin}${EXPLAIN_PATH}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ subject }),
  });
  expect(await explained.text()).toContain("event: done");
  await page.keyboard.press("Control+.");
  await page.keyboard.press("Alt+'");
  await untilEntries(3);
  await tabTo("What it rests on");
  await page.keyboard.press("Enter");
  const behind = page.getByTestId("evidence");
  await behind.waitFor();
  expect(await behind.textContent()).toMatch(/SPY .*\d+\.\d\d, of \d\d:\d\d:\d\d/);
});

describe("memory, by keyboard alone", () => {
  it("an insight is written, seen, forgotten, and brought back by Enter", async () => {
    await page.keyboard.press("Alt+9");
    await page.getByText("what you would tell yourself tomorrow").waitFor();
    await page.keyboard.press("Alt+Enter");
    await untilFocus("main select");
    await page.keyboard.press("Tab");
    await page.keyboard.type("Mondays");
    await page.keyboard.press("Tab");
    await page.keyboard.type("I overtrade after a red Friday.");
    await page.keyboard.press("Control+Enter");
    await memories().first().waitFor();
    expect(await memories().first().textContent()).toContain("I overtrade after a red Friday.");
    await page.keyboard.press("Escape");
    await tabTo("Forget");
    await page.keyboard.press("Enter");
    await until("nothing remembered", WAIT_MS, async () => (await memories().count()) === 0);
    await page.keyboard.press("Enter");
    await memories().first().waitFor();
  });

  it("the playbook that comes along is found by its words, quoted", async () => {
    await page.keyboard.press("Alt+\\");
    await untilFocus('input[type="search"]');
    await page.keyboard.type("price takes back its vwap");
    await until("the page of the playbook", WAIT_MS, async () =>
      /VWAP reclaim/.test((await hits().allTextContents()).join(" ")),
    );
    const picture = process.env["SPOTLIGHT_PICTURES"];
    if (picture !== undefined) await page.screenshot({ path: `${picture}/memory-search.png` });
    await page.keyboard.press("Escape");
    await memories().first().waitFor();
    if (picture !== undefined) await page.screenshot({ path: `${picture}/memory.png` });
    expect(complaints.list).toEqual([]);
  });
});
