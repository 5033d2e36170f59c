import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Measurement } from "./measurement.ts";
import { median } from "./statistics.ts";

/** One measured minute of a server: what reached its readers, and how late. */
export interface FanoutResult {
  readonly deliveredPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** What a server process is asked to do. `eventsPerSecond` 0: as fast as its readers take it. */
export interface FanoutTask {
  readonly server: "ours" | "better-sse";
  readonly readers: number;
  readonly seconds: number;
  readonly eventsPerSecond: number;
}

const READERS = 1_000;
const SECONDS = 4;
const ROUNDS = 3;
/** Delivered events a second of the comparison at a fixed rate. */
const FIXED_RATE = 20_000;

/** Fan-out of 200-byte events, one event per write, to 1,000 readers: at saturation, and at 20,000 events/s. */
export async function run(): Promise<Measurement[]> {
  const saturated = { ours: [] as FanoutResult[], peer: [] as FanoutResult[] };
  const steady = { ours: [] as FanoutResult[], peer: [] as FanoutResult[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [side, server] of [
      ["ours", "ours"],
      ["peer", "better-sse"],
    ] as const) {
      const task = { server, readers: READERS, seconds: SECONDS };
      saturated[side].push(await measure({ ...task, eventsPerSecond: 0 }));
      steady[side].push(await measure({ ...task, eventsPerSecond: FIXED_RATE }));
    }
  }
  const rate = (results: readonly FanoutResult[]): number =>
    median(results.map(({ deliveredPerSecond }) => deliveredPerSecond));
  const late = (results: readonly FanoutResult[]): number => median(results.map(({ p99Ms }) => p99Ms));
  const common = { p50Ms: median(steady.ours.map(({ p50Ms }) => p50Ms)), p99Ms: late(steady.ours) };
  return [
    {
      name: `delivered to ${READERS} readers at saturation, against better-sse`,
      ours: rate(saturated.ours),
      peer: rate(saturated.peer),
      ratio: rate(saturated.ours) / rate(saturated.peer),
      unit: "events/s",
      target: 1.5,
    },
    {
      name: `p99 at ${FIXED_RATE} events/s, better-sse against ours`,
      ours: late(steady.ours),
      peer: late(steady.peer),
      ratio: late(steady.peer) / late(steady.ours),
      unit: "ms",
      target: 1,
      ...common,
    },
  ];
}

/** Runs one server and its readers in processes of their own. */
async function measure(task: FanoutTask): Promise<FanoutResult> {
  const options = { execArgv: process.execArgv, stdio: "inherit" as const, serialization: "json" as const };
  const server = fork(
    fileURLToPath(new URL("./fanout-server.ts", import.meta.url)),
    [JSON.stringify(task)],
    options,
  );
  const [{ port }] = (await once(server, "message")) as [{ port: number }];
  const readers = fork(
    fileURLToPath(new URL("./fanout-readers.ts", import.meta.url)),
    [JSON.stringify({ ...task, port })],
    options,
  );
  await once(readers, "message");
  server.send("go");
  const [result] = (await once(readers, "message")) as [FanoutResult];
  server.kill();
  readers.kill();
  return result;
}
