import type { Browser } from "playwright-core";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { launchBrowser, missingBrowser } from "./browser.ts";
import { TestServer, missingBuild } from "./server.ts";

/** What a test of the whole has at hand. */
export interface Started {
  readonly server: TestServer;
  readonly browser: Browser;
}

/**
 * Starts a server with these settings and a browser before the tests of a file, hands both over, and ends them after. Where
 * no browser is, every test is skipped with the reason; where nothing is built, they fail.
 */
export function startBefore(
  settings: Readonly<Record<string, string>>,
  ready: (started: Started) => void | Promise<void>,
  launch: () => Promise<Browser> = launchBrowser,
): void {
  const noBrowser = missingBrowser();
  let server: TestServer | undefined;
  let browser: Browser | undefined;
  beforeEach(({ skip }) => skip(noBrowser !== null, noBrowser ?? ""));
  beforeAll(async () => {
    if (noBrowser !== null) return;
    const missing = missingBuild();
    if (missing !== null) throw new Error(missing);
    server = await TestServer.start(settings);
    browser = await launch();
    await ready({ server, browser });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
}
