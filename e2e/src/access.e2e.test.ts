import type { Browser, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { openPage } from "./browser.ts";
import { type Key, rootData, untilLoaded } from "./desk.ts";
import { TestServer } from "./server.ts";
import { startBefore } from "./started.ts";
import { until } from "./until.ts";

const SPY: Key = { symbol: "SPY", timeframe: "1m", session: "rth_ext" };
const PIN = "471908";
/** Little history, so that the server starts quickly. */
const SHORT = { HISTORY_DAYS: "4" };
const TWO_STARTS_MS = 180_000;

let server: TestServer;
let browser: Browser;

startBefore({ ...SHORT, NODE_ENV: "production", AUTH_PIN: PIN }, (started) => {
  ({ server, browser } = started);
});

/** Types a PIN where one is asked for. */
async function enterPin(page: Page, pin: string): Promise<void> {
  const field = page.getByLabel("PIN, 6 to 12 digits");
  await until("the PIN's field to have the focus", 10_000, () =>
    field.evaluate((element) => element === document.activeElement),
  );
  await page.keyboard.type(pin);
  await page.keyboard.press("Enter");
}

async function loggedIn(path = "/") {
  const opened = await openPage(browser, `${server.origin}${path}`);
  await enterPin(opened.page, PIN);
  await opened.page.getByTestId("login").waitFor({ state: "detached" });
  return opened;
}

/** Presses what asks before it acts, and says yes. */
async function confirm(page: Page): Promise<void> {
  await page.getByTestId("confirm").click();
  await page.getByTestId("confirm").waitFor({ state: "detached", timeout: 10_000 });
}

function lineOfAudit(page: Page, words: string) {
  return page.getByTestId("audit").getByRole("cell", { name: words, exact: true }).first();
}

describe("login", () => {
  it("P6 through the screen, every page is reached and every lever of administration works", async () => {
    const { page, context, complaints } = await loggedIn();
    await untilLoaded(page, SPY);
    for (const [key, heading] of [
      ["Control+,", "Settings"],
      ["?", "Keys"],
      ["Alt+a", "Server"],
    ] as const) {
      await page.keyboard.press(key);
      await page.getByRole("heading", { name: heading, exact: true }).waitFor();
    }
    await until("readiness on the screen", 10_000, async () =>
      ((await page.getByTestId("tile-readiness").textContent()) ?? "").includes("Ready"),
    );
    for (const tile of ["tile-feed", "tile-store", "tile-process"]) await page.getByTestId(tile).waitFor();
    expect(await page.getByTestId("logins").textContent()).toContain("this browser");
    await until("the chain of the audit log", 10_000, async () =>
      ((await page.getByTestId("chain").textContent()) ?? "").startsWith("Chain intact"),
    );

    await page.getByLabel("Log level").selectOption("debug");
    await confirm(page);
    await until(
      "the new log level",
      10_000,
      async () => (await page.getByLabel("Log level").inputValue()) === "debug",
    );

    await page.getByTestId("reconnect-feed").click();
    await confirm(page);
    await lineOfAudit(page, "Feed connected again").waitFor();

    await page.getByTestId("reconnect-streams").click();
    await confirm(page);
    await until("the page to be live again", 20_000, async () => (await rootData(page, "state")) === "live");

    await page.getByTestId("drain").click();
    await confirm(page);
    await page.getByTestId("drain").getByText("Take readers again").waitFor();
    expect((await fetch(`${server.origin}/api/readyz`)).status).toBe(503);
    await page.getByTestId("drain").click();
    await confirm(page);
    await until(
      "the server to be ready",
      10_000,
      async () => (await fetch(`${server.origin}/api/readyz`)).ok,
    );
    await lineOfAudit(page, "Drained, or not any more").waitFor();

    for (const path of ["/", "/settings", "/keys", "/admin"]) {
      await page.goto(`${server.origin}${path}`);
      await page.getByTestId("state").waitFor();
      expect(await page.getByTestId("login").count()).toBe(0);
    }
    // A browser tells of the stream that was refused while the server was drained; nothing else may be wrong.
    expect(complaints.list.filter((line) => !/503|ERR_INCOMPLETE_CHUNKED_ENCODING/.test(line))).toEqual([]);
    await context.close();
  });

  it("a login that was ended comes back to what the desk had", async () => {
    const { page, context } = await loggedIn();
    await untilLoaded(page, SPY);
    await page.keyboard.press("3");
    await page.keyboard.type("nvd");
    await page.getByTestId("symbol-input").waitFor();
    await page.keyboard.press("Enter");
    const chart = page.getByTestId("price-chart");
    await until(
      "NVDA on the chart",
      10_000,
      async () => (await chart.getAttribute("data-symbol")) === "NVDA",
    );
    const other = await loggedIn("/admin");
    const rows = other.page.getByTestId("logins").getByRole("row");
    await until("both logins", 10_000, async () => (await rows.count()) >= 3);
    const ends = rows.filter({ hasNotText: "this browser" }).getByRole("button", { name: "End" });
    while ((await ends.count()) > 0) {
      const before = await ends.count();
      await ends.first().click();
      await confirm(other.page);
      await until("the login to be gone", 10_000, async () => (await ends.count()) < before);
    }
    await page.getByTestId("login").waitFor({ timeout: 20_000 });
    expect(await chart.isVisible()).toBe(false);
    await page.keyboard.type("q");
    expect(await page.getByTestId("symbol-input").count()).toBe(0);
    await page.keyboard.press("Backspace");
    await enterPin(page, PIN);
    await until("the desk", 10_000, async () => chart.isVisible());
    expect(await chart.getAttribute("data-symbol")).toBe("NVDA");
    expect(await chart.getAttribute("data-timeframe")).toBe("5m");
    await until("the page to be live again", 20_000, async () => (await rootData(page, "state")) === "live");
    await other.context.close();
    await context.close();
  });

  it.each([
    ["a question", async (page: Page) => page.getByTestId("drain").click()],
    ["the palette", async (page: Page) => page.keyboard.press("Control+k")],
  ])("%s that was open does not keep the focus from the login", async (_what, open) => {
    const { page, context } = await loggedIn("/admin");
    await page.getByTestId("tile-feed").waitFor();
    await open(page);
    await page.getByRole("dialog").or(page.getByRole("alertdialog")).waitFor();
    await context.clearCookies();
    await page.getByTestId("login").waitFor({ timeout: 20_000 });
    await enterPin(page, PIN);
    await page.getByTestId("login").waitFor({ state: "detached" });
    await context.close();
  });

  it("logging out locks the page, also after a reload", async () => {
    const { page, context } = await loggedIn();
    await page.keyboard.press("Alt+q");
    await page.getByTestId("login").waitFor();
    await page.reload();
    await page.getByLabel("PIN, 6 to 12 digits").waitFor();
    expect(await page.getByTestId("price-chart").count()).toBe(0);
    await context.close();
  });
});

/** Makes the page's calls to administration be refused as for a PIN that was entered long ago, until it is entered. */
async function grownOld(page: Page): Promise<void> {
  const error = { code: "step_up_required", message: "Administration needs the PIN again." };
  let old = true;
  page.on("request", (request) => {
    if (request.url().endsWith("/api/auth/pin")) old = false;
  });
  await page.route("**/api/admin/**", (route) =>
    old
      ? route.fulfill({ status: 403, contentType: "application/json", body: JSON.stringify({ error }) })
      : route.continue(),
  );
}

describe("entering the PIN again", () => {
  it("is asked for when administration needs it, and then what was begun goes on", async () => {
    const { page, context } = await loggedIn();
    await grownOld(page);
    await page.keyboard.press("Alt+a");
    await page.getByTestId("step-up").waitFor();
    await enterPin(page, PIN);
    await page.getByTestId("step-up").waitFor({ state: "detached" });
    await page.getByTestId("tile-feed").waitFor();
    await context.close();
  });

  it("can be given up; the page says why it shows nothing and asks no more by itself", async () => {
    const { page, context } = await loggedIn();
    await grownOld(page);
    await page.keyboard.press("Alt+a");
    await page.getByTestId("step-up").waitFor();
    await page.keyboard.press("Escape");
    await page.getByTestId("admin-failure").getByText("Administration needs the PIN again.").waitFor();
    await page.getByRole("button", { name: "Ask again" }).click();
    await page.getByTestId("step-up").waitFor();
    await enterPin(page, PIN);
    await page.getByTestId("tile-feed").waitFor();
    expect(await page.getByTestId("admin-failure").count()).toBe(0);
    await context.close();
  });
});

describe("flags", () => {
  it("a flag that is set reaches every page at once, is noted, and can be reset", async () => {
    const { page, context } = await loggedIn("/admin");
    const desk = await loggedIn("/");
    const chart = desk.page.getByTestId("price-chart");
    await until("the default", 10_000, async () => (await chart.getAttribute("data-max-fps")) === "60");
    const field = page.getByLabel("chartMaxFps", { exact: true });
    await field.fill("5");
    await page.getByTestId("flags").getByText("10 to 240").waitFor();
    await page.keyboard.press("Enter");
    expect(await page.getByTestId("confirm").count()).toBe(0);
    await field.fill("24");
    await page.keyboard.press("Enter");
    await confirm(page);
    await until(
      "the flag on the desk",
      10_000,
      async () => (await chart.getAttribute("data-max-fps")) === "24",
    );
    await lineOfAudit(page, "Flag changed").waitFor();
    await page.getByRole("button", { name: "Reset chartMaxFps" }).click();
    await confirm(page);
    await until("the default again", 10_000, async () => (await chart.getAttribute("data-max-fps")) === "60");

    const ticks = page.getByRole("switch", { name: "streamTicks" });
    await ticks.click();
    await page.keyboard.press("Escape");
    await page.getByTestId("confirm").waitFor({ state: "detached" });
    expect(await ticks.getAttribute("data-state")).toBe("checked");
    await desk.context.close();
    await context.close();
  });
});

describe("guessing", () => {
  it("a wrong PIN is said, and too many of them have to wait, counted down", async () => {
    const { page, context } = await openPage(browser, server.origin);
    const said = page.getByTestId("pin-said");
    for (let guess = 0; guess < 5; guess += 1) {
      await enterPin(page, "000000");
      await until(
        "the refusal",
        10_000,
        async () => (await said.textContent()) === "This is not the PIN. Try again.",
      );
      await page.keyboard.type("1");
      await until("the refusal to go", 5_000, async () => (await said.textContent()) === "");
      await page.keyboard.press("Backspace");
    }
    await enterPin(page, "000000");
    await until("the wait", 10_000, async () =>
      /^Too many wrong PINs\. Try again in \d+\u202Fs\.$/.test((await said.textContent()) ?? ""),
    );
    const seconds = async (): Promise<number> =>
      Number(/\d+/.exec((await said.textContent()) ?? "")?.[0] ?? 0);
    const first = await seconds();
    await until("the wait to get shorter", 10_000, async () => (await seconds()) < first);
    const kept = await page.evaluate(() =>
      [localStorage, sessionStorage].flatMap((storage) => Object.values(storage) as string[]).join(),
    );
    expect(kept).not.toContain("000000");
    await context.close();
  });
});

describe("a server that does not answer", () => {
  it(
    "leaves the last figures on the screen, and says how old they are",
    async () => {
      const mortal = await TestServer.start(SHORT);
      try {
        const { page, context } = await openPage(browser, `${mortal.origin}/admin`);
        await page.getByTestId("tile-feed").waitFor();
        expect(await page.getByTestId("age").textContent()).toBe("Now");
        await mortal.kill();
        await page.getByTestId("admin-failure").getByText("The server does not answer.").waitFor();
        await until("the age to be told", 20_000, async () =>
          /^Figures of \d+\u202Fs ago$/.test((await page.getByTestId("age").textContent()) ?? ""),
        );
        await page.getByTestId("tile-feed").waitFor();
        await mortal.run();
        await until(
          "new figures",
          30_000,
          async () => (await page.getByTestId("age").textContent()) === "Now",
        );
        await page.getByTestId("admin-failure").waitFor({ state: "detached" });
        await context.close();
      } finally {
        await mortal.close();
      }
    },
    TWO_STARTS_MS,
  );
});

describe("a server without a PIN", () => {
  it(
    "offers to choose one, is locked by it from then on, and lets it be changed",
    async () => {
      const open = await TestServer.start(SHORT);
      try {
        const { page, context } = await openPage(browser, `${open.origin}/settings`);
        await page.getByTestId("access").waitFor();
        expect(await page.getByTestId("access").getAttribute("data-pin")).toBe("none");
        const choose = async (pin: string, again: string): Promise<void> => {
          await page.getByLabel("New PIN, 6 to 12 digits").fill(pin);
          await page.getByLabel("New PIN once more").fill(again);
        };
        const said = page.getByTestId("pin-chosen");
        await choose("835217", "835218");
        await until(
          "the difference to be said",
          5_000,
          async () => (await said.textContent()) === "The two are not the same.",
        );
        await choose("123456", "123456");
        await page.getByRole("button", { name: "Lock with this PIN" }).click();
        await until("a weak PIN to be refused", 10_000, async () =>
          ((await said.textContent()) ?? "").includes("first"),
        );
        await choose("835217", "835217");
        await page.getByRole("button", { name: "Lock with this PIN" }).click();
        await until(
          "the PIN to be in force",
          10_000,
          async () => (await page.getByTestId("access").getAttribute("data-pin")) === "chosen",
        );
        expect(await page.getByTestId("login").count()).toBe(0);

        const stranger = await openPage(browser, open.origin);
        await stranger.page.getByLabel("PIN, 6 to 12 digits").waitFor();
        await enterPin(stranger.page, "835217");
        await untilLoaded(stranger.page, SPY);

        await page.getByLabel("Present PIN").fill("835217");
        await choose("294610", "294610");
        await page.getByRole("button", { name: "Change the PIN" }).click();
        await until(
          "the new PIN",
          10_000,
          async () => (await said.textContent()) === "The new PIN is in force.",
        );
        await stranger.page.getByTestId("login").waitFor({ timeout: 20_000 });
        await enterPin(stranger.page, "294610");
        await stranger.page.getByTestId("login").waitFor({ state: "detached" });
        await stranger.context.close();
        await context.close();
      } finally {
        await open.close();
      }
    },
    TWO_STARTS_MS,
  );
});
