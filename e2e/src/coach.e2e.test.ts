import type { BrowserContext, Page } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { type Complaints, openPage } from "./browser.ts";
import { untilLoaded } from "./desk.ts";
import { startBefore } from "./started.ts";
import { until } from "./until.ts";

const WAIT_MS = 10_000;

let page: Page;
let context: BrowserContext;
let complaints: Complaints;

startBefore({ HISTORY_DAYS: "10" }, async ({ server, browser }) => {
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
