import { readFileSync } from "node:fs";
import { AccessControl } from "./access/control.ts";
import { Limits } from "./access/limits.ts";
import { Pin } from "./access/pin.ts";
import { sessionSecret } from "./access/secret.ts";
import type { Config } from "./config.ts";
import type { GuardParts } from "./http/guard.ts";
import type { Log } from "./ops/logger.ts";
import { NO_TRACES, type Tracer } from "./telemetry/tracer.ts";

/** What is there before anything is opened. */
export interface Foundation {
  readonly config: Config;
  readonly log: Log;
  readonly version: string;
  readonly tracer: Tracer;
  readonly access: GuardParts;
  readonly limits: Limits;
}

/** Lays what everything else stands on. */
export async function layFoundation(config: Config, log: Log): Promise<Foundation> {
  const { logger } = log;
  const version = packageVersion();
  const limits = new Limits({
    scale: config.environment.RATE_LIMIT_SCALE,
    redisUrl: config.environment.REDIS_URL ?? null,
    redisChanged: (error) =>
      error === null
        ? logger.info("Redis is back; limits are shared again")
        : logger.warn({ err: error }, "Redis does not answer; limits are counted here alone"),
  });
  return {
    config,
    log,
    version,
    tracer: await openTracer(config, log, version),
    access: await openAccess(config, logger),
    limits,
  };
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

function packageVersion(): string {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
