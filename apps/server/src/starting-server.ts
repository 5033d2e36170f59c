import type { DiagAnswer, MarketState } from "@spotlight/contracts";
import type { FastifyInstance } from "fastify";
import type { AccessControl } from "./access/control.ts";
import type { Limits } from "./access/limits.ts";
import type { Config } from "./config.ts";
import type { Foundation } from "./foundation.ts";
import { Backtests } from "./backtest/backtests.ts";
import { BacktestStore } from "./backtest/run-store.ts";
import { DeskService } from "./desk/desk-service.ts";
import { ParityReports } from "./parity/reports.ts";
import { comparePastDays } from "./parity/schedule.ts";
import { RuleStore, activeRules } from "./desk/rule-store.ts";
import { Engine } from "./engine/engine.ts";
import type { Feed } from "./feeds/feed.ts";
import { FaultyFeed } from "./feeds/faults.ts";
import { systemPacer } from "./feeds/pacer.ts";
import type { MarketParts } from "./http/parts.ts";
import { backupFolder, keepBackups } from "./backup/schedule.ts";
import { writeBackup } from "./backup/write.ts";
import { DiskWatch } from "./ops/disk.ts";
import { EventLoopWatch } from "./ops/event-loop.ts";
import { takeDiag } from "./ops/diag.ts";
import { gaugeDatabase, gaugeMarket, gaugeProcess, gaugeSpool } from "./ops/gauges.ts";
import { Flags } from "./ops/flags.ts";
import type { Log } from "./ops/logger.ts";
import { Lifecycle } from "./ops/lifecycle.ts";
import { openCoach } from "./open-coach.ts";
import { openVoice } from "./open-voice.ts";
import { runKeyOf } from "./open-feed.ts";
import { openRecords } from "./open-records.ts";
import { OwnData } from "./own-data.ts";
import { Replays } from "./replay/replays.ts";
import { Readiness } from "./ops/readiness.ts";
import { isDatabaseAway } from "./store/away.ts";
import { type Database, type DatabaseTarget, openDatabase, withClient } from "./store/database.ts";
import { DatabaseHealth } from "./store/health.ts";
import { DatabaseInUse } from "./store/writer.ts";
import type { QueryObserver } from "./store/observe.ts";
import { FeedStore } from "./log/feed-store.ts";
import { Hub } from "./stream/hub.ts";
import { Spool, spoolFile } from "./log/spool.ts";
import { LogDiverged } from "./log/mover.ts";
import { SpooledMarketLog } from "./log/spooled-log.ts";
import type { MarketLog } from "./log/market-log.ts";
import { PostgresMarketLog } from "./log/postgres-log.ts";
import { RETRY_MS } from "./stream/sse.ts";
import { Metrics } from "./telemetry/metrics.ts";
import { SlowQueries } from "./telemetry/slow-queries.ts";
import { type Tracer } from "./telemetry/tracer.ts";

const FEED_IS_WELL: ReadonlySet<MarketState> = new Set(["live", "closed", "ended"]);
const DAY_MS = 86_400_000;
/** For so long at least a server that goes down still answers that it is not ready. */
const NOT_READY_SHOWN_MS = 500;
const DATABASE_RETRY_MS = 1_000;

/** The parts behind the routes, in the order in which they start and the reverse in which they stop. */
export class StartingServer {
  readonly readiness = new Readiness();
  readonly meter = new Metrics();
  readonly tracer: Tracer;
  readonly lifecycle = new Lifecycle();
  readonly flags = new Flags(Date.now);
  readonly personal: OwnData;
  /** The feed with its faults; null in production, and before it is made. */
  feed: FaultyFeed | null = null;
  market: MarketParts | null = null;
  readonly #config: Config;
  readonly #openNamedFeed: (config: Config) => Promise<Feed>;
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
  #stopParity: () => void = () => undefined;

