import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Config, ConfigurationError, readConfig } from "./config.ts";
import type { WebSource } from "./http/parts.ts";
import { openLog } from "./ops/logger.ts";
import { exitOnSignals } from "./ops/signals.ts";
import { watchProcessErrors } from "./ops/process-errors.ts";
import { type Server, StartRefused, startServer } from "./server.ts";

const WEB_SOURCES = fileURLToPath(new URL("../../web", import.meta.url));
const WEB_BUILD = fileURLToPath(new URL("../../web/dist", import.meta.url));

async function main(): Promise<void> {
  if (existsSync(".env")) process.loadEnvFile(".env");
  const config = readConfig(process.env);
  const log = await openLog({
    level: config.environment.LOG_LEVEL,
    pretty: process.stdout.isTTY && !config.production,
    secrets: config.secrets,
  });
  let server: Server | null = null;
  watchProcessErrors({
    production: config.production,
    logger: log.logger,
    counted: (kind) => server?.failed(kind),
    drain: async (reason) => server?.stop(reason),
    drainTimeoutMs: config.environment.DRAIN_TIMEOUT_MS,
    exit: (code) => process.exit(code),
  });
  server = await startServer(config, log, webSource(config));
  exitOnSignals(server, log.logger, config.environment.DRAIN_TIMEOUT_MS);
  await server.ready;
  process.stdout.write(`Spotlight Trader is ready: ${server.url}\n`);
}

function webSource({ environment, production }: Config): WebSource {
  if (environment.VITE_UNIFIED_DEV === "1" && !production) return { kind: "sources", dir: WEB_SOURCES };
  return existsSync(WEB_BUILD) ? { kind: "built", dir: WEB_BUILD, build: buildName() } : { kind: "none" };
}

/** The name that the web app's build was given; null when it was built in another way. */
function buildName(): string | null {
  const file = `${WEB_BUILD}/build.json`;
  if (!existsSync(file)) return null;
  return (JSON.parse(readFileSync(file, "utf8")) as { readonly build: string }).build;
}

main().catch((error: unknown) => {
  if (error instanceof ConfigurationError || error instanceof StartRefused) {
    process.stderr.write(`${error.message}\n`);
    process.exit(error instanceof ConfigurationError ? ConfigurationError.exitCode : 1);
  }
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
