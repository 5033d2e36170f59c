import { ensureBuilt } from "./lib/ready.mjs";
import { run } from "./lib/run.mjs";

await ensureBuilt();
process.exit(
  await run("node", [
    "--import",
    "tsx",
    "--conditions=spotlight-source",
    "apps/server/src/testing/evaluation/main.ts",
    ...process.argv.slice(2),
  ]),
);