  constructor(
    { config, log, version, tracer, access, limits }: Foundation,
    openFeed: (config: Config) => Promise<Feed>,
  ) {
    this.#openNamedFeed = openFeed;
    this.#config = config;
    this.#log = log;
    this.#version = version;
    this.tracer = tracer;
    this.#control = access.control;
    this.#limits = limits;
    this.personal = new OwnData({
      database: () => this.#database,
      flags: this.flags,
      engine: () => this.market?.engine ?? null,
      imported: async () => {
        await this.market?.desk.useRules();
        await this.market?.coach.settings.open();
      },
      version,
      log: () => log.logger,
    });
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
    const rules = new RuleStore(database.pool, this.#control.owner);
    const desk = this.#openDesk(engine, log, rules);
    engine.decideBy(desk);
    await engine.start();
    if (this.lifecycle.state === "stopping") return;
    const defaultSession = environment.SESSION === "auto" ? engine.defaultSession : environment.SESSION;
    const hub = this.#openHub(engine);
    const replays = this.#openReplays(log, feed.source);
    const parity = new ParityReports(database.pool, log, this.#control.owner);
    const backtests = this.#backtestsOn(database, log);
    const personal = await this.#openPersonal(database);
    const reading = { engine, log, hub, desk, defaultSession };
    this.market = { ...reading, rules, replays, parity, backtests, ...personal };
    this.#followFlags(desk);
    this.#stopParity = comparePastDays(parity, engine, this.#log.logger);
    gaugeMarket(this.meter, this.market);
    this.readiness.set("history", () => null);
    this.readiness.set("feed", () =>
      FEED_IS_WELL.has(engine.state.state) ? null : (engine.state.reason ?? "The feed is not there."),
    );
    this.#startBackups(database);
    await this.#whenThere(async () => {
      await log.trim(engine.nowMs - environment.LOG_RETENTION_DAYS * DAY_MS);
    });
    await caughtUp(engine, () => this.lifecycle.state === "stopping");
    await this.#whenThere(async () => backtests.open());
  }

  /** Does what can wait for the database: the server is ready meanwhile, and goes on when the database goes away. */
  async #whenThere(work: () => Promise<void>): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await work();
        return;
      } catch (error) {
        if (!isDatabaseAway(error)) throw error;
        this.#health?.suspect();
        await systemPacer.sleep(DATABASE_RETRY_MS, signal);
      }
    }
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
      () => this.#stopParity(),
      () => this.market?.records.embedding?.stop(),
      () => this.market?.replays.stop(),
      () => this.market?.backtests.stop(),
      () => this.market?.voice.presence.close(),
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
  async diag(epochStartMs: number, build: string | null): Promise<DiagAnswer> {
    return takeDiag({
      version: this.#version,
      build,
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

  #openDesk(engine: Engine, log: MarketLog, rules: RuleStore): DeskService {
    return new DeskService({
      owner: this.#control.owner,
      log,
      rules: () => activeRules(rules),
      meter: this.meter,
      logger: this.#log.logger,
      nowMs: () => engine.nowMs,
      commit: (facts) => engine.commit(facts),
    });
  }

  /** The coach, its voice, and what it may read of the person. */
  async #openPersonal({
    pool,
  }: Database): Promise<Pick<MarketParts, "tools" | "coach" | "records" | "voice">> {
    const control = this.#control;
    const { owner } = control;
    const foundation = { config: this.#config, pool, owner, meter: this.meter, log: this.#log };
    const { tools, coach } = await openCoach(foundation);
    const voice = openVoice({ ...foundation, control, coach });
    return { tools, coach, records: await openRecords(foundation), voice };
  }

  #openHub(engine: Engine): Hub {
    const hub = new Hub({
      engine,
      meter: this.meter,
      flags: this.flags,
      wallMs: Date.now,
      microbarMs: this.#config.environment.MICROBAR_MS,
    });
    this.#control.onSessionEnd((sessionId) => hub.revoke(sessionId));
    return hub;
  }

  #openReplays(log: MarketLog, source: string): Replays {
    const parts = {
      owner: this.#control.owner,
      source,
      meter: this.meter,
      logger: this.#log.logger,
      flags: this.flags,
      pacer: systemPacer,
      wallMs: Date.now,
    };
    const replays = new Replays(parts, log);
    this.#control.onSessionEnd((sessionId) => replays.current?.hub.revoke(sessionId));
    return replays;
  }

  /** Flags that decisions depend on are noted as inputs, so that a day can be told again as it was. */
  #followFlags(desk: DeskService): void {
    const use = (): void => {
      desk.useFlags(this.flags.values).catch((error: unknown) => {
        this.#log.logger.error({ err: error }, "a flag could not be brought to the desk");
      });
    };
    use();
    this.flags.listen(use);
  }

  #backtestsOn({ pool }: Database, log: MarketLog): Backtests {
    const store = new BacktestStore(pool, log.source, this.#control.owner);
    return new Backtests({ store, log, logger: this.#log.logger, wallMs: Date.now });
  }

  async #openFeed(): Promise<Feed> {
    const feed = await this.#openNamedFeed(this.#config);
    if (this.#config.production) return feed;
    this.feed = new FaultyFeed(feed);
    return this.feed;
  }

  async #openLog({ kind, pool }: Database, source: string): Promise<SpooledMarketLog> {
    const log = await SpooledMarketLog.open({
      inner: await PostgresMarketLog.open(pool, source, this.tracer),
      spool: new Spool(spoolFile(this.#config.dataDir), this.#control.owner),
      first: kind === "embedded" ? "spool" : "database",
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
      await this.#spooled?.settled();
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

async function caughtUp(engine: Engine, given: () => boolean): Promise<void> {
  while (engine.state.state === "starting" && !given())
    await systemPacer.sleep(20, new AbortController().signal);
}
