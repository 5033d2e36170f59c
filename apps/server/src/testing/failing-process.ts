import { setTimeout as delay } from "node:timers/promises";
import { openLog } from "../ops/logger.ts";
import { watchProcessErrors } from "../ops/process-errors.ts";

/** A process in which something fails that nobody catches, to be run by tests: MODE KIND TIMES. */
const [mode, kind, times = "1"] = process.argv.slice(2);
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const log = await openLog({ level: "info", pretty: false, secrets: [] });
watchProcessErrors({
  production: mode === "production",
  logger: log.logger,
  counted: (counted) => say(`counted ${counted}`),
  drain: async (reason) => {
    say(`draining: ${reason}`);
    if (kind === "stuck") await new Promise(() => undefined);
    await delay(50);
    say("drained");
  },
  drainTimeoutMs: 500,
  exit: (code) => process.exit(code),
});

const fail = (): never => {
  throw new Error("asked for");
};
for (let time = 0; time < Number(times); time += 1) {
  if (kind === "rejection") void delay(0).then(fail);
  else setImmediate(fail);
}
await delay(1_000);
say("survived");
