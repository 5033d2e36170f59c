import { readFile, readdir, readlink } from "node:fs/promises";
import type { Listener, PortSystem, ProcessFacts } from "./process-facts.ts";

const LISTENING = "0A";
const TICKS_A_SECOND = 100;

/** A listening socket of /proc/net/tcp or tcp6. */
export interface SocketEntry {
  readonly port: number;
  readonly inode: string;
  readonly user: string;
}

/** The listening sockets of /proc/net/tcp or /proc/net/tcp6 (proc_net_tcp(5)). */
export function parseNetTcp(text: string): readonly SocketEntry[] {
  return text
    .split("\n")
    .slice(1)
    .flatMap((line) => {
      const [, local = "", , state, , , , user = "", , inode = ""] = line.trim().split(/\s+/);
      const port = Number.parseInt(local.split(":")[1] ?? "", 16);
      return state === LISTENING && Number.isInteger(port) ? [{ port, inode, user }] : [];
    });
}

/** Parent and start (clock ticks after boot) of /proc/PID/stat; the command in it may hold anything. */
export function parseStat(text: string): { parentPid: number; startTicks: number } | null {
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [parentPid, startTicks] = [Number(fields[1]), Number(fields[19])];
  return Number.isInteger(parentPid) && Number.isInteger(startTicks) ? { parentPid, startTicks } : null;
}

/** Linux, by /proc alone; processes of other users stay in the dark unless this one is root. */
export const linux: PortSystem = {
  user: process.getuid === undefined ? null : String(process.getuid()),
  listeners: async (ports) => {
    const texts = await Promise.all(["/proc/net/tcp", "/proc/net/tcp6"].map(readIfThere));
    const sockets = texts.flatMap(parseNetTcp).filter(({ port }) => ports.includes(port));
    const owners = sockets.length === 0 ? new Map<string, number[]>() : await socketOwners();
    return sockets.flatMap(({ port, inode, user }): Listener[] => {
      const pids = owners.get(`socket:[${inode}]`) ?? [null];
      return pids.map((pid) => ({ port, pid, user }));
    });
  },
  process: processFacts,
};

/** Which processes hold which socket, as far as this user may look. */
async function socketOwners(): Promise<Map<string, number[]>> {
  const owners = new Map<string, number[]>();
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
    for (const descriptor of descriptors) {
      const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => "");
      if (!target.startsWith("socket:")) continue;
      const known = owners.get(target) ?? [];
      if (!known.includes(Number(pid))) owners.set(target, [...known, Number(pid)]);
    }
  }
  return owners;
}

async function processFacts(pid: number): Promise<ProcessFacts | null> {
  const folder = `/proc/${pid}`;
  const stat = parseStat(await readIfThere(`${folder}/stat`));
  if (stat === null) return null;
  const [status, commandLine, boot, executable, cwd] = await Promise.all([
    readIfThere(`${folder}/status`),
    readIfThere(`${folder}/cmdline`),
    readIfThere("/proc/stat"),
    readlink(`${folder}/exe`).catch(() => null),
    readlink(`${folder}/cwd`).catch(() => null),
  ]);
  const bootSeconds = Number(/^btime (\d+)/m.exec(boot)?.[1] ?? Number.NaN);
  const startedMs = (bootSeconds + stat.startTicks / TICKS_A_SECOND) * 1_000;
  return {
    pid,
    parentPid: stat.parentPid,
    user: /^Uid:\s+(\d+)/m.exec(status)?.[1] ?? null,
    executable: executable?.replace(/ \(deleted\)$/, "") ?? null,
    args: commandLine.split("\0").slice(0, -1),
    cwd,
    startedMs: Number.isFinite(startedMs) ? startedMs : null,
    identity: String(stat.startTicks),
  };
}

function readIfThere(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => "");
}
