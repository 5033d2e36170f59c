import {
  type Callout,
  type RiskAnswer,
  type TradesAnswer,
  calloutsAnswerSchema,
  riskAnswerSchema,
  tradesAnswerSchema,
} from "@spotlight/contracts";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { talkative } from "../../apps/server/src/testing/test-rules.ts";
import { type Complaints, openPage } from "./browser.ts";
import { type Key, untilLoaded } from "./desk.ts";
import type { TestServer } from "./server.ts";
import { startBefore } from "./started.ts";
import { until } from "./until.ts";

const SPY: Key = { symbol: "SPY", timeframe: "1m", session: "rth_ext" };
/** Presses of Tab after which a control counts as out of reach. */
const TABS_MAX = 90;

let server: TestServer;
let browser: Browser;
let page: Page;
let context: BrowserContext;
let complaints: Complaints;

startBefore({ HISTORY_DAYS: "2" }, async (started) => {
  ({ server, browser } = started);
  await change("PUT", "/api/copilot/desk", { density: "loud", setups: [] });
  for (const source of [talkative("Ticks up", "A"), tickingDown()])
    await change("POST", "/api/rules", { source, enabled: true });
  ({ page, context, complaints } = await openPage(browser, server.origin));
  await untilLoaded(page, SPY);
});

afterAll(async () => {
  await context?.close();
});

/** The talkative rule the other way round, so that each symbol has two ideas. */
function tickingDown(): string {
  return talkative("Ticks down", "A")
    .replace("long", "short")
    .replace("close > close[1]", "close < close[1]")
    .replace("0.9975", "1.0025");
}

async function change(method: "PUT" | "POST", path: string, body: unknown): Promise<void> {
  const answer = await fetch(`${server.origin}${path}`, {
    method,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
}

async function calloutOf(id: string): Promise<Callout | undefined> {
  const answer = await fetch(`${server.origin}/api/copilot/callouts?limit=500`);
  return calloutsAnswerSchema.parse(await answer.json()).callouts.find((callout) => callout.id === id);
}

async function risk(): Promise<RiskAnswer> {
  return riskAnswerSchema.parse(await (await fetch(`${server.origin}/api/risk`)).json());
}

async function trades(): Promise<TradesAnswer> {
  return tradesAnswerSchema.parse(await (await fetch(`${server.origin}/api/trades`)).json());
}

/** Waits for a proposal other than `last` and answers its id. */
async function proposal(last: string | null = null): Promise<string> {
  let id: string | null = null;
  await until("a proposal", 20_000, async () => {
    const card = page.getByTestId("callout");
    id = (await card.count()) === 0 ? null : await card.getAttribute("data-callout");
    return id !== null && id !== last;
  });
  return id ?? "";
}

/** Waits until something on the screen says a text. */
async function says(testId: string, text: RegExp): Promise<void> {
  const place = page.getByTestId(testId).first();
  await until(`${testId} to say ${text.source}`, 10_000, async () =>
    (await place.count()) === 0 ? false : text.test((await place.textContent()) ?? ""),
  );
}

/** Walks with Tab to the control of an id or a name. */
async function tabTo(name: string): Promise<void> {
  for (let presses = 0; presses < TABS_MAX; presses += 1) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const { id, textContent } = document.activeElement ?? { id: "", textContent: "" };
      return [id, document.activeElement?.getAttribute("name") ?? "", textContent];
    });
    if (focused.includes(name)) return;
  }
  throw new Error(`${name} is not reached by Tab`);
}

/** Types into the control of an id or a name, in place of what is there. */
async function enter(name: string, text: string): Promise<void> {
  await tabTo(name);
  await page.keyboard.press("Control+a");
  await page.keyboard.type(text);
}

/** Notes a fill on the page of limits. */
async function noteFill(symbol: string, side: "Buy" | "Sell", price: number, stop: number): Promise<void> {
  await enter("symbol", symbol);
  await tabTo("side");
  await page.keyboard.type(side);
  await enter("quantity", "100");
  await enter("price", String(price));
  await enter("stop", String(stop));
  await page.keyboard.press("Enter");
  await says("fill-said", /Noted/);
}

