import { ensureInstalled } from "./lib/ready.mjs";
import { run } from "./lib/run.mjs";

/** Every check, each with what it holds; all are run, so that one run shows everything that is wrong. */
const CHECKS = [
  [
    "types of the packages and the server",
    "tsc",
    ["-b", "packages/contracts", "packages/market", "packages/strategy", "packages/coach", "apps/server"],
  ],
  ["types of the web app", "tsc", ["-p", "apps/web", "--noEmit"]],
  ["types of the end-to-end tests", "tsc", ["-p", "e2e", "--noEmit"]],
  ["types of tests, benchmarks and scripts", "tsc", ["-p", "tsconfig.json", "--noEmit"]],
  ["lint", "oxlint", ["--type-aware", "--deny-warnings"]],
  ["format", "oxfmt", ["--check", "."]],
  [
    "arrows, cycles, purity, documented exports, one version of each tool",
    "node",
    ["scripts/check/house.mjs"],
  ],
  [".env.example against the schema, and the table made of it", "node", ["scripts/check/environment.mjs"]],
  ["unused code and dependencies", "knip", ["--no-progress"]],
];

await ensureInstalled();
const failed = [];
for (const [what, command, args] of CHECKS) {
  process.stderr.write(`- ${String(what)}\n`);
  if ((await run(command, args)) !== 0) failed.push(what);
}
if (failed.length > 0) {
  process.stderr.write(`\nNot clean: ${failed.join("; ")}.\n`);
  process.exit(1);
}
process.stderr.write("\nEverything is clean.\n");
