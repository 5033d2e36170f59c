import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { DiagAnswer, MarketState } from "@spotlight/contracts";
import type { FastifyInstance } from "fastify";
import { AccessControl } from "./access/control.ts";
import { Limits } from "./access/limits.ts";
import { Pin } from "./access/pin.ts";
import { sessionSecret } from "./access/secret.ts";
import type { Config } from "./config.ts";
import { Engine } from "./engine/engine.ts";
import type { Feed } from "./feeds/feed.ts";
import { FaultyFeed } from "./feeds/faults.ts";
import { systemPacer } from "./feeds/pacer.ts";
import { ReplayUnusable } from "./feeds/replay/replay-feed.ts";
import { createApp } from "./http/app.ts";
import type { GuardParts } from "./http/guard.ts";
import type { MarketParts, WebSource } from "./http/parts.ts";
import { backupFolder, keepBackups } from "./backup/schedule.ts";
import { writeBackup } from "./backup/write.ts";
import { DiskWatch } from "./ops/disk.ts";
import { EventLoopWatch } from "./ops/event-loop.ts";
import { takeDiag } from "./ops/diag.ts";
import { gaugeDatabase, gaugeMarket, gaugeProcess, gaugeSpool } from "./ops/gauges.ts";
import { Flags } from "./ops/flags.ts";
import type { Log } from "./ops/logger.ts";
import type { UncaughtKind } from "./ops/process-errors.ts";
import { Lifecycle } from "./ops/lifecycle.ts";
import { createFeed, runKeyOf } from "./open-feed.ts";
import { OwnData } from "./own-data.ts";
import { Readiness } from "./ops/readiness.ts";
import type { Stoppable } from "./ops/signals.ts";
import { isDatabaseAway } from "./store/away.ts";
import { type Database, type DatabaseTarget, openDatabase, withClient } from "./store/database.ts";
import { DatabaseHealth } from "./store/health.ts";
import { DatabaseInUse } from "./store/writer.ts";
import type { QueryObserver } from "./store/observe.ts";
import { DataFolderInUse } from "./store/embedded/lock.ts";
import { FeedStore } from "./log/feed-store.ts";
import { Hub } from "./stream/hub.ts";
import { SPOOL_FOLDER, Spool } from "./log/spool.ts";
import { LogDiverged, SpooledMarketLog } from "./log/spooled-log.ts";
import { PostgresMarketLog } from "./log/postgres-log.ts";
import { RETRY_MS } from "./stream/sse.ts";
import { Metrics } from "./telemetry/metrics.ts";
import { SlowQueries } from "./telemetry/slow-queries.ts";
import { NO_TRACES, type Tracer } from "./telemetry/tracer.ts";

const FEED_IS_WELL: ReadonlySet<MarketState> = new Set(["live", "closed", "ended"]);
const DAY_MS = 86_400_000;
/** For so long at least a server that goes down still answers that it is not ready. */
const NOT_READY_SHOWN_MS = 500;
const DATABASE_RETRY_MS = 1_000;

/** The server cannot start as it is asked to; the message says what to do. */
export class StartRefused extends Error {}

/** A running server. */
export interface Server extends Stoppable {
  readonly url: string;
  /** Resolves when history is stored and the feed runs; rejects with what went wrong. Pending when stopped before. */
  readonly ready: Promise<void>;
  /** Counts an error that nobody caught. */
  failed(kind: UncaughtKind): void;
}

