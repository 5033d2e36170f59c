import { mkdir, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Measurement } from "./measurement.ts";

const BENCHMARKS: Readonly<Record<string, () => Promise<{ run(): Promise<Measurement[]> }>>> = {
  fold: () => import("./fold.ts"),
  indicators: () => import("./indicators.ts"),
  reading: () => import("./reading.ts"),
  rules: () => import("./rules.ts"),
  backtest: () => import("./backtest.ts"),
  strategies: () => import("./strategies.ts"),
  callouts: () => import("./callouts.ts"),
  tools: () => import("./tools.ts"),
  commit: () => import("./commit.ts"),
  fanout: () => import("./fanout.ts"),
};
const RESULTS = resolve(import.meta.dirname, "../results");

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in BENCHMARKS));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no benchmark ${unknown.join(", ")}. There are: ${Object.keys(BENCHMARKS).join(", ")}.\n`,
  );
  process.exit(2);
}
await mkdir(RESULTS, { recursive: true });
let missed = 0;
for (const name of wanted.length > 0 ? wanted : Object.keys(BENCHMARKS)) {
  const measurements = await (await BENCHMARKS[name]?.())?.run();
  await writeFile(resolve(RESULTS, `${name}.json`), `${JSON.stringify(measurements, null, 2)}\n`);
  for (const measurement of measurements ?? []) {
    if (measurement.ratio < measurement.target) missed += 1;
    process.stdout.write(`${line(measurement)}\n`);
  }
}
process.exit(missed === 0 ? 0 : 1);

function line({ name, ours, peer, ratio, unit, target, p50Ms, p99Ms }: Measurement): string {
  const times =
    p50Ms === undefined || p99Ms === undefined
      ? ""
      : `, p50 ${p50Ms.toFixed(2)} ms, p99 ${p99Ms.toFixed(2)} ms`;
  const verdict = ratio >= target ? "ok" : "MISSED";
  return `${verdict.padEnd(7)} ${ratio.toFixed(2)}x (wanted ${target}x)  ${name}: ${count(ours)} against ${count(peer)} ${unit}${times}`;
}

function count(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 1 });
}
