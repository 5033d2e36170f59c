import { readConfig } from "../../apps/server/dist/config.js";
import { openLog } from "../../apps/server/dist/ops/logger.js";
import { startServer } from "../../apps/server/dist/server.js";
import { PacedFeed, type Pace } from "./paced-feed.ts";

/** When the trade that ends a minute was handed over, epoch ms with fractions. */
export interface HandedOver {
  readonly minuteEndMs: number;
  readonly atMs: number;
}

const pace = JSON.parse(process.argv[2] ?? "{}") as Pace;
const log = await openLog({ level: "warn", pretty: false, secrets: [] });
const handedOver = (minuteEndMs: number): void => {
  const atMs = performance.timeOrigin + performance.now();
  process.send?.({ minuteEndMs, atMs } satisfies HandedOver);
};
const server = await startServer(
  readConfig(process.env),
  log,
  { kind: "none" },
  async () => new PacedFeed(pace, handedOver),
);
await server.ready;
process.send?.({ url: server.url });
process.on("message", () => {
  void server.stop("the measurement is over").then(() => process.exit(0));
});
