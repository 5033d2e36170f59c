import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import type { Meter } from "../telemetry/meter.ts";

const NAME = /^spotlight-(\d{8}T\d{6})\.tar\.gz$/;
const CHECK_EVERY_MS = 600_000;
const HOUR_MS = 3_600_000;
const MS_PER_SECOND = 1_000;

/** How backups rotate. */
export interface BackupPlan {
  readonly folder: string;
  /** 0: never by itself. */
  readonly everyHours: number;
  readonly keep: number;
  readonly wallMs: () => number;
  write(file: string): Promise<number>;
}

/** The name that sorts by time: UTC, to the second. */
export function stampOf(wallMs: number): string {
  return new Date(wallMs).toISOString().replace(/[-:]/g, "").slice(0, 15);
}

/** Writes one backup and deletes the oldest beyond those to keep. Answers the new file. */
export async function backUp(plan: BackupPlan): Promise<string> {
  await mkdir(plan.folder, { recursive: true, mode: 0o700 });
  const file = join(plan.folder, `spotlight-${stampOf(plan.wallMs())}.tar.gz`);
  await plan.write(file);
  const files = (await readdir(plan.folder)).filter((name) => NAME.test(name)).sort();
  for (const old of files.slice(0, Math.max(0, files.length - plan.keep))) await rm(join(plan.folder, old));
  return file;
}

/** Backs up whenever the newest backup is older than the plan says. Answers how to stop that. */
export function keepBackups(plan: BackupPlan, logger: Logger, meter: Meter): () => void {
  if (plan.everyHours === 0) return () => undefined;
  let running = false;
  let lastMs = plan.wallMs();
  let writtenMs: number | null = null;
  meter.gauge("backup_last_timestamp_seconds", () => (writtenMs === null ? null : writtenMs / MS_PER_SECOND));
  const check = async (): Promise<void> => {
    if (running || plan.wallMs() - lastMs < plan.everyHours * HOUR_MS) return;
    running = true;
    try {
      logger.info({ file: await backUp(plan) }, "backup written");
      lastMs = plan.wallMs();
      writtenMs = lastMs;
      meter.count("backups_total", 1, { outcome: "written" });
    } catch (error) {
      meter.count("backups_total", 1, { outcome: "failed" });
      logger.error({ err: error }, "backup failed; it is tried again");
    } finally {
      running = false;
    }
  };
  const timer = setInterval(() => void check(), CHECK_EVERY_MS);
  return () => clearInterval(timer);
}
