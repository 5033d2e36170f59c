import { spawn } from "node:child_process";
import { join } from "node:path";
import { ensureBuilt } from "./lib/ready.mjs";
import { root } from "./lib/root.mjs";

const split = process.argv.includes("--split");
await ensureBuilt();

/** The server from its sources, started again when one of them changes. */
const server = [
  "node",
  ["--import", "tsx", "--conditions=source", "--watch", "apps/server/src/main.ts"],
  { VITE_UNIFIED_DEV: split ? "0" : "1" },
];
const web = ["node", [join("node_modules", "vite", "bin", "vite.js"), "apps/web"], {}];
const children = (split ? [server, web] : [server]).map(([command, args, env]) =>
  spawn(command, args, { cwd: root, stdio: "inherit", env: { ...process.env, ...env } }),
);
const stop = (code) => {
  for (const child of children) child.kill();
  process.exitCode = code;
};
for (const child of children) child.on("exit", (code) => stop(code ?? 0));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => stop(0));
