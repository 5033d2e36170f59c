import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Callout, MARKET_STREAM_PATH } from "@spotlight/contracts";
import { FrameReader } from "../../apps/server/src/testing/frame-reader.ts";
import type { HandedOver } from "./callouts-server.ts";
import type { Measurement } from "./measurement.ts";
import type { Pace } from "./paced-feed.ts";
import { quantile } from "./statistics.ts";

/** The market's clock runs fast so that many minutes end; trades a second are of the wall's time. */
const PACE: Pace = {
  symbols: Array.from(
    { length: 50 },
    (_, index) => `S${String.fromCharCode(65 + (index % 26))}${index < 26 ? "A" : "B"}`,
  ),
  tradesPerSecond: 2_000,
  speed: 40,
};
const WARM_UP_MS = 10_000;
const MEASURED_MS = 60_000;
const WANTED_P50_MS = 10;
const WANTED_P99_MS = 25;
const LEAST_CALLOUTS = 300;

/** From the trade that ends a minute, as the feed hands it over, to a callout at a reader over HTTP, durable before. */
export async function run(): Promise<Measurement[]> {
  const dataDir = await mkdtemp(join(tmpdir(), "spotlight-bench-"));
  const server = fork(
    fileURLToPath(new URL("./callouts-server.ts", import.meta.url)),
    [JSON.stringify(PACE)],
    {
      execArgv: process.execArgv,
      env: {
        PATH: process.env["PATH"],
        PORT: "0",
        DATA_DIR: dataDir,
        SYMBOLS: PACE.symbols.join(","),
        HISTORY_DAYS: "30",
        BACKUP_EVERY_HOURS: "0",
      },
    },
  );
  try {
    const times = await measure(server);
    return [
      wanted("median", quantile(times, 0.5), WANTED_P50_MS, times),
      wanted("p99", quantile(times, 0.99), WANTED_P99_MS, times),
    ];
  } finally {
    if (server.connected) server.send("stop");
    if (server.exitCode === null) await once(server, "exit");
    await rm(dataDir, { recursive: true });
  }
}

async function measure(server: ChildProcess): Promise<readonly number[]> {
  const handed = new Map<number, number>();
  const url = await new Promise<string>((ready, failed) => {
    server.once("exit", (code) => failed(new Error(`the server ended with ${code}`)));
    server.on("message", (message: { readonly url: string } | HandedOver) => {
      if ("url" in message) ready(message.url);
      else handed.set(message.minuteEndMs, message.atMs);
    });
  });
  await send(url, "PUT", "/api/copilot/desk", { density: "loud" });
  for (const way of ["long", "short"] as const)
    await send(url, "POST", "/api/rules", { source: rule(way), enabled: true });
  await delay(WARM_UP_MS);
  const beganMs = performance.timeOrigin + performance.now();
  const reader = await FrameReader.open(`${url}${MARKET_STREAM_PATH}?symbols=${PACE.symbols.join(",")}`);
  await delay(MEASURED_MS);
  reader.close();
  const seen = new Set<string>();
  const times: number[] = [];
  for (const { event, data, readMs } of reader.frames) {
    if (event !== "callout") continue;
    const { id, signal } = JSON.parse(data) as Callout;
    const atMs = handed.get(signal.atMs);
    if (seen.has(id) || atMs === undefined || atMs < beganMs) continue;
    seen.add(id);
    times.push(performance.timeOrigin + readMs - atMs);
  }
  if (times.length < LEAST_CALLOUTS) throw new Error(`only ${times.length} callouts`);
  return times;
}

/** A rule that speaks at nearly every second minute. */
function rule(way: "long" | "short"): string {
  const [beyond, stop] = way === "long" ? ["> highest(high, 10)[1]", 0.995] : ["< lowest(low, 10)[1]", 1.005];
  return [
    "language 1",
    `rule "Always ${way}"`,
    way,
    "session rth",
    `when close ${beyond}`,
    `stop close * ${stop}`,
    "target 1 R, 2 R",
    "cooldown 1 bars",
    "expires after 5 bars",
    'because "close" close',
    "",
  ].join("\n");
}

async function send(url: string, method: string, path: string, body: unknown): Promise<void> {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${url}${path}`, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
}

function wanted(what: string, oursMs: number, wantedMs: number, times: readonly number[]): Measurement {
  return {
    name: `trade to callout at a reader, ${PACE.tradesPerSecond} trades/s over ${PACE.symbols.length} symbols, ${times.length} callouts`,
    ours: oursMs,
    peer: wantedMs,
    ratio: wantedMs / oursMs,
    unit: `ms, ${what}`,
    target: 1,
    p50Ms: quantile(times, 0.5),
    p99Ms: quantile(times, 0.99),
  };
}
