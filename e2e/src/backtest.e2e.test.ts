import type { Browser } from "playwright-core";
import { describe, expect, it } from "vitest";
import { openPage } from "./browser.ts";
import { untilLoaded } from "./desk.ts";
import type { TestServer } from "./server.ts";
import { startBefore } from "./started.ts";
import { until } from "./until.ts";

let server: TestServer;
let browser: Browser;

startBefore({}, (started) => {
  ({ server, browser } = started);
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
