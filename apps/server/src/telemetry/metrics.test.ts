import fc from "fast-check";
import { describe, expect, expectTypeOf, test } from "vitest";
import type { Meter } from "./meter.ts";
import { METRICS, type MetricDefinition } from "./metric-list.ts";
import { METRIC_PREFIX, Metrics } from "./metrics.ts";

const definitions: readonly (readonly [string, MetricDefinition])[] = Object.entries(METRICS);

describe("the list", () => {
  test.each(definitions)("%s is named as Prometheus asks for", (name, { type, help, labels = {} }) => {
    expect(name).toMatch(/^[a-z][a-z0-9_]*[a-z0-9]$/);
    expect(name.endsWith("_total")).toBe(type === "counter");
    if (type === "histogram") expect(name).toMatch(/_(seconds|bytes|ratio)$/);
    expect(name).not.toMatch(/_(bucket|sum|count)$/);
    expect(help).toMatch(/^[A-Z0-9].*\.$/);
    for (const label of Object.keys(labels)) {
      expect(label).toMatch(/^[a-z]+$/);
      expect(["le", "quantile"]).not.toContain(label);
    }
  });

  test("a distribution's buckets ascend", () => {
    for (const [name, definition] of definitions) {
      if (definition.type !== "histogram") continue;
      const ascending = definition.buckets.toSorted((a, b) => a - b);
      expect([...new Set(definition.buckets)], name).toEqual(ascending);
    }
  });

  test("what is not on it does not compile", () => {
    expectTypeOf<"trades_total">().toExtend<Parameters<Meter["count"]>[0]>();
    expectTypeOf<"trades">().not.toExtend<Parameters<Meter["count"]>[0]>();
    expectTypeOf<"symbols">().not.toExtend<Parameters<Meter["count"]>[0]>();
    expectTypeOf<Parameters<typeof labelled>[0]>().toEqualTypeOf<{
      readonly cause: "late_trade" | "official" | "correction" | "backfill";
    }>();
  });
});

function labelled(labels: { readonly cause: "late_trade" | "official" | "correction" | "backfill" }): void {
  new Metrics().count("revisions_total", 1, labels);
}

/** The lines of one metric in Prometheus' text. */
async function linesOf(metrics: Metrics, name: string): Promise<readonly string[]> {
  return (await metrics.text()).split("\n").filter((line) => line.startsWith(`${METRIC_PREFIX}${name}`));
}

