import { TIMEFRAMES } from "@spotlight/contracts";
import { barNumber } from "@spotlight/market";
import type { Browser } from "playwright-core";
import { describe, expect, it } from "vitest";
import { openPage } from "./browser.ts";
import { type Key, copyOf, historyOf, rootData, untilEqual, untilLoaded } from "./desk.ts";
import type { TestServer } from "./server.ts";
import { startBefore } from "./started.ts";
import { until } from "./until.ts";

const SPY: Key = { symbol: "SPY", timeframe: "1m", session: "rth_ext" };

let server: TestServer;
let browser: Browser;

startBefore({}, (started) => {
  ({ server, browser } = started);
});

async function openDesk(options: Parameters<Browser["newContext"]>[0] = {}) {
  const opened = await openPage(browser, server.origin, options);
  await untilLoaded(opened.page, SPY);
  return opened;
}

describe("the desk", () => {
  it("shows a market that moves, and says nothing bad on the console", async () => {
    const { page, context, complaints } = await openDesk();
    const price = page.locator('[data-symbol="SPY"] [data-testid="row-price"]');
    const before = await price.textContent();
    await until("the last price to change", 20_000, async () => (await price.textContent()) !== before);
    const bars = (await copyOf(page, SPY)).length;
    await until("a bar to close", 20_000, async () => (await copyOf(page, SPY)).length > bars);
    expect(await page.getByTestId("legend").textContent()).toMatch(/O .*H .*L .*C .*Vol/s);
    expect(await rootData(page, "state")).toBe("live");
    expect(await page.getByTestId("state").textContent()).toContain("Playing 20×");
    await untilEqual(page, server.origin, SPY);
    expect(complaints.list).toEqual([]);
    await context.close();
  });

  it("P15 two switches of the timeframe leave the volumes as the server has them", async () => {
    const { page, context, complaints } = await openDesk();
    const five: Key = { ...SPY, timeframe: "5m" };
    await page.keyboard.press("3");
    await untilEqual(page, server.origin, five);
    await page.keyboard.press("1");
    await untilEqual(page, server.origin, SPY);
    await page.keyboard.press("3");
    await untilEqual(page, server.origin, five);
    expect(await copyOf(page, SPY)).toEqual([]);
    expect(complaints.list).toEqual([]);
    await context.close();
  });

  it("P16 the page numbers its bars as the shared function does, in every timeframe", async () => {
    const { page, context } = await openDesk();
    for (const [index, timeframe] of TIMEFRAMES.entries()) {
      const key: Key = { ...SPY, timeframe };
      await page.keyboard.press(String(index + 1));
      await untilEqual(page, server.origin, key);
      for (const bar of await copyOf(page, key)) expect(bar.seq).toBe(barNumber(bar.bar_start, timeframe));
    }
    await context.close();
  });

  it("a typed symbol goes on the chart", async () => {
    const { page, context } = await openDesk();
    await page.keyboard.type("nvd");
    await page.getByTestId("symbol-input").waitFor();
    await until(
      "the letters in capitals",
      5_000,
      async () => (await page.getByTestId("symbol-input").inputValue()) === "NVD",
    );
    await page.keyboard.press("Enter");
    await until("NVDA on the chart", 10_000, async () => {
      return (await page.getByTestId("price-chart").getAttribute("data-symbol")) === "NVDA";
    });
    await untilEqual(page, server.origin, { ...SPY, symbol: "NVDA" });
    expect(await page.getByTestId("header-symbol").textContent()).toBe("NVDA");
    await context.close();
  });

  it("the palette finds a command and runs it", async () => {
    const { page, context } = await openDesk();
    await page.keyboard.press("Control+k");
    await page.getByTestId("palette").waitFor();
    await page.keyboard.type("light theme");
    await page.keyboard.press("Enter");
    await until("the light theme", 5_000, async () => (await rootData(page, "theme")) === "light");
    await page.keyboard.press("Alt+t");
    await page.keyboard.press("h");
    await until("the contrast theme", 5_000, async () => (await rootData(page, "theme")) === "contrast");
    await page.reload();
    await untilLoaded(page, SPY);
    expect(await rootData(page, "theme")).toBe("contrast");
    await context.close();
  });

  it("panels hide and come back by key, at the width they had", async () => {
    const { page, context } = await openDesk();
    const list = page.getByRole("navigation", { name: "Watch list" });
    const width = (await list.boundingBox())?.width;
    await page.keyboard.press("[");
    await list.waitFor({ state: "detached" });
    await page.keyboard.press("[");
    await list.waitFor();
    await until("the old width", 5_000, async () => (await list.boundingBox())?.width === width);
    const panel = page.getByRole("complementary", { name: "Market" });
    await page.keyboard.press("]");
    await panel.waitFor({ state: "detached" });
    await page.reload();
    await untilLoaded(page, SPY);
    expect(await panel.count()).toBe(0);
    await context.close();
  });

  it("every part is reached by Tab, in reading order, and shows where the focus is", async () => {
    const { page, context } = await openDesk();
    const seen: string[] = [];
    for (let press = 0; press < 24; press += 1) {
      await page.keyboard.press("Tab");
      seen.push(
        await page.evaluate(() => {
          const focused = document.activeElement;
          if (!(focused instanceof HTMLElement)) return "";
          const { outlineStyle } = getComputedStyle(focused);
          const name =
            focused.dataset["command"] ?? focused.dataset["testid"] ?? focused.role ?? focused.tagName;
          return outlineStyle === "none" && focused.role !== "separator" ? `${name} without a ring` : name;
        }),
      );
    }
    const order = ["panel.watch", "symbol.search", "timeframe.1m", "session.toggle", "state", "go.settings"];
    expect(order.map((name) => seen.indexOf(name))).toEqual(
      order.map((name) => seen.indexOf(name)).toSorted((a, b) => a - b),
    );
    expect(seen.filter((name) => name.endsWith("without a ring"))).toEqual([]);
    for (const name of order) expect(seen).toContain(name);
    await context.close();
  });

  it("reduced motion stills everything", async () => {
    const { page, context } = await openDesk({ reducedMotion: "reduce" });
    expect(await rootData(page, "motion")).toBe("reduced");
    const moving = await page.evaluate(() => {
      const all = [...document.querySelectorAll("*")].map((element) => getComputedStyle(element));
      return all.filter((style) => style.animationName !== "none" || style.transitionDuration !== "0s")
        .length;
    });
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
    expect(moving).toBe(0);
    await context.close();
  });

  it("a page that is put away reports how it did, and the server counts it", async () => {
    const { page, context } = await openDesk();
    const counted = async (name: string): Promise<number> => {
      const text = await (await fetch(`${server.origin}/api/metrics`)).text();
      return Number(new RegExp(`^spotlight_${name}(?:_count)? (\\d+)$`, "m").exec(text)?.[1] ?? 0);
    };
    const before = await counted("client_reports_total");
    // With the first press the browser ends its search for the largest paint, once it is idle.
    await page.keyboard.press("[");
    await page.evaluate(() => new Promise((idle) => requestIdleCallback(idle)));
    await page.evaluate(() => {
      // A minute later, the person looks at something else.
      const realNowMs = performance.now.bind(performance);
      performance.now = () => realNowMs() + 61_000;
      Object.defineProperty(document, "visibilityState", { get: () => "hidden" });
      document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
    });
    await until("the report", 10_000, async () => (await counted("client_reports_total")) === before + 1);
    expect(await counted("client_largest_paint_seconds")).toBeGreaterThan(0);
    expect(await counted("client_layout_shift_ratio")).toBeGreaterThan(0);
    expect(await counted("client_paint_latency_seconds")).toBeGreaterThan(0);
    const text = await (await fetch(`${server.origin}/api/metrics`)).text();
    expect(text).toMatch(/^spotlight_client_chart_frame_interval_seconds_count\{percentile="p95"\} [1-9]/m);
    await context.close();
  });

  it("settings and keys have pages of their own", async () => {
    const { page, context, complaints } = await openDesk();
    await page.keyboard.press("Control+,");
    await page.getByRole("heading", { name: "Settings" }).waitFor();
    await page.getByRole("radio", { name: "Blue and orange" }).click();
    expect(await rootData(page, "palette")).toBe("blue-orange");
    await page.keyboard.press("?");
    await page.getByRole("heading", { name: "Keys", exact: true }).waitFor();
    await page.getByRole("button", { name: /Back to the desk/ }).click();
    await page.getByTestId("price-chart").waitFor();
    expect(complaints.list).toEqual([]);
    await context.close();
  });

  it("older bars come in as the chart is scrolled back, and the copy stays true", async () => {
    const { page, context, complaints } = await openDesk();
    const bars = (await copyOf(page, SPY)).length;
    const before = await historyOf(server.origin, SPY, 20_000);
    const older = before.bars.length > bars;
    for (let press = 0; press < 14; press += 1) await page.keyboard.press("-");
    if (older) {
      await until("older bars", 30_000, async () => {
        await page.mouse.move(320, 300);
        await page.mouse.down();
        await page.mouse.move(1_000, 300, { steps: 4 });
        await page.mouse.up();
        return (await copyOf(page, SPY)).length > bars + 100;
      });
      await page.getByRole("button", { name: "Jump to now" }).waitFor();
      await page.keyboard.press("End");
      await page.getByRole("button", { name: "Jump to now" }).waitFor({ state: "detached" });
    }
    await untilEqual(page, server.origin, SPY);
    expect(complaints.list).toEqual([]);
    await context.close();
  });

  it("recovers from a killed server: the copy equals history and the digest", async () => {
    const { page, context, complaints } = await openDesk();
    const epoch = await rootData(page, "epoch");
    await server.kill();
    await until("the page to notice", 20_000, async () => (await rootData(page, "state")) === "reconnecting");
    expect(await page.getByTestId("notice").textContent()).toContain("Connection lost");
    expect(await rootData(page, "fresh")).toBe("false");
    await server.run();
    await until("the page to be live again", 60_000, async () => {
      return (await rootData(page, "state")) === "live" && (await rootData(page, "epoch")) !== epoch;
    });
    await untilEqual(page, server.origin, SPY);
    await page.keyboard.press("Alt+d");
    await until("the digests to be compared", 30_000, async () => {
      const said = (await page.getByTestId("check").textContent()) ?? "";
      if (said.startsWith("Different")) throw new Error(said);
      return said.startsWith("Equal to the server");
    });
    complaints.forgive();
    await context.close();
  });
});