describe("proposals and limits, by keyboard alone", () => {
  it("a proposal shows its keys, and is rejected with a reason", async () => {
    const id = await proposal();
    for (const [command, key] of [
      ["callout.accept", "Y"],
      ["callout.reject", "X"],
      ["callout.snooze", "Z"],
    ] as const) {
      const button = page.getByTestId("callout").locator(`[data-command="${command}"]`);
      expect(await button.getAttribute("aria-keyshortcuts")).toBe(`Alt+${key}`);
      expect(await button.locator("kbd").textContent()).toBe(`Alt ${key}`);
    }
    await page.keyboard.press("Alt+x");
    await page.getByTestId("reject-form").waitFor();
    await page.keyboard.press("Escape");
    await page.getByTestId("reject-form").waitFor({ state: "detached" });
    expect(await calloutOf(id)).toMatchObject({ state: "proposed" });
    await page.keyboard.press("Alt+x");
    await page.getByTestId("reject-form").waitFor();
    const begun = await proposal();
    await page.keyboard.type("Late and wide");
    await page.keyboard.press("Enter");
    await says("over-notice", /rejected: Late and wide/);
    expect(await calloutOf(begun)).toMatchObject({ state: "rejected", stateReason: "Late and wide" });
    const next = await proposal(begun);
    await page.keyboard.press("Alt+x");
    await page.getByTestId("reject-form").waitFor();
    const second = await proposal(begun);
    expect([next, second]).not.toContain(begun);
    await page.keyboard.press("1");
    await says("over-notice", /rejected: Too late/);
    expect(await calloutOf(second)).toMatchObject({ state: "rejected", stateReason: "Too late" });
    expect(complaints.list).toEqual([]);
  });

  it("one is snoozed, which it says; one is accepted without a fill, one with it in one step", async () => {
    const id = await proposal();
    await page.keyboard.press("Alt+z");
    await says("over-notice", /is snoozed for 30 s/);
    await proposal(id);
    await page.keyboard.press("Alt+y");
    await page.getByTestId("take-form").waitFor();
    // A newer one may have come before the key; once its answer is begun the card keeps to it.
    const next = await proposal(id);
    await page.keyboard.press("Escape");
    await says("over-notice", /accepted\.$/);
    expect(await calloutOf(next)).toMatchObject({ state: "accepted" });
    expect((await trades()).fills).toEqual([]);
    await proposal(next);
    await page.keyboard.press("Alt+y");
    await page.getByTestId("take-form").waitFor();
    const takenId = await proposal(next);
    await page.keyboard.type("7");
    await page.keyboard.press("Enter");
    await says("over-notice", /accepted; 7 (?:long|short) at/);
    const taken = await calloutOf(takenId);
    expect(taken).toMatchObject({ state: "accepted" });
    const { symbol, stop, entry } = taken?.signal ?? {};
    expect((await trades()).fills).toMatchObject([
      { calloutId: takenId, symbol, stop, quantity: 7, price: Number(entry?.toFixed(2)) },
    ]);
    expect(complaints.list).toEqual([]);
  });

  it("P26 a tighter limit acts at once, a looser one is announced for the next session", async () => {
    await page.keyboard.press("Alt+k");
    await page.locator("#limit-riskPerTradeDollars").waitFor();
    await enter("limit-riskPerTradeDollars", "100");
    await enter("limit-dailyLossR", "1");
    await page.keyboard.press("Enter");
    await says("limits-said", /In force now/);
    expect((await risk()).state.profile).toMatchObject({ riskPerTradeDollars: 100, dailyLossR: 1 });
    await enter("limit-tradesPerDay", "20");
    await page.keyboard.press("Enter");
    await says("limits-said", /What is looser waits for \d{4}-\d{2}-\d{2}/);
    expect((await risk()).state).toMatchObject({
      locked: false,
      profile: { tradesPerDay: 10 },
      pending: { profile: { tradesPerDay: 20 } },
    });
    expect(complaints.list).toEqual([]);
  });

  it("fills that lose the day's limit lock it, with the reason and a countdown; nothing is accepted then", async () => {
    const held = (await trades()).fills.map(({ symbol }) => symbol);
    const free = held.includes("QQQ") ? "NVDA" : "QQQ";
    await noteFill(free, "Buy", 500, 499);
    await noteFill(free, "Sell", 498.5, 499);
    await page.keyboard.press("Control+.");
    const panel = page.getByRole("complementary", { name: "Market" });
    const light = panel.getByTestId("risk-light");
    await until("the lock", 5_000, async () => (await light.getAttribute("data-light")) === "RED");
    expect(await light.textContent()).toMatch(/^Locked\d+ h \d+ min$/);
    expect(await panel.textContent()).toMatch(/[Dd]aily loss limit/);
    const id = await proposal();
    await page.keyboard.press("Alt+y");
    await says("over-notice", /[Dd]aily loss limit/);
    const before = (await trades()).fills.length;
    const path = `/api/copilot/callouts/${encodeURIComponent(id)}/take`;
    await expect(change("POST", path, { quantity: 1, price: 500 })).rejects.toThrow("answered 409");
    expect((await trades()).fills).toHaveLength(before);
    expect(await calloutOf(id)).toMatchObject({ state: "proposed" });
    complaints.forgive();
  });
});