describe("the registry", () => {
  test("text and data say the same of every declared metric", async () => {
    const metrics = new Metrics();
    metrics.count("trades_total", 3);
    metrics.count("trades_total", 0);
    metrics.count("http_requests_total", 2, { method: "GET", route: "/x", status: "2xx" });
    metrics.gauge("symbols", () => 7);
    metrics.gauge("database_connections", () => ({ busy: 2, idle: 1 }));
    const view = await metrics.view();
    for (const [name, { type, help }] of definitions) {
      expect(view[`${METRIC_PREFIX}${name}`]).toMatchObject({ type, help });
      expect(await metrics.text()).toContain(`# TYPE ${METRIC_PREFIX}${name} ${type}`);
    }
    expect(await linesOf(metrics, "trades_total")).toEqual(["spotlight_trades_total 3"]);
    expect(view["spotlight_trades_total"]?.values).toEqual([{ labels: {}, value: 3 }]);
    expect(await linesOf(metrics, "http_requests_total")).toEqual([
      'spotlight_http_requests_total{method="GET",route="/x",status="2xx"} 2',
    ]);
    expect(await linesOf(metrics, "symbols")).toEqual(["spotlight_symbols 7"]);
    expect(await linesOf(metrics, "database_connections")).toEqual([
      'spotlight_database_connections{state="busy"} 2',
      'spotlight_database_connections{state="idle"} 1',
    ]);
  });

  test("a value that is not known is left out, and comes when it is known", async () => {
    const metrics = new Metrics();
    expect(await linesOf(metrics, "feed_lag_seconds")).toEqual([]);
    let lag: number | null = null;
    metrics.gauge("feed_lag_seconds", () => lag);
    expect(await linesOf(metrics, "feed_lag_seconds")).toEqual([]);
    lag = 0.25;
    expect(await linesOf(metrics, "feed_lag_seconds")).toEqual(["spotlight_feed_lag_seconds 0.25"]);
    lag = null;
    expect(await linesOf(metrics, "feed_lag_seconds")).toEqual([]);
  });

  test("a labelled gauge forgets values that are gone", async () => {
    const metrics = new Metrics();
    let checks: Record<string, number> = { feed: 1, disk: 0 };
    metrics.gauge("ready", () => checks);
    expect(await linesOf(metrics, "ready")).toHaveLength(2);
    checks = { feed: 0 };
    expect(await linesOf(metrics, "ready")).toEqual(['spotlight_ready{check="feed"} 0']);
  });

  test("counters with known labels begin at 0, so that their first event is seen as a change", async () => {
    expect(await linesOf(new Metrics(), "backups_total")).toEqual([
      'spotlight_backups_total{outcome="written"} 0',
      'spotlight_backups_total{outcome="failed"} 0',
    ]);
  });

  test("times are given in milliseconds and shown in seconds", async () => {
    const metrics = new Metrics();
    metrics.time("commit_duration_seconds", 30);
    const lines = await linesOf(metrics, "commit_duration_seconds");
    expect(lines).toContain('spotlight_commit_duration_seconds_bucket{le="0.025"} 0');
    expect(lines).toContain('spotlight_commit_duration_seconds_bucket{le="0.05"} 1');
    expect(lines).toContain("spotlight_commit_duration_seconds_sum 0.03");
  });

  test("two registries share nothing", async () => {
    const [one, other] = [new Metrics(), new Metrics()];
    one.count("trades_total", 5);
    expect(await linesOf(other, "trades_total")).toEqual(["spotlight_trades_total 0"]);
  });
});

describe("estimated quantiles", () => {
  const buckets = [0, ...METRICS.commit_duration_seconds.buckets];

  test("lie in the bucket that holds the true one, whatever was observed", async () => {
    const observed = fc.array(fc.double({ min: 0.01, max: 29_000, noNaN: true }), {
      minLength: 1,
      maxLength: 200,
    });
    await fc.assert(
      fc.asyncProperty(observed, async (milliseconds) => {
        const metrics = new Metrics();
        for (const each of milliseconds) metrics.time("commit_duration_seconds", each);
        const [distribution] = (await metrics.view())["spotlight_commit_duration_seconds"]?.values ?? [];
        if (distribution === undefined || !("p50" in distribution)) throw new Error("no distribution");
        expect(distribution.count).toBe(milliseconds.length);
        const sorted = milliseconds.map((each) => each / 1_000).toSorted((a, b) => a - b);
        for (const [share, estimate] of [
          [0.5, distribution.p50],
          [0.99, distribution.p99],
        ] as const) {
          const truth = sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
          const upper = buckets.find((bound) => bound >= truth) ?? Number.NaN;
          const lower = buckets.findLast((bound) => bound < truth) ?? 0;
          expect(estimate).toBeGreaterThanOrEqual(lower);
          expect(estimate).toBeLessThanOrEqual(upper);
        }
      }),
      { numRuns: 50 },
    );
  });

  test("beyond the last bucket the last bound is all that is known; of nothing, nothing", async () => {
    const metrics = new Metrics();
    metrics.time("commit_duration_seconds", 90_000);
    const view = await metrics.view();
    expect(view["spotlight_commit_duration_seconds"]?.values).toEqual([
      { labels: {}, count: 1, sum: 90, p50: 30, p99: 30 },
    ]);
    expect(view["spotlight_fan_out_duration_seconds"]?.values).toEqual([
      { labels: {}, count: 0, sum: 0, p50: null, p99: null },
    ]);
  });
});
