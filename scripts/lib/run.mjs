import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "./root.mjs";

const windows = process.platform === "win32";

/** Runs a program of node_modules/.bin, or any other, with the terminal's output; answers its exit code. */
export function run(command, args, { env = {}, quiet = false } = {}) {
  return new Promise((resolveCode, reject) => {
    const path = `${join(root, "node_modules", ".bin")}${windows ? ";" : ":"}${process.env.PATH ?? ""}`;
    const child = spawn(command, args, {
      cwd: root,
      stdio: ["ignore", quiet ? "pipe" : "inherit", quiet ? "pipe" : "inherit"],
      shell: windows,
      env: { ...process.env, PATH: path, ...env },
    });
    let output = "";
    child.stdout?.on("data", (chunk) => (output += chunk));
    child.stderr?.on("data", (chunk) => (output += chunk));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (quiet && code !== 0) process.stderr.write(output);
      resolveCode(code ?? (signal === null ? 1 : 128));
    });
  });
}

/** Runs a program and ends this process with its code when it fails. */
export async function must(command, args, options) {
  const code = await run(command, args, options);
  if (code !== 0) process.exit(code);
}
