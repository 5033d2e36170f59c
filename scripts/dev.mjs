import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ensureBuilt } from "./lib/ready.mjs";
import { root } from "./lib/root.mjs";

const { values } = parseArgs({ options: { split: { type: "boolean" }, "web-port": { type: "string" } } });
const { split = false, "web-port": webPort = "5000" } = values;
// Vite has to know the server's port too.
if (existsSync(join(root, ".env"))) process.loadEnvFile(join(root, ".env"));
await ensureBuilt();

const start = (args, unified) =>
  spawn("node", args, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, VITE_UNIFIED_DEV: unified ? "1" : "0" },
  });
const vite = join("node_modules", "vite", "bin", "vite.js");
// The server from its sources, started again when one of them changes; beside it, when they are split, Vite.
const children = [
  start(["--import", "tsx", "--conditions=spotlight-source", "--watch", "apps/server/src/main.ts"], !split),
];
if (split) children.push(start([vite, "apps/web", "--port", webPort], false));
const stop = (code) => {
  for (const child of children) child.kill();
  process.exitCode = code;
};
for (const child of children) child.on("exit", (code) => stop(code ?? 0));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => stop(0));
