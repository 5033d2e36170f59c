import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Listener, PortSystem, ProcessFacts } from "./process-facts.ts";

const run = promisify(execFile);
const TIMEOUT_MS = 10_000;

/** Listeners of `lsof -nP -iTCP -sTCP:LISTEN -Fpun`: one field a line, each process before its sockets. */
export function parseLsofListeners(text: string): readonly Listener[] {
  const found: Listener[] = [];
  let pid: number | null = null;
  let user: string | null = null;
  for (const line of text.split("\n")) {
    const value = line.slice(1);
    if (line.startsWith("p")) [pid, user] = [Number(value), null];
    else if (line.startsWith("u")) user = value;
    else if (line.startsWith("n")) {
      const port = Number(/:(\d+)$/.exec(value)?.[1] ?? Number.NaN);
      const again = found.some((known) => known.port === port && known.pid === pid);
      if (Number.isInteger(port) && !again) found.push({ port, pid, user });
    }
  }
  return found;
}

/** The first name in `lsof -Fn` output: a process's working folder or program. */
export function parseLsofName(text: string): string | null {
  return /^n(.+)$/m.exec(text)?.[1] ?? null;
}

/** One line of `ps -o pid=,ppid=,uid=,lstart=,command=` with LC_ALL=C and TZ=UTC; null when there is none. */
export function parsePs(text: string): ProcessFacts | null {
  const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\w{3}\s+\w{3}\s+\d+\s+[\d:]{8}\s+\d{4})\s+(.*)$/m.exec(text);
  if (match === null) return null;
  const [, pid = "", parentPid = "", user = "", started = "", command = ""] = match;
  const startedMs = Date.parse(`${started.replace(/\s+/g, " ")} UTC`);
  return {
    pid: Number(pid),
    parentPid: Number(parentPid),
    user,
    executable: null,
    args: command.split(" "),
    cwd: null,
    startedMs: Number.isNaN(startedMs) ? null : startedMs,
    identity: started,
  };
}

/** macOS, by lsof and ps. */
export const macos: PortSystem = {
  user: process.getuid === undefined ? null : String(process.getuid()),
  listeners: async (ports) => {
    const wanted = ports.map((port) => `-iTCP:${port}`);
    return parseLsofListeners(await output("lsof", ["-nP", ...wanted, "-sTCP:LISTEN", "-Fpun"]));
  },
  process: async (pid) => {
    const facts = parsePs(await output("ps", ["-o", "pid=,ppid=,uid=,lstart=,command=", "-p", String(pid)]));
    if (facts === null) return null;
    const about = ["-a", "-p", String(pid), "-Fn", "-d"];
    const cwd = parseLsofName(await output("lsof", [...about, "cwd"]));
    const executable = parseLsofName(await output("lsof", [...about, "txt"]));
    return { ...facts, cwd, executable };
  },
};

/** What a program prints; nothing when it fails, as lsof does when it finds nothing. */
async function output(program: string, args: readonly string[]): Promise<string> {
  const options = { timeout: TIMEOUT_MS, env: { ...process.env, LC_ALL: "C", TZ: "UTC" } };
  return run(program, args, options).then(
    ({ stdout }) => stdout,
    () => "",
  );
}