/** Builds every part and joins them. Listens at once, so that readiness can be asked while the rest starts. */
export async function startServer(config: Config, log: Log, web: WebSource): Promise<Server> {
  const { logger } = log;
  const version = packageVersion();
  const access = await openAccess(config, logger);
  const limits = new Limits({
    scale: config.environment.RATE_LIMIT_SCALE,
    redisUrl: config.environment.REDIS_URL ?? null,
    redisChanged: (error) =>
      error === null
        ? logger.info("Redis is back; limits are shared again")
        : logger.warn({ err: error }, "Redis does not answer; limits are counted here alone"),
  });
  const tracer = await openTracer(config, log, version);
  const starting = new StartingServer({ config, log, version, tracer, control: access.control, limits });
  const epochStartMs = Date.now();
  const { app } = await createApp({
    logger,
    log,
    flags: starting.flags,
    personal: starting.personal,
    backupFolder: backupFolder(config.dataDir),
    access,
    limits,
    lifecycle: starting.lifecycle,
    debug: config.production ? null : { failFeed: (fault) => starting.feed?.set(fault) },
    trustProxy: config.environment.TRUST_PROXY,
    readiness: starting.readiness,
    meter: starting.meter,
    tracer: starting.tracer,
    epochId: config.epochId,
    epochStartMs,
    version,
    web,
    wallMs: Date.now,
    market: () => starting.market,
    diag: () => starting.diag(epochStartMs),
  });
  await listen(app, config);
  const { address, family, port } = app.server.address() as AddressInfo;
  const url = `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
  const ready = started(starting);
  let stopped: Promise<void> | null = null;
  return {
    url,
    ready,
    failed: (kind) => starting.meter.count("process_errors_total", 1, { kind }),
    stop: (reason) => (stopped ??= starting.stop(app, reason)),
  };
}

async function started(server: StartingServer): Promise<void> {
  const never = new Promise<void>(() => undefined);
  try {
    await server.start();
  } catch (error) {
    if (server.lifecycle.state === "stopping") return never;
    throw explained(error);
  }
  return server.lifecycle.state === "stopping" ? never : undefined;
}

/** What is there before anything is opened. */
interface Foundation {
  readonly config: Config;
  readonly log: Log;
  readonly version: string;
  readonly tracer: Tracer;
  readonly control: AccessControl;
  readonly limits: Limits;
}

/** The parts behind the routes, in the order in which they start and the reverse in which they stop. */
class StartingServer {
  readonly readiness = new Readiness();
  readonly meter = new Metrics();
  readonly tracer: Tracer;
  readonly lifecycle = new Lifecycle();
  readonly flags = new Flags(Date.now);
  readonly personal = new OwnData({
    database: () => this.#database,
    flags: this.flags,
    engine: () => this.market?.engine ?? null,
    version: packageVersion(),
    log: () => this.#log.logger,
  });
  /** The feed with its faults; null in production, and before it is made. */
  feed: FaultyFeed | null = null;
  market: MarketParts | null = null;
  readonly #config: Config;
  readonly #log: Log;
  readonly #version: string;
  readonly #slowQueries = new SlowQueries(Date.now);
  readonly #queries: QueryObserver = {
    asked: (text, durationMs, failed) => {
      this.#slowQueries.note(text, durationMs);
      this.meter.time("database_query_duration_seconds", durationMs);
      this.meter.count("database_errors_total", Number(failed));
    },
  };
  readonly #control: AccessControl;
  readonly #limits: Limits;
  readonly #eventLoop = new EventLoopWatch();
  readonly #disk: DiskWatch;
  readonly #stopping = new AbortController();
  #database: Database | null = null;
  #health: DatabaseHealth | null = null;
  #spooled: SpooledMarketLog | null = null;
  #stopBackups: () => void = () => undefined;

  constructor({ config, log, version, tracer, control, limits }: Foundation) {
    this.#config = config;
    this.#log = log;
    this.#version = version;
    this.tracer = tracer;
    this.#control = control;
    this.#limits = limits;
    log.onTrouble((level) => this.meter.count("log_lines_total", 1, { level }));
    gaugeProcess(this.meter, { version, readiness: this.readiness, eventLoop: this.#eventLoop });
    this.#disk = new DiskWatch(config.dataDir);
    this.readiness.set("config", () => null);
    this.readiness.set("draining", () => this.lifecycle.trouble);
    this.readiness.set("eventLoop", () => this.#eventLoop.trouble);
    this.readiness.set("disk", () => this.#disk.trouble);
  }

  async start(): Promise<void> {
    const { environment } = this.#config;
    const feed = await this.#openFeed();
    const database = await this.#openDatabase();
    await this.#control.open(database.pool);
    await this.flags.open(database.pool, this.#log.logger);
    const log = await this.#openLog(database, feed.source);
    const engine = new Engine({
      feed,
      runKey: runKeyOf(this.#config),
      log,
      store: new FeedStore(database.pool, feed.source),
      meter: this.meter,
      logger: this.#log.logger,
      symbols:
        environment.FEED === "replay" ? feed.listings().map(({ symbol }) => symbol) : environment.SYMBOLS,
      historyDays: environment.HISTORY_DAYS,
      staleAfterMs: environment.FEED_STALE_MS,
      wallMs: Date.now,
      pacer: systemPacer,
      random: Math.random,
    });
    await engine.start();
    if (this.lifecycle.state === "stopping") return;
    const defaultSession = environment.SESSION === "auto" ? engine.defaultSession : environment.SESSION;
    const hub = new Hub({
      engine,
      meter: this.meter,
      flags: this.flags,
      wallMs: Date.now,
      microbarMs: environment.MICROBAR_MS,
    });
    this.#control.onSessionEnd((sessionId) => hub.revoke(sessionId));
    this.market = { engine, log, hub, defaultSession };
    gaugeMarket(this.meter, this.market);
    this.readiness.set("history", () => null);
    this.readiness.set("feed", () =>
      FEED_IS_WELL.has(engine.state.state) ? null : (engine.state.reason ?? "The feed is not there."),
    );
    await log.trim(engine.nowMs - environment.LOG_RETENTION_DAYS * DAY_MS);
    this.#startBackups(database);
    await caughtUp(engine, () => this.lifecycle.state === "stopping");
  }

  /**
   * Goes down in order: not ready, readers sent away, feed stopped, facts written, requests answered, database closed. A
   * step that fails keeps none of the others from being done.
   */
  async stop(app: FastifyInstance, reason: string): Promise<void> {
    const shown = systemPacer.sleep(NOT_READY_SHOWN_MS, new AbortController().signal);
    this.lifecycle.stop();
    this.#stopping.abort();
    const steps: readonly (() => unknown)[] = [
      () => this.#stopBackups(),
      () => this.market?.hub.shutdown(reason, RETRY_MS),
      () => this.market?.engine.stop(),
      () => shown,
      () => app.close(),
      () => this.#control.close(),
      () => this.#limits.close(),
      () => this.#health?.stop(),
      () => this.#spooled?.close(),
      () => this.#database?.close(),
      () => this.#eventLoop.stop(),
      () => this.#disk.stop(),
      () => this.tracer.close(),
    ];
    for (const step of steps) {
      try {
        await step();
      } catch (error) {
        this.#log.logger.error({ err: error }, "a step of going down failed");
      }
    }
  }

  /** Everything that a bug report needs. */
  async diag(epochStartMs: number): Promise<DiagAnswer> {
    return takeDiag({
      version: this.#version,
      epochId: this.#config.epochId,
      epochStartMs,
      settings: this.#config.settings,
      dataDir: this.#config.dataDir,
      wallMs: Date.now,
      readiness: this.readiness,
      eventLoop: this.#eventLoop,
      metrics: this.meter,
      slowQueries: this.#slowQueries,
      log: this.#log,
      flags: this.flags,
      limits: this.#limits,
      market: () => this.market,
      database: () => this.#database,
    });
  }

  async #openFeed(): Promise<Feed> {
    const feed = await createFeed(this.#config);
    if (this.#config.production) return feed;
    this.feed = new FaultyFeed(feed);
    return this.feed;
  }

  async #openLog({ pool }: Database, source: string): Promise<SpooledMarketLog> {
    const log = await SpooledMarketLog.open({
      inner: await PostgresMarketLog.open(pool, source, this.tracer),
      spool: new Spool(join(this.#config.dataDir, SPOOL_FOLDER, "facts.jsonl"), this.#control.owner),
      isOnline: () => this.#health?.lost === null,
      suspect: () => this.#health?.suspect(),
    });
    log.keepDraining((error) =>
      this.#log.logger.error({ err: error }, "facts could not be moved to the database"),
    );
    gaugeSpool(this.meter, log);
    this.#spooled = log;
    return log;
  }

  /** Waits for a database that is not there yet; refuses to start where waiting would not help. */
  async #openDatabase(): Promise<Database> {
    const { databaseUrl, dataDir } = this.#config;
    const target: DatabaseTarget =
      databaseUrl === null ? { kind: "embedded", dataDir } : { kind: "server", url: databaseUrl };
    const suspect = (): void => this.#health?.suspect();
    const { signal } = this.#stopping;
    let database: Database | null = null;
    while (database === null) {
      try {
        database = await openDatabase(target, suspect, this.#queries);
      } catch (error) {
        if (target.kind === "embedded" || !isDatabaseAway(error) || signal.aborted) throw error;
        this.#log.logger.warn({ err: error }, "the database does not answer yet; trying again");
        this.readiness.set("database", () => "The database does not answer yet.");
        await systemPacer.sleep(DATABASE_RETRY_MS, signal);
      }
    }
    this.#database = database;
    this.#health = new DatabaseHealth(database, {
      changed: (error) => this.#databaseChanged(error),
      reopened: () => this.#reconcile(),
    });
    gaugeDatabase(this.meter, database.pool);
    this.readiness.set("database", () => databaseTrouble(this.#health?.lost ?? null));
    this.readiness.set("migrations", () => null);
    return database;
  }

  #databaseChanged(error: Error | null): void {
    const { logger } = this.#log;
    if (error === null) logger.info("the database is back");
    else logger.error({ err: error }, "the database is away; bars are kept on disk until it is back");
  }

  async #reconcile(): Promise<void> {
    const outcome = await this.#spooled?.reconcile();
    if (outcome === "healed")
      this.#log.logger.warn("the database was an older copy; what it lacked was put back");
    if (outcome === "lost")
      this.#log.logger.error("the database was an older copy; facts are lost, readers reload");
  }

  /** The embedded database is backed up by the server; a PostgreSQL server's by whoever runs that. */
  #startBackups(database: Database): void {
    if (database.kind !== "embedded") return;
    const { dataDir, environment } = this.#config;
    const { BACKUP_EVERY_HOURS: everyHours, BACKUP_KEEP: keep } = environment;
    const passphrase = environment.SPOTLIGHT_BACKUP_PASSPHRASE ?? null;
    const write = async (file: string, createdMs: number): Promise<void> => {
      await withClient(await database.connect(), (client) =>
        writeBackup({ client, dataDir, file, product: this.#version, createdMs, passphrase }),
      );
    };
    const plan = { folder: backupFolder(dataDir), everyHours, keep, wallMs: Date.now, write };
    this.#stopBackups = keepBackups(plan, this.#log.logger, this.meter);
  }
}

function databaseTrouble(lost: Error | null): string | null {
  if (lost === null) return null;
  if (lost instanceof LogDiverged || lost instanceof DatabaseInUse)
    return "Another server writes to this database. Stop one of them, and start the other again.";
  return "The database does not answer. Bars are kept on disk until it does.";
}

async function openAccess(
  { environment, dataDir, production }: Config,
  logger: Log["logger"],
): Promise<GuardParts> {
  const secret = await sessionSecret(dataDir, environment.SESSION_SECRET ?? null);
  const control = new AccessControl({
    pin: await Pin.open(dataDir, secret, environment.AUTH_PIN ?? null),
    secret,
    metricsToken: environment.METRICS_TOKEN ?? null,
    metricsAllow: environment.METRICS_ALLOW ?? null,
    wallMs: Date.now,
    nowMs: () => performance.now(),
    failed: (error) => logger.error({ err: error }, "a session could not be written"),
  });
  return { control, appOrigin: environment.APP_ORIGIN ?? null, production };
}

/** Traces go to a collector when one is named; what sends them is not even loaded otherwise. */
async function openTracer({ environment }: Config, log: Log, version: string): Promise<Tracer> {
  const endpoint = environment.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (endpoint === undefined) return NO_TRACES;
  const { OtlpTracer } = await import("./telemetry/otlp.ts");
  return new OtlpTracer({
    endpoint,
    headers: environment.OTEL_EXPORTER_OTLP_HEADERS ?? {},
    serviceName: environment.OTEL_SERVICE_NAME,
    version,
    trouble: (error) =>
      error === null
        ? log.logger.info("traces are taken again")
        : log.logger.warn({ err: error }, "the collector does not take traces"),
  });
}

async function caughtUp(engine: Engine, given: () => boolean): Promise<void> {
  while (engine.state.state === "starting" && !given())
    await systemPacer.sleep(20, new AbortController().signal);
}

async function listen(app: FastifyInstance, { environment: { HOST, PORT } }: Config): Promise<void> {
  try {
    await app.listen({ host: HOST, port: PORT });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new StartRefused(
      `Port ${PORT} on ${HOST} is in use: stop what holds it, or set PORT to another one.`,
    );
  }
}

function explained(error: unknown): unknown {
  const known =
    error instanceof DataFolderInUse || error instanceof DatabaseInUse || error instanceof ReplayUnusable;
  return known ? new StartRefused(error.message) : error;
}

function packageVersion(): string {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
