import { spawn } from "node:child_process";
import { resolve } from "node:path";

const CLI = resolve(import.meta.dirname, "../../dist/cli.js");

/** How a run of the command line ended. */
export interface CliOutcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the built command line with this environment only. Its working folder holds no `.env`. */
export function runCli(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  nodeOptions: readonly string[] = [],
): Promise<CliOutcome> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [...nodeOptions, CLI, ...words], {
      cwd: import.meta.dirname,
      env: { PATH: process.env["PATH"] ?? "", ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let out = "";
    let err = "";
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
    child.on("error", failed);
    child.on("close", (code) => done({ code, out, err }));
  });
}
