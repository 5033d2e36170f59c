import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Metrics } from "../telemetry/metrics.ts";
import { backUp, keepBackups, newestBackupMs } from "./schedule.ts";

const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 0, 1);
const logger = pino({ level: "silent" });
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "spotlight-schedule-"));
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true, force: true });
});

test("the oldest beyond those to keep are deleted, other files never", async () => {
  await writeFile(join(folder, "mine.spotlight"), "");
  for (const day of [1, 2, 3, 4]) {
    const wallMs = () => Date.UTC(2026, 0, day);
    await backUp({ folder, everyHours: 24, keep: 2, wallMs, write: (file) => writeFile(file, "") });
  }
  expect((await readdir(folder)).sort()).toEqual([
    "mine.spotlight",
    "spotlight-20260103T000000.spotlight",
    "spotlight-20260104T000000.spotlight",
  ]);
  expect(await newestBackupMs(folder)).toBe(Date.UTC(2026, 0, 4));
});

test("a backup is due by the age of the newest one, whenever the server was started, and is tried again after a failure", async () => {
  let nowMs = START_MS;
  const written: number[] = [];
  let fails = true;
  const write = async (file: string, createdMs: number): Promise<void> => {
    written.push(createdMs);
    if (fails) throw new Error("the disk is full");
    await writeFile(file, "");
  };
  const plan = { folder, everyHours: 24, keep: 5, wallMs: () => nowMs, write };
  const tick = async (count: number, hours: number): Promise<void> => {
    nowMs = START_MS + hours * HOUR_MS;
    await vi.advanceTimersByTimeAsync(600_000);
    await vi.waitFor(() => expect(written).toHaveLength(count));
  };
  let stop = keepBackups(plan, logger, new Metrics());
  await tick(1, 0);
  fails = false;
  await tick(2, 1);
  stop();
  await vi.waitFor(async () => expect(await newestBackupMs(folder)).toBe(START_MS + HOUR_MS));
  stop = keepBackups(plan, logger, new Metrics());
  await tick(2, 20);
  await tick(3, 25.5);
  expect(written).toEqual([0, 1, 25.5].map((hours) => START_MS + hours * HOUR_MS));
  stop();
});
