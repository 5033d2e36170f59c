import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";

/** Another process holds the data folder. */
export class DataFolderInUse extends Error {
  readonly pid: number;

  constructor(folder: string, pid: number) {
    super(`${folder} is in use by process ${pid}: stop that first, or set DATA_DIR to another folder`);
    this.pid = pid;
  }
}

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process began, in the kernel's own units; tells a reused process number from the holder. */
  readonly began: string | null;
}

/** A held data folder. */
export interface DataFolderLock {
  release(): Promise<void>;
}

/**
 * Takes the data folder for this process, because the embedded database lets two processes open and break the same
 * files. The lock of a process that died, however it died, is taken over at once.
 *
 * @throws {DataFolderInUse} when a living process on this host holds it.
 */
export async function lockDataFolder(folder: string): Promise<DataFolderLock> {
  const file = join(folder, "lock");
  const mine: Holder = { pid: process.pid, host: hostname(), began: await beganAt(process.pid) };
  for (let attempt = 0; attempt < 5; attempt += 1) {
    try {
      await writeFile(file, JSON.stringify(mine), { flag: "wx", mode: 0o600 });
      return { release: () => rm(file, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = await readHolder(file);
    if (holder !== null && (await isAlive(holder))) throw new DataFolderInUse(folder, holder.pid);
    const stale = `${file}.stale-${process.pid}-${attempt}`;
    await rename(file, stale).catch(() => undefined);
    await rm(stale, { force: true });
  }
  throw new Error(`could not take ${file}: several processes are starting at once; try again`);
}

async function readHolder(file: string): Promise<Holder | null> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Holder;
  } catch {
    return null;
  }
}

async function isAlive(holder: Holder): Promise<boolean> {
  if (holder.host !== hostname()) return true;
  if (holder.pid === process.pid) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  return holder.began === null || holder.began === (await beganAt(holder.pid));
}

/** Field 22 of Linux's /proc/PID/stat (proc(5)); null where there is no /proc. */
async function beganAt(pid: number): Promise<string | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}
