import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { environmentSchema } from "../../config.ts";
import { livingHolder } from "../../store/embedded/lock.ts";
import { type Command, type CommandCall, UsageError, text } from "../command.ts";
import { endProcess } from "./free.ts";
import { linux } from "./linux.ts";
import { macos } from "./macos.ts";
import { type Surroundings, type Verdict, judge } from "./ownership.ts";
import type { Listener, PortSystem, ProcessFacts } from "./process-facts.ts";
import { windows } from "./windows.ts";

const ROOT = fileURLToPath(new URL("../../../../..", import.meta.url)).replace(/[\\/]$/, "");
/** Vite's port in split development. */
const SPLIT_DEV_PORT = 5_000;
/** Given to a process beyond its own time to drain. */
const EXTRA_WAIT_MS = 2_000;

interface Finding {
  readonly port: number;
  readonly pid: number | null;
  readonly command: string;
  readonly ours: boolean;
  readonly reason: string;
  /** What was done about it; absent when nothing was asked. */
  readonly outcome?: string;
}

/** `ports`: who listens on this project's ports, and freeing those that its own processes hold. */
export const ports: Command = {
  name: "ports",
  summary: "show who listens on this project's ports, and free those that its own processes hold",
  usage: `ports [--free] [--force] [--port N] [--json]

Without --port: PORT and 5000, the page of split development.
--free asks this project's own processes to stop (SIGTERM), and leaves every other alone and says why.
--force, with --free, ends one at once that does not stop in its time.`,
  options: { free: { type: "boolean" }, force: { type: "boolean" }, port: { type: "string" } },
  run: async (call) => {
    const wanted = wantedPorts(call);
    const system = systemOf(process.platform);
    const around = await surroundings(call, system);
    const listeners = await system.listeners(wanted);
    const findings: Finding[] = [];
    const ended = new Set<number>();
    for (const listener of listeners) findings.push(await handle(call, system, around, listener, ended));
    const taken = findings.filter(({ outcome }) => outcome !== "ended");
    call.print(call.json ? JSON.stringify(report(wanted, findings)) : table(wanted, findings));
    return call.options["free"] === true && taken.length > 0 ? 1 : 0;
  },
};

function wantedPorts(call: CommandCall): readonly number[] {
  const asked = text(call, "port");
  const { PORT } = environmentSchema.shape;
  if (asked === undefined) {
    const parsed = PORT.safeParse(call.variables["PORT"] === "" ? undefined : call.variables["PORT"]);
    if (!parsed.success) throw new UsageError(`PORT is ${call.variables["PORT"]}: that is no port.`);
    return [...new Set([parsed.data, SPLIT_DEV_PORT])].filter((port) => port > 0);
  }
  const parsed = PORT.safeParse(asked);
  if (!parsed.success || parsed.data === 0)
    throw new UsageError(`--port ${asked} is no port: name 1 to 65535.`);
  return [parsed.data];
}

function systemOf(platform: NodeJS.Platform): PortSystem {
  if (platform === "linux") return linux;
  if (platform === "darwin") return macos;
  if (platform === "win32") return windows;
  throw new UsageError(`ports knows Linux, macOS and Windows; this is ${platform}.`);
}

async function surroundings(call: CommandCall, system: PortSystem): Promise<Surroundings> {
  const dataDir = resolve(call.variables["DATA_DIR"] || "./.data");
  const holder = await livingHolder(dataDir);
  const written = await stat(join(dataDir, "lock")).catch(() => null);
  const lock = holder === null || written === null ? null : { pid: holder.pid, writtenMs: written.mtimeMs };
  return { root: ROOT, user: system.user, ancestors: await ancestors(system), lock };
}

/** This process and everything above it. */
async function ancestors(system: PortSystem): Promise<readonly number[]> {
  const line = [process.pid];
  for (let pid: number | null = process.ppid; pid !== null && pid > 0 && !line.includes(pid);) {
    line.push(pid);
    pid = (await system.process(pid))?.parentPid ?? null;
  }
  return line;
}

async function handle(
  call: CommandCall,
  system: PortSystem,
  around: Surroundings,
  { port, pid, user }: Listener,
  ended: Set<number>,
): Promise<Finding> {
  const facts = pid === null ? null : await system.process(pid);
  if (pid !== null && facts === null && ended.has(pid))
    return { port, pid, command: "", ours: true, reason: "it was ended above", outcome: "ended" };
  const verdict = verdictOf(facts, around, user);
  const seen = { port, pid, command: printable(facts?.args ?? []), ...verdict };
  if (call.options["free"] !== true) return seen;
  if (!verdict.ours || facts === null) return { ...seen, outcome: "left alone" };
  const outcome = await endProcess(system, facts, waitMs(call), call.options["force"] === true);
  if (outcome === "ended") ended.add(facts.pid);
  return { ...seen, outcome: outcome.replace("_", " ") };
}

function verdictOf(facts: ProcessFacts | null, around: Surroundings, user: string | null): Verdict {
  if (facts === null && user !== null && user !== around.user)
    return { ours: false, reason: `it belongs to another user (${user})` };
  return judge(facts, around);
}

function waitMs(call: CommandCall): number {
  const parsed = environmentSchema.shape.DRAIN_TIMEOUT_MS.safeParse(call.variables["DRAIN_TIMEOUT_MS"]);
  return (
    (parsed.success ? parsed.data : environmentSchema.shape.DRAIN_TIMEOUT_MS.parse(undefined)) + EXTRA_WAIT_MS
  );
}

function report(wanted: readonly number[], findings: readonly Finding[]): object {
  return {
    ports: wanted.map((port) => ({ port, listeners: findings.filter((each) => each.port === port) })),
  };
}

function table(wanted: readonly number[], findings: readonly Finding[]): string {
  return wanted
    .flatMap((port) => {
      const here = findings.filter((each) => each.port === port);
      return here.length === 0 ? [`${port}  free`] : here.map(sentence);
    })
    .join("\n");
}

function sentence({ port, pid, command, ours, reason, outcome }: Finding): string {
  const who = pid === null ? "a process that cannot be seen" : `process ${pid}`;
  const what = command === "" ? "" : ` (${command.slice(0, 100)})`;
  const whose = ours ? `ours: ${reason}` : `not ours: ${reason}`;
  return `${port}  ${who}${what}, ${whose}${outcome === undefined ? "" : `. ${OUTCOMES[outcome] ?? outcome}`}`;
}

const OUTCOMES: Readonly<Record<string, string>> = {
  ended: "It was asked to stop and is gone.",
  "still running": "It was asked to stop and still runs: add --force to end it at once.",
  changed: "It ended by itself meanwhile, and another process has its number: left alone.",
  "left alone": "Left alone.",
};

/** A command line that cannot move the terminal's cursor. */
function printable(args: readonly string[]): string {
  return args
    .join(" ")
    .replaceAll(/\p{Cc}+/gu, " ")
    .trim();
}
