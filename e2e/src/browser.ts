import { accessSync, constants } from "node:fs";
import packaged from "@sparticuz/chromium";
import { type Browser, type BrowserContext, type Page, chromium } from "playwright-core";

const INSTALLED = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--use-fake-device-for-media-stream",
];
/** Flags of the packaged browser that would make it less like a person's. */
const UNWANTED = /^--(single-process|no-zygote|disable-web-security|allow-running-insecure-content|headless)/;

function runs(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether a packaged Chromium comes with the tests for this system. */
const isPackaged = process.platform === "linux" && process.arch === "x64";

/** Why no test in a browser can run here; null when one can. One that is there and does not start is an error instead. */
export function missingBrowser(
  packaged: boolean = isPackaged,
  installed: readonly string[] = INSTALLED,
): string | null {
  return packaged || installed.some(runs) ? null : "no Chromium is installed";
}

/** Whether a Chromium is there that has a microphone, if one that only sounds like it. The packaged one has none. */
export const hasMicrophone = INSTALLED.some(runs);

/**
 * Starts a real Chromium: the packaged one, which needs no installation, else one of the system; `installed` asks for them in
 * the other order, since the packaged one has no microphone. Each start has a fresh profile. Throws with every reason when
 * none runs.
 */
export async function launchBrowser({ installed = false } = {}): Promise<Browser> {
  const own = isPackaged ? [launchPackaged] : [];
  const others = INSTALLED.filter(runs).map(
    (executablePath) => async (): Promise<Browser> =>
      chromium.launch({ executablePath, args: FLAGS, headless: true }),
  );
  const failures: string[] = [];
  for (const launch of installed ? [...others, ...own] : [...own, ...others]) {
    try {
      return await launch();
    } catch (error) {
      failures.push(String(error));
    }
  }
  throw new Error(`no Chromium runs here: ${failures.join("; ") || "none is installed"}`);
}

async function launchPackaged(): Promise<Browser> {
  const args = [...packaged.args.filter((flag) => !UNWANTED.test(flag)), ...FLAGS];
  return chromium.launch({ executablePath: await packaged.executablePath(), args, headless: true });
}

/** What a page said that it should not have said. */
export interface Complaints {
  readonly list: readonly string[];
  /** Forgets what was said so far; for tests that cut the page off on purpose. */
  forgive(): void;
}

/**
 * A page in a context of its own, and everything that it complains about on its console. `prepare` may change the context
 * before the page is loaded.
 */
export async function openPage(
  browser: Browser,
  url: string,
  options: Parameters<Browser["newContext"]>[0] = {},
  prepare: (context: BrowserContext) => Promise<void> = async () => undefined,
): Promise<{ page: Page; context: BrowserContext; complaints: Complaints }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  await prepare(context);
  const page = await context.newPage();
  let list: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") list.push(message.text());
  });
  page.on("pageerror", (error) => list.push(error.message));
  await page.goto(url);
  return {
    page,
    context,
    complaints: {
      get list() {
        return list;
      },
      forgive() {
        list = [];
      },
    },
  };
}
