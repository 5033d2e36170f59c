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

/** Where a process that holds the folder answers other processes of the same user. */
export interface HolderAddress {
  readonly host: string;
  readonly port: number;
}

/** Who holds a data folder. */
export interface Holder {
  readonly pid: number;
  /** Name of the machine. */
  readonly host: string;
  /** When the process began, in the kernel's own units; tells a reused process number from the holder. */
  readonly began: string | null;
  /** Where its database answers; absent until it does. */
  readonly database?: HolderAddress;
}

/** A held data folder. */
export interface DataFolderLock {
  /** Says in the lock where the holder's database answers. */
  announce(database: HolderAddress): Promise<void>;
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
      return {
        announce: (database) => announce(file, { ...mine, database }),
        release: () => rm(file, { force: true }),
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = await livingHolder(folder);
    if (holder !== null) throw new DataFolderInUse(folder, holder.pid);
    const stale = `${file}.stale-${process.pid}-${attempt}`;
    await rename(file, stale).catch(() => undefined);
    await rm(stale, { force: true });
  }
  throw new Error(`could not take ${file}: several processes are starting at once; try again`);
}

/** The living process that holds a data folder; null when nobody does. */
export async function livingHolder(folder: string): Promise<Holder | null> {
  const holder = await readHolder(join(folder, "lock"));
  return holder !== null && (await isAlive(holder)) ? holder : null;
}

async function announce(file: string, holder: Holder): Promise<void> {
  const next = `${file}.next-${process.pid}`;
  await writeFile(next, JSON.stringify(holder), { mode: 0o600 });
  await rename(next, file);
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

/** When a process began: field 22 of Linux's /proc/PID/stat (proc(5)); null where there is no /proc. */
export async function beganAt(pid: number): Promise<string | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}
