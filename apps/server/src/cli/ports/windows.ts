import { execFile } from "node:child_process";
import { userInfo } from "node:os";
import { promisify } from "node:util";
import { z } from "zod";
import type { Listener, PortSystem, ProcessFacts } from "./process-facts.ts";

const run = promisify(execFile);
const TIMEOUT_MS = 20_000;

const connectionSchema = z.object({ LocalPort: z.number(), OwningProcess: z.number() });
const processSchema = z.object({
  ProcessId: z.number(),
  ParentProcessId: z.number(),
  ExecutablePath: z.string().nullable(),
  CommandLine: z.string().nullable(),
  Owner: z.string().nullable(),
  StartedMs: z.number().nullable(),
});

/** Listeners of `Get-NetTCPConnection | ConvertTo-Json`: nothing, one object, or a list. */
export function parseConnections(text: string): readonly Listener[] {
  const seen = new Set<string>();
  return listOf(text, connectionSchema).flatMap(({ LocalPort: port, OwningProcess: pid }) => {
    const key = `${port} ${pid}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ port, pid, user: null }];
  });
}

/** The process of `Get-CimInstance Win32_Process | ConvertTo-Json`; null when there is none. */
export function parseProcess(text: string): ProcessFacts | null {
  const [found] = listOf(text, processSchema);
  if (found === undefined) return null;
  return {
    pid: found.ProcessId,
    parentPid: found.ParentProcessId,
    user: found.Owner,
    executable: found.ExecutablePath,
    args: splitCommandLine(found.CommandLine ?? ""),
    cwd: null,
    startedMs: found.StartedMs,
    identity: found.StartedMs === null ? null : String(found.StartedMs),
  };
}

/** Words of a Windows command line; quotes hold a word with blanks together. */
export function splitCommandLine(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, inQuotes, plain]) => inQuotes ?? plain ?? "");
}

function listOf<Schema extends z.ZodType>(text: string, schema: Schema): z.infer<Schema>[] {
  if (text.trim() === "") return [];
  const value: unknown = JSON.parse(text);
  return z.array(schema).parse(Array.isArray(value) ? value : [value]);
}

/** Windows, by PowerShell. It does not tell a process's working folder. */
export const windows: PortSystem = {
  user: userInfo().username,
  listeners: async (ports) =>
    parseConnections(
      await powerShell(
        `Get-NetTCPConnection -State Listen -LocalPort ${ports.join(",")} -ErrorAction SilentlyContinue |
           Select-Object LocalPort, OwningProcess | ConvertTo-Json -Compress`,
      ),
    ),
  process: async (pid) =>
    parseProcess(
      await powerShell(
        `Get-CimInstance Win32_Process -Filter "ProcessId=${pid}" | Select-Object ProcessId, ParentProcessId,
           ExecutablePath, CommandLine, @{n='Owner';e={(Invoke-CimMethod -InputObject $_ -MethodName GetOwner).User}},
           @{n='StartedMs';e={[DateTimeOffset]::new($_.CreationDate).ToUnixTimeMilliseconds()}} | ConvertTo-Json -Compress`,
      ),
    ),
};

async function powerShell(script: string): Promise<string> {
  const args = ["-NoProfile", "-NonInteractive", "-Command", script.replaceAll(/\s+/g, " ")];
  return (await run("powershell.exe", args, { timeout: TIMEOUT_MS, windowsHide: true })).stdout;
}
