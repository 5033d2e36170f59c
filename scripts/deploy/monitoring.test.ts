import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { METRICS } from "../../apps/server/src/telemetry/metric-list.ts";
import { Metrics } from "../../apps/server/src/telemetry/metrics.ts";
import { ROOT } from "./dockerfile.ts";
import { isInstalled, pathEnv } from "./proxy.ts";

const PROMETHEUS = join(ROOT, "deploy/prometheus");

const panelSchema = z.object({
  id: z.number().int().positive(),
  type: z.enum(["row", "timeseries", "stat"]),
  title: z.string().min(1),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  targets: z.array(z.object({ expr: z.string().min(1), refId: z.string() })).optional(),
});
const dashboard = z
  .object({ uid: z.string(), title: z.string(), schemaVersion: z.number(), panels: z.array(panelSchema) })
  .parse(JSON.parse(readFileSync(join(ROOT, "deploy/grafana/spotlight.json"), "utf8")));
const rulesSchema = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          alert: z.string().startsWith("Spotlight"),
          expr: z.string(),
          labels: z.object({ severity: z.enum(["page", "warn"]) }),
          annotations: z.object({ summary: z.string().endsWith(".") }),
        }),
      ),
    }),
  ),
});
const rules = rulesSchema
  .parse(parse(readFileSync(join(PROMETHEUS, "spotlight.rules.yml"), "utf8")))
  .groups.flatMap((group) => group.rules);
const questions = [
  ...dashboard.panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [title, expr] as const)),
  ...rules.map(({ alert, expr }) => [alert, expr] as const),
];

/** Every name that the server's own answer to Prometheus has. */
let known: ReadonlySet<string>;
beforeAll(async () => {
  const types = (await new Metrics().text()).matchAll(/^# TYPE (\w+) (\w+)$/gm);
  known = new Set(
    [...types].flatMap(([, name = "", type]) =>
      type === "histogram" ? ["_bucket", "_sum", "_count"].map((ending) => `${name}${ending}`) : [name],
    ),
  );
});

describe("what the dashboard and the alarms ask for", () => {
  test.each(questions)("%s: every metric is one of the server's", (_where, expression) => {
    const names = [...expression.matchAll(/\bspotlight_[a-z0-9_]+/g)].map(([name]) => name);
    expect(names.length > 0 || expression.startsWith("up{")).toBe(true);
    for (const name of names) expect(known, name).toContain(name);
  });

  test.each(questions)("%s: every label and value is one that the metric has", (_where, expression) => {
    for (const [, name = "", inside = ""] of expression.matchAll(/spotlight_([a-z0-9_]+)\{([^}]*)\}/g)) {
      const metric = Object.entries(METRICS).find(([each]) => name.replace(/_bucket$/, "") === each)?.[1];
      const labels: Readonly<Record<string, unknown>> =
        metric !== undefined && "labels" in metric ? metric.labels : {};
      for (const [, label = "", , value = ""] of inside.matchAll(/(\w+)(=~|!=|=|!~)"([^"]*)"/g)) {
        if (["job", "instance"].includes(label)) continue;
        expect(Object.keys(labels), `${name}{${label}}`).toContain(label);
        const values = labels[label];
        if (Array.isArray(values)) for (const one of value.split("|")) expect(values).toContain(one);
      }
    }
  });
});

describe("the dashboard", () => {
  test("has panels of their own numbers that do not lie on each other", () => {
    const { panels } = dashboard;
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const taken = new Set<string>();
    for (const { gridPos, title } of panels) {
      expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect(taken.has(`${x} ${y}`), `${title} at ${x}, ${y}`).toBe(false);
          taken.add(`${x} ${y}`);
        }
    }
  });

  test("asks in every panel", () => {
    for (const { type, title, targets = [] } of dashboard.panels)
      expect(targets.length > 0, title).toBe(type !== "row");
  });
});

describe("Prometheus", () => {
  test("takes the rules and the configuration, and its own trial of the alarms passes", ({ skip }) => {
    skip(!isInstalled("promtool"), "promtool is not installed");
    const options = { cwd: PROMETHEUS, env: pathEnv(), stdio: "pipe" as const };
    execFileSync("promtool", ["check", "rules", "--lint-fatal", "spotlight.rules.yml"], options);
    execFileSync("promtool", ["check", "config", "--syntax-only", "prometheus.yml"], options);
    execFileSync("promtool", ["test", "rules", "spotlight.rules.test.yml"], options);
  });

  test("has an answer in the operations page for every alarm", () => {
    const page = readFileSync(join(ROOT, "docs/operations.md"), "utf8");
    for (const { alert } of rules) expect(page).toContain(`\`${alert}\``);
  });
});
