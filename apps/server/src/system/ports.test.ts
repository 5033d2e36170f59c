import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { runCli } from "../testing/cli-process.ts";

const CHECKOUT = resolve(import.meta.dirname, "../../../..");
/** Listens on a free port, says which, and at SIGTERM ends, unless told to be stubborn. */
const LISTENER = `
  const server = require("node:http").createServer().listen(0, "127.0.0.1", () => console.log(server.address().port));
  process.on("SIGTERM", () => { if (!process.argv.includes("stubborn")) process.exit(0); });
`;

interface Report {
  readonly ports: readonly {
    readonly port: number;
    readonly listeners: readonly { pid: number | null; ours: boolean; reason: string; outcome?: string }[];
  }[];
}

interface Started {
  readonly child: ChildProcess;
  readonly port: number;
}

const children: ChildProcess[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function outside(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "spotlight-ports-"));
  folders.push(made);
  return made;
}

async function listen(cwd: string, words: readonly string[] = [], uid?: number): Promise<Started> {
  const child = spawn(process.execPath, ["-e", LISTENER, "--", ...words], {
    cwd,
    stdio: ["ignore", "pipe", "inherit"],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  children.push(child);
  const port = await new Promise<number>((done, failed) => {
    child.stdout.once("data", (chunk: Buffer) => done(Number(chunk.toString())));
    child.once("error", failed);
    child.once("exit", () => failed(new Error("the listener ended")));
  });
  return { child, port };
}

async function ports(
  port: number,
  ...words: string[]
): Promise<{ code: number | null; listeners: Report["ports"][number]["listeners"] }> {
  const environment = { DATA_DIR: await outside(), DRAIN_TIMEOUT_MS: "100" };
  const outcome = await runCli(["ports", "--json", "--port", String(port), ...words], environment);
  expect(outcome.err).toBe("");
  const report = JSON.parse(outcome.out) as Report;
  return { code: outcome.code, listeners: report.ports[0]?.listeners ?? [] };
}

const isRunning = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode === null && signalCode === null;
const OTHER_SYSTEM = "this system has no /proc";

describe("ports", () => {
  test("frees a port that a process of this checkout holds", async ({ skip }) => {
    skip(process.platform !== "linux", OTHER_SYSTEM);
    const { child, port } = await listen(CHECKOUT);
    const shown = await ports(port);
    expect(shown).toMatchObject({ code: 0, listeners: [{ pid: child.pid, ours: true }] });
    expect(isRunning(child)).toBe(true);
    const gone = new Promise((done) => child.once("exit", done));
    const freed = await ports(port, "--free");
    expect(freed).toMatchObject({ code: 0, listeners: [{ pid: child.pid, outcome: "ended" }] });
    await gone;
    expect(await ports(port)).toEqual({ code: 0, listeners: [] });
  });

  test("leaves a foreign process alone, with the reason, whatever it is asked", async ({ skip }) => {
    skip(process.platform !== "linux", OTHER_SYSTEM);
    const { child, port } = await listen(await outside());
    const outcome = await ports(port, "--free", "--force");
    expect(outcome).toMatchObject({
      code: 1,
      listeners: [{ pid: child.pid, ours: false, outcome: "left alone" }],
    });
    expect(outcome.listeners[0]?.reason).toContain("another folder");
    expect(isRunning(child)).toBe(true);
  });

  test("leaves another user's process alone even in this checkout", async ({ skip }) => {
    skip(process.platform !== "linux", OTHER_SYSTEM);
    skip(process.getuid?.() !== 0, "only root can start a process of another user");
    const { child, port } = await listen(CHECKOUT, [], 65_534);
    const outcome = await ports(port, "--free", "--force");
    expect(outcome).toMatchObject({ code: 1, listeners: [{ pid: child.pid, ours: false }] });
    expect(outcome.listeners[0]?.reason).toContain("another user");
    expect(isRunning(child)).toBe(true);
  });

  test("ends a stubborn process of ours only by force", async ({ skip }) => {
    skip(process.platform !== "linux", OTHER_SYSTEM);
    const { child, port } = await listen(CHECKOUT, ["stubborn"]);
    const asked = await ports(port, "--free");
    expect(asked).toMatchObject({ code: 1, listeners: [{ outcome: "still running" }] });
    expect(isRunning(child)).toBe(true);
    expect(await ports(port, "--free", "--force")).toMatchObject({
      code: 0,
      listeners: [{ outcome: "ended" }],
    });
  });

  test("says in words what it does, and refuses what is no port", async ({ skip }) => {
    skip(process.platform !== "linux", OTHER_SYSTEM);
    const { port } = await listen(await outside());
    const outcome = await runCli(["ports", "--free", "--port", String(port)], { DATA_DIR: await outside() });
    expect(outcome.out).toMatch(new RegExp(`^${port} {2}process \\d+ .* not ours: .* Left alone\\.`));
    expect(await runCli(["ports", "--port", "http"])).toMatchObject({ code: 2 });
    expect(await runCli(["ports", "--port", "70000"])).toMatchObject({ code: 2 });
  });
});
