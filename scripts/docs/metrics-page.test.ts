import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { METRICS } from "../../apps/server/src/telemetry/metric-list.ts";
import { Metrics } from "../../apps/server/src/telemetry/metrics.ts";
import { metricsPage } from "./metrics-page.ts";

const PROCESS = "## Of the process";

/** Text without what the formatter adds: the padding of tables and the breaks of lines. */
function plain(text: string): string {
  return text.replaceAll(/-{3,}/g, "---").replaceAll(/\s+/g, " ").trim();
}

test("P8 docs/metrics.md is what the code declares: npm run docs:metrics", async () => {
  const written = readFileSync(resolve(import.meta.dirname, "../../docs/metrics.md"), "utf8");
  const current = await metricsPage(new Metrics());
  expect(plain(written.split(PROCESS)[0] ?? "")).toBe(plain(current.split(PROCESS)[0] ?? ""));
  // Which metrics a process has depends on the system; all that this one has must be explained.
  for (const [name] of current.matchAll(/`spotlight_\w+`/g)) expect(written).toContain(name);
  expect([...written.matchAll(/^\| `spotlight_/gm)].length).toBeGreaterThan(Object.keys(METRICS).length);
});
