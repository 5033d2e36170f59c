import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import { type Config, realtimeCallsUrl } from "./config.ts";
import type { Feed } from "./feeds/feed.ts";
import { ReplayUnusable } from "./feeds/replay/replay-feed.ts";
import { layFoundation } from "./foundation.ts";
import { createApp } from "./http/app.ts";
import { createFeed } from "./open-feed.ts";
import { StartingServer } from "./starting-server.ts";
import type { WebSource } from "./http/parts.ts";
import { backupFolder } from "./backup/schedule.ts";
import type { Log } from "./ops/logger.ts";
import type { UncaughtKind } from "./ops/process-errors.ts";
import type { Stoppable } from "./ops/signals.ts";
import { DatabaseInUse } from "./store/writer.ts";
import { DataFolderInUse } from "./store/embedded/lock.ts";

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

/**
 * Builds every part and joins them. Listens at once, so that readiness can be asked while the rest starts. `openFeed` opens
 * the feed that the settings name unless it is told otherwise.
 */
export async function startServer(
  config: Config,
  log: Log,
  web: WebSource,
  openFeed: (config: Config) => Promise<Feed> = createFeed,
): Promise<Server> {
  const foundation = await layFoundation(config, log);
  const { access, limits, tracer, version } = foundation;
  const starting = new StartingServer(foundation, openFeed);
  const epochStartMs = Date.now();
  const { app } = await createApp({
    logger: log.logger,
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
    tracer,
    epochId: config.epochId,
    epochStartMs,
    version,
    web,
    voiceOrigin: originOf(realtimeCallsUrl(config.environment)),
    wallMs: Date.now,
    market: () => starting.market,
    diag: () => starting.diag(epochStartMs, web.kind === "built" ? web.build : null),
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

function originOf(url: string | null): string | null {
  return url === null ? null : new URL(url).origin;
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
