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

/** The server from its sources, started again when one of them changes. */
const server = [
  "node",
  ["--import", "tsx", "--conditions=source", "--watch", "apps/server/src/main.ts"],
  { VITE_UNIFIED_DEV: split ? "0" : "1" },
];
const vite = join("node_modules", "vite", "bin", "vite.js");
const web = ["node", [vite, "apps/web", "--port", webPort], { VITE_UNIFIED_DEV: "0" }];
const children = (split ? [server, web] : [server]).map(([command, args, env]) =>
  spawn(command, args, { cwd: root, stdio: "inherit", env: { ...process.env, ...env } }),
);
const stop = (code) => {
  for (const child of children) child.kill();
  process.exitCode = code;
};
for (const child of children) child.on("exit", (code) => stop(code ?? 0));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => stop(0));
