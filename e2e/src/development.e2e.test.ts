import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { launchBrowser, missingBrowser } from "./browser.ts";
import { missingBuild } from "./server.ts";
import { until } from "./until.ts";
import { freePort } from "../../apps/server/src/testing/free-port.ts";

const ROOT = resolve(import.meta.dirname, "../..");
/** The split mode and those over https are proven in the long run. */
const long = process.env["SPOTLIGHT_LONG"] === "1";
const STYLES = "apps/web/src/ui/app.css";

let browser: Browser;
/** A copy of the checkout, so that its sources can be edited. */
let copy: string;
let running: ChildProcess | null = null;
let output = "";

const noBrowser = missingBrowser();
beforeEach(({ skip }) => skip(noBrowser !== null, noBrowser ?? ""));

beforeAll(async () => {
  if (noBrowser !== null) return;
  const missing = missingBuild();
  if (missing !== null) throw new Error(missing);
  copy = mkdtempSync(join(tmpdir(), "spotlight-development-"));
  const unwanted = ["node_modules", ".git", ".data", "results"].map((name) => `--exclude=./${name}`);
  execFileSync("/bin/sh", ["-c", `tar -C ${ROOT} ${unwanted.join(" ")} -cf - . | tar -C ${copy} -xf -`]);
  // The packages are many and are not edited: linked, where the file system lets us.
  execFileSync("/bin/sh", [
    "-c",
    `cp -al ${ROOT}/node_modules ${copy}/ 2>/dev/null || cp -a ${ROOT}/node_modules ${copy}/`,
  ]);
  rmSync(join(copy, "node_modules/.vite"), { recursive: true, force: true });
  browser = await launchBrowser();
}, 180_000);
afterEach(async () => {
  const child = running;
  running = null;
  if (child === null || child.exitCode !== null) return;
  const closed = once(child, "close");
  child.kill("SIGTERM");
  await closed;
});
afterAll(async () => {
  await browser?.close();
  rmSync(copy, { recursive: true, force: true });
});

/** Starts development as `npm run dev` does, in the copy. */
function develop(words: readonly string[], environment: Readonly<Record<string, string>>): void {
  output = "";
  const data = mkdtempSync(join(copy, "data-"));
  const env = { DATA_DIR: data, SYMBOLS: "SPY,QQQ", HISTORY_DAYS: "3", LOG_LEVEL: "warn", ...environment };
  running = spawn(process.execPath, ["scripts/dev.mjs", ...words], {
    cwd: copy,
    env: { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [running.stdout, running.stderr])
    stream?.on("data", (chunk: Buffer) => (output += chunk.toString()));
}

/** Opens the page in development and waits until its update socket is there and the market moves. */
async function openPage(origin: string, api: number): Promise<{ page: Page; socket: string }> {
  await until("the server to be ready", 120_000, async () => {
    if (running?.exitCode !== null) throw new Error(output.slice(-4_000));
    return (await fetch(`http://127.0.0.1:${api}/api/readyz`).catch(() => null))?.status === 200;
  });
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  let socket = "";
  page.on("websocket", (opened) => (socket = opened.url()));
  await until(
    "the page to load",
    60_000,
    async () => (await page.goto(origin).catch(() => null))?.status() === 200,
  );
  await page.locator('[data-symbol="SPY"] [data-testid="row-price"]').waitFor({ timeout: 60_000 });
  await until("the update socket", 30_000, async () => socket !== "");
  return { page, socket };
}

/** Edits a style, and waits until the page shows it without having been loaded again. */
async function expectUpdate(page: Page): Promise<void> {
  const file = join(copy, STYLES);
  const before = readFileSync(file, "utf8");
  const mark = `--edited: "${Math.random()}"`;
  await page.evaluate(() => Object.assign(globalThis, { notLoadedAgain: true }));
  unlinkSync(file);
  writeFileSync(file, `${before}\n:root { ${mark}; }\n`);
  await until("the edit to reach the page", 30_000, async () => {
    const shown = await page.evaluate(() =>
      getComputedStyle(document.documentElement).getPropertyValue("--edited"),
    );
    return mark.includes(shown) && shown !== "";
  });
  expect(await page.evaluate(() => "notLoadedAgain" in globalThis)).toBe(true);
}

describe("unified development", () => {
  it("serves page, API and updates on one port", { timeout: 240_000 }, async () => {
    const port = await freePort();
    develop([], { PORT: String(port) });
    const { page, socket } = await openPage(`http://127.0.0.1:${port}/`, port);
    expect(new URL(socket)).toMatchObject({ protocol: "ws:", port: String(port) });
    await expectUpdate(page);
    await page.context().close();
  });

  if (long)
    it("tells the page to use wss when a proxy serves it over https", { timeout: 240_000 }, async () => {
      const port = await freePort();
      develop([], { PORT: String(port), VITE_HTTPS: "1" });
      await until("the client", 120_000, async () => {
        const answer = await fetch(`http://127.0.0.1:${port}/@vite/client`).catch(() => null);
        return answer?.status === 200 && (await answer.text()).includes('"wss"');
      });
    });
});

if (long)
  describe("split development", () => {
    it("serves the page beside the API, whichever port that has", { timeout: 240_000 }, async () => {
      const [api, web] = [await freePort(), await freePort()];
      develop(["--split", "--web-port", String(web)], { PORT: String(api) });
      const { page, socket } = await openPage(`http://localhost:${web}/`, api);
      expect(new URL(socket)).toMatchObject({ protocol: "ws:", port: String(web) });
      await expectUpdate(page);
      await page.context().close();
    });

    it("is https with updates by wss when VITE_HTTPS=1", { timeout: 240_000 }, async () => {
      const [api, web] = [await freePort(), await freePort()];
      develop(["--split", "--web-port", String(web)], { PORT: String(api), VITE_HTTPS: "1" });
      const { page, socket } = await openPage(`https://localhost:${web}/`, api);
      expect(new URL(socket)).toMatchObject({ protocol: "wss:", port: String(web) });
      await expectUpdate(page);
      await page.context().close();
    });
  });
