import { setTimeout as delay } from "node:timers/promises";
import { type Callout, MARKET_STREAM_PATH } from "@spotlight/contracts";
import { FrameReader } from "../../apps/server/src/testing/frame-reader.ts";
import type { Measurement } from "./measurement.ts";
import type { Pace } from "./paced-feed.ts";
import { pacedSymbols, withPacedServer } from "./paced-server.ts";
import { quantile } from "./statistics.ts";

/** The market's clock runs fast so that many minutes end; trades a second are of the wall's time. */
const PACE: Pace = {
  symbols: pacedSymbols(50),
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
  const times = await withPacedServer(PACE, measure);
  return [
    wanted("median", quantile(times, 0.5), WANTED_P50_MS, times),
    wanted("p99", quantile(times, 0.99), WANTED_P99_MS, times),
  ];
}

async function measure(url: string, handed: ReadonlyMap<number, number>): Promise<readonly number[]> {
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
