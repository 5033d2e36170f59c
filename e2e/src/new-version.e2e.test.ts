import type { Browser } from "playwright-core";
import { expect, it } from "vitest";
import { openPage } from "./browser.ts";
import { untilLoaded } from "./desk.ts";
import type { TestServer } from "./server.ts";
import { startBefore } from "./started.ts";
import { until } from "./until.ts";

let server: TestServer;
let browser: Browser;

/** Once with one restart, in the long run with one that brings nothing new before it. */
const long = process.env["SPOTLIGHT_LONG"] === "1";

startBefore({ SYMBOLS: "SPY", HISTORY_DAYS: "4" }, (started) => {
  ({ server, browser } = started);
});

it("a page says that a new version is there once the server comes back with one, and not before", async () => {
  const { page, context } = await openPage(browser, server.origin);
  await untilLoaded(page, { symbol: "SPY", timeframe: "1m", session: "rth_ext" });
  const { build } = (await (await fetch(`${server.origin}/api/healthz`)).json()) as { build: string };
  expect(build).toMatch(/^\w{6,}$/);
  const line = page.getByText("A new version is there.");
  const asked: string[] = [];
  let served = build;
  await page.route("**/api/healthz", async (route) => {
    asked.push(served);
    await route.fulfill({ json: { ...((await (await route.fetch()).json()) as object), build: served } });
  });
  const restart = async (): Promise<void> => {
    const before = asked.length;
    await server.kill();
    await server.run();
    await until("the page to ask what is served", 60_000, async () => asked.length > before);
  };
  if (long) await restart();
  expect(await line.count()).toBe(0);
  served = "another1";
  await restart();
  await line.waitFor({ timeout: 10_000 });
  await page.unroute("**/api/healthz");
  await page.getByRole("button", { name: "Reload" }).click();
  await untilLoaded(page, { symbol: "SPY", timeframe: "1m", session: "rth_ext" });
  expect(await line.count()).toBe(0);
  await context.close();
});
