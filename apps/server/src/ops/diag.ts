import { statfs } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import type { DatabaseFacts, DiagAnswer, MetricsAnswer } from "@spotlight/contracts";
import type { Engine } from "../engine/engine.ts";
import type { MarketLog } from "../log/market-log.ts";
import type { Hub } from "../stream/hub.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { SlowQueries } from "../telemetry/slow-queries.ts";
import type { EventLoopWatch } from "./event-loop.ts";
import type { Flags } from "./flags.ts";
import type { Log } from "./logger.ts";
import type { Readiness } from "./readiness.ts";

/** How long the snapshot waits for a database that may be away. */
const DATABASE_PATIENCE_MS = 2_000;

/** The market's parts, once they exist. */
export interface DiagMarket {
  readonly engine: Engine;
  readonly log: MarketLog;
  readonly hub: Hub;
}

/** What the snapshot is taken of. */
export interface DiagSources {
  readonly version: string;
  /** Name of the web app's build; null when there is none. */
  readonly build: string | null;
  readonly epochId: string;
  readonly epochStartMs: number;
  /** Every setting by name, secrets blanked. */
  readonly settings: Readonly<Record<string, string>>;
  readonly dataDir: string;
  readonly wallMs: () => number;
  readonly readiness: Readiness;
  readonly eventLoop: EventLoopWatch;
  readonly metrics: Metrics;
  readonly slowQueries: SlowQueries;
  readonly log: Log;
  readonly flags: Flags;
  readonly limits: { list(): DiagAnswer["limits"] };
  market(): DiagMarket | null;
  /** The database, or null while it is not open. */
  database(): { readonly kind: DatabaseFacts["kind"]; facts(): Promise<DatabaseFacts> } | null;
}

/** Everything that a bug report needs, in one snapshot. Answers within seconds whatever is wrong. */
export async function takeDiag(sources: DiagSources): Promise<DiagAnswer> {
  const { version, build, epochId, epochStartMs, settings, dataDir, wallMs, readiness, eventLoop, log } =
    sources;
  const [database, disk, metrics] = await Promise.all([
    databaseFacts(sources),
    diskOf(dataDir),
    sources.metrics.view(),
  ]);
  const market = sources.market();
  return {
    atMs: Math.floor(wallMs()),
    version,
    build,
    process: {
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
      pid: process.pid,
      uptimeMs: Math.round(process.uptime() * 1_000),
      epochId,
      epochStartMs: Math.floor(epochStartMs),
    },
    config: settings,
    readiness: readiness.report(),
    market: market === null ? null : marketFacts(market),
    log: market === null ? null : logFacts(market),
    readers: market?.hub.count() ?? 0,
    database,
    eventLoop: { p99Ms: eventLoop.p99Ms },
    memory: { ...process.memoryUsage() },
    disk,
    flags: sources.flags.list(),
    limits: sources.limits.list(),
    counters: countersOf(metrics),
    trouble: [...log.trouble()],
  };
}

async function databaseFacts(sources: DiagSources): Promise<DiagAnswer["database"]> {
  const open = sources.database();
  if (open === null) return null;
  const silent = (problem: string): DatabaseFacts => ({
    kind: open.kind,
    version: null,
    sizeBytes: null,
    migrations: null,
    problem,
  });
  const given = new AbortController();
  const facts = await Promise.race([
    open.facts().catch((error: unknown) => silent(error instanceof Error ? error.message : String(error))),
    delay(DATABASE_PATIENCE_MS, silent("The database does not answer."), { signal: given.signal }).catch(() =>
      silent(""),
    ),
  ]);
  given.abort();
  return { ...facts, slowest: [...sources.slowQueries.slowest()] };
}

async function diskOf(dataDir: string): Promise<DiagAnswer["disk"]> {
  try {
    const { bsize, bavail, blocks } = await statfs(dataDir);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch {
    return null;
  }
}

function marketFacts({ engine, hub }: DiagMarket): DiagAnswer["market"] {
  const { state, reason } = engine.state;
  return {
    source: engine.source,
    state,
    reason: reason ?? null,
    nowMs: Math.floor(engine.nowMs),
    lastEventMs: engine.lastEventMs === null ? null : Math.floor(engine.lastEventMs),
    silentMs: Math.round(engine.silentMs),
    symbols: engine.symbols().map((symbol) => ({
      symbol,
      ready: engine.symbol(symbol)?.ready ?? false,
      halted: engine.symbol(symbol)?.halted ?? false,
      readers: hub.count(symbol),
    })),
  };
}

function logFacts({ engine, log }: DiagMarket): DiagAnswer["log"] {
  const { facts, oldestMs } = engine.waiting;
  return { head: log.head, cursor: engine.cursor, waitingFacts: facts, waitingMs: Math.round(oldestMs) };
}

/** Counters that are not 0, in Prometheus' notation. */
function countersOf(metrics: MetricsAnswer["metrics"]): DiagAnswer["counters"] {
  const counters: Record<string, number> = {};
  for (const [name, { type, values }] of Object.entries(metrics)) {
    if (type !== "counter") continue;
    for (const each of values) {
      if (!("value" in each) || each.value === 0) continue;
      const labels = Object.entries(each.labels).map(([label, value]) => `${label}="${value}"`);
      counters[labels.length === 0 ? name : `${name}{${labels.join(",")}}`] = each.value;
    }
  }
  return counters;
}
