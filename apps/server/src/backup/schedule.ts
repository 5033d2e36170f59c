import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import type { Meter } from "../telemetry/meter.ts";
import { stampOf, timeOfStamp } from "./stamp.ts";

const NAME = /^spotlight-(\d{8}T\d{6})\.spotlight$/;
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
  /** Writes one and reads it back. */
  write(file: string, createdMs: number): Promise<unknown>;
}

/** The folder of a data folder's own backups. */
export function backupFolder(dataDir: string): string {
  return join(dataDir, "backups");
}

/** Writes one backup and deletes the oldest beyond those to keep. Answers the new file. */
export async function backUp(plan: BackupPlan): Promise<string> {
  await mkdir(plan.folder, { recursive: true, mode: 0o700 });
  const createdMs = plan.wallMs();
  const file = join(plan.folder, `spotlight-${stampOf(createdMs)}.spotlight`);
  await plan.write(file, createdMs);
  const files = await backupsIn(plan.folder);
  for (const old of files.slice(0, Math.max(0, files.length - plan.keep))) await rm(join(plan.folder, old));
  return file;
}

/** When the newest backup of a folder was made, epoch ms; null when there is none. */
export async function newestBackupMs(folder: string): Promise<number | null> {
  const newest = (await backupsIn(folder)).at(-1);
  return newest === undefined ? null : timeOfStamp(NAME.exec(newest)?.[1] ?? "");
}

async function backupsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => NAME.test(name)).sort();
}

/** Backs up whenever the newest backup is older than the plan says, restarts included. Answers how to stop that. */
export function keepBackups(plan: BackupPlan, logger: Logger, meter: Meter): () => void {
  if (plan.everyHours === 0) return () => undefined;
  let running = false;
  let newestMs: number | null = null;
  meter.gauge("backup_last_timestamp_seconds", () => (newestMs === null ? null : newestMs / MS_PER_SECOND));
  const check = async (): Promise<void> => {
    if (running) return;
    running = true;
    try {
      newestMs = await newestBackupMs(plan.folder);
      if (newestMs !== null && plan.wallMs() - newestMs < plan.everyHours * HOUR_MS) return;
      logger.info({ file: await backUp(plan) }, "backup written and read back");
      newestMs = await newestBackupMs(plan.folder);
      meter.count("backups_total", 1, { outcome: "written" });
    } catch (error) {
      meter.count("backups_total", 1, { outcome: "failed" });
      logger.error({ err: error }, "backup failed; it is tried again");
    } finally {
      running = false;
    }
  };
  void newestBackupMs(plan.folder).then((foundMs) => (newestMs ??= foundMs));
  const timer = setInterval(() => void check(), CHECK_EVERY_MS);
  return () => clearInterval(timer);
}
