import type { Browser } from "playwright-core";
import { describe, expect, it } from "vitest";
import { openPage } from "./browser.ts";
import { type Key, untilLoaded } from "./desk.ts";
import type { TestServer } from "./server.ts";
import { startBefore } from "./started.ts";
import { until } from "./until.ts";

const SPY: Key = { symbol: "SPY", timeframe: "1m", session: "rth_ext" };

let server: TestServer;
let browser: Browser;

startBefore({ SIM_SPEED: "60" }, (started) => {
  ({ server, browser } = started);
});

describe("rules, dry runs and replay, by keyboard", () => {
  it("P22 P23 P26 a rule with two conditions and a stated direction is written, saved and switched on", async () => {
    const { page, context, complaints } = await openPage(browser, server.origin, {});
    await untilLoaded(page, SPY);
    await page.keyboard.press("Alt+j");
    const editor = page.locator(".cm-content");
    await editor.waitFor();
    await editor.focus();
    await page.keyboard.press("Control+a");
    await page.keyboard.insertText(
      'rule "Two conditions"\nshort\nwhen close < vwap and close = 5\nstop high + 0.02\ntarget 2 R',
    );
    const check = page.getByTestId("rule-check");
    await until("the error and its place", 5_000, async () =>
      ((await check.textContent()) ?? "").startsWith("Line 3, column 29"),
    );
    await page.keyboard.press("Control+a");
    await page.keyboard.insertText(
      'rule "Two conditions"\nshort\nwhen close < vwap and close < open\nstop high + 0.02\ntarget 2 R',
    );
    await page.keyboard.press("Control+s");
    const mine = page.getByRole("checkbox", { name: "Two conditions decides on the desk" });
    await mine.waitFor();
    await mine.focus();
    await page.keyboard.press("Space");
    await until("the rule to be on", 5_000, () => mine.isChecked());
    const answer = await fetch(`${server.origin}/api/rules`);
    expect(await answer.json()).toMatchObject({
      rules: [{ name: "Two conditions", direction: "short", enabled: true, version: 1, errors: [] }],
    });
    expect(complaints.list).toEqual([]);
    await context.close();
  });

  it("a range that is dragged over with Shift is what a dry run asks about; Escape lets it go", async () => {
    const { page, context, complaints } = await openPage(browser, server.origin, {});
    await untilLoaded(page, SPY);
    const chart = page.getByTestId("price-chart");
    const box = await chart.boundingBox();
    if (box === null) throw new Error("the chart is not there");
    const range = page.getByTestId("range");
    await page.keyboard.down("Shift");
    await page.mouse.move(box.x + 200, box.y + 300);
    await page.mouse.down();
    await page.mouse.move(box.x + 480, box.y + 320, { steps: 8 });
    await page.mouse.up();
    await page.keyboard.up("Shift");
    await range.waitFor();
    const from = Number(await range.getAttribute("data-from"));
    const until = Number(await range.getAttribute("data-until"));
    expect((until - from) / 60_000).toBeGreaterThan(25);
    expect((until - from) / 60_000).toBeLessThan(45);
    await page.mouse.move(box.x + 100, box.y + 300);
    expect(Number(await range.getAttribute("data-until"))).toBe(until);
    await page.keyboard.press("Alt+f");
    await page.getByTestId("dry-run-picker").getByText("EMA pullback").first().waitFor();
    await page.keyboard.type("VWAP rej");
    const asked = page.waitForRequest((request) => request.postData()?.includes('"from":') === true);
    await page.keyboard.press("Enter");
    expect((await asked).postDataJSON()).toMatchObject({ symbol: "SPY", from, to: until });
    await page.getByTestId("dry-run").waitFor();
    expect(await range.count()).toBe(1);
    const picture = process.env["SPOTLIGHT_PICTURES"];
    if (picture !== undefined) await page.screenshot({ path: `${picture}/range.png` });
    await page.keyboard.press("Escape");
    await range.waitFor({ state: "detached" });
    expect(complaints.list).toEqual([]);
    await context.close();
  });

  it("a dry run is drawn on the chart; a stored day is replayed, moved in and left", async () => {
    const { page, context, complaints } = await openPage(browser, server.origin, {});
    await untilLoaded(page, SPY);
    await page.keyboard.press("Alt+f");
    const picker = page.getByTestId("dry-run-picker");
    await picker.getByText("EMA pullback").first().waitFor();
    await page.keyboard.type("VWAP rej");
    await page.keyboard.press("Enter");
    await page.getByTestId("dry-run").waitFor();
    await page.keyboard.press("Alt+i");
    await until(
      "the dry run to be put away",
      5_000,
      async () => (await page.getByTestId("dry-run").count()) === 0,
    );

    await page.keyboard.press("Alt+o");
    const days = page.getByTestId("replay-days").getByRole("button");
    await days.first().waitFor();
    await days.nth(1).focus();
    await page.keyboard.press("Enter");
    const bar = page.getByTestId("replay-bar");
    await bar.waitFor();
    await page.keyboard.press("\\");
    await until("a pause", 5_000, async () => (await bar.getAttribute("data-status")) === "paused");
    const clock = page.getByTestId("replay-clock");
    const before = await clock.textContent();
    await page.keyboard.press(".");
    await until("a minute to pass", 5_000, async () => (await clock.textContent()) !== before);
    await page.keyboard.press("Alt+w");
    await until("the live market", 10_000, async () => (await bar.count()) === 0);
    expect(complaints.list).toEqual([]);
    await context.close();
  });
});
