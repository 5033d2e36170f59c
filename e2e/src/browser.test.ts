import { expect, test } from "vitest";
import { missingBrowser } from "./browser.ts";

test("tests in a browser say why they are skipped, and only where there is none", () => {
  expect(missingBrowser(false, ["/no/such/chromium"])).toBe("no Chromium is installed");
  expect(missingBrowser(true, [])).toBeNull();
  expect(missingBrowser(false, [process.execPath])).toBeNull();
});
