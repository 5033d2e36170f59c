import type { Browser } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { launchBrowser, missingBrowser, openPage } from "./browser.ts";
import { untilLoaded } from "./desk.ts";
import { TestServer, missingBuild } from "./server.ts";
import { until } from "./until.ts";

let server: TestServer;
let browser: Browser;

const noBrowser = missingBrowser();
beforeEach(({ skip }) => skip(noBrowser !== null, noBrowser ?? ""));

beforeAll(async () => {
  if (noBrowser !== null) return;
  const missing = missingBuild();
  if (missing !== null) throw new Error(missing);
  server = await TestServer.start();
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

describe("backtests", () => {
  it("are started, read and looked at trade by trade with keys alone", async () => {
    const { page, context, complaints } = await openPage(browser, server.origin);
    await untilLoaded(page, { symbol: "SPY", timeframe: "1m", session: "rth_ext" });
    await page.keyboard.press("Alt+h");
    await page.getByTestId("backtest-form").waitFor();
    for (const box of await page.locator('input[name="strategy"]').all()) {
      await box.focus();
      if (!(await box.isChecked())) await page.keyboard.press("Space");
    }
    await page.getByRole("button", { name: "Start" }).focus();
    await page.keyboard.press("Enter");
    const state = page.getByTestId("backtest-state");
    await until("the run to be done", 30_000, async () => (await state.textContent()) === "Done");
    await page.getByTestId("equity").waitFor();
    await page.getByTestId("backtest-trades").locator("button").first().focus();
    await page.keyboard.press("Enter");
    await page.getByTestId("trade-marks").waitFor();
    expect(await page.getByTestId("trade-chart").textContent()).toMatch(/in [\d.]+/);
    const picture = process.env["SPOTLIGHT_PICTURES"];
    if (picture !== undefined) await page.screenshot({ path: `${picture}/backtest.png`, fullPage: true });
    expect(complaints.list).toEqual([]);
    await context.close();
  });

  it("say what is wrong and keep what was typed", async () => {
    const { page, context } = await openPage(browser, `${server.origin}/backtest`);
    await page.getByTestId("backtest-form").waitFor();
    await page.getByLabel("Symbols").fill("NOPE");
    await page.getByRole("button", { name: "Start" }).click();
    await page.getByTestId("backtest-failure").waitFor();
    expect(await page.getByTestId("backtest-failure").textContent()).toContain("Nothing is stored of NOPE");
    expect(await page.getByLabel("Symbols").inputValue()).toBe("NOPE");
    await context.close();
  });
});
