import type { Logger } from "pino";

/** What can be stopped in an orderly way. */
export interface Stoppable {
  stop(reason: string): Promise<void>;
}

/**
 * SIGTERM and SIGINT stop the server in order and exit 0; past `timeoutMs`, or at a second signal, the process ends at
 * once with 1. A `kill -9` at any of these moments loses nothing either.
 */
export function exitOnSignals(server: Stoppable, logger: Logger, timeoutMs: number): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1);
    stopping = true;
    logger.info({ signal }, "stopping");
    setTimeout(() => {
      logger.error({ timeoutMs }, "stopping took too long");
      process.exit(1);
    }, timeoutMs).unref();
    server.stop("The server is going down.").then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, "stopping failed");
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
}
