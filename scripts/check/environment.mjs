import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { environmentSchema } from "../../apps/server/dist/config.js";
import { root } from "../lib/root.mjs";

/**
 * Holds `.env.example` against the schema that the server validates with: the same names, the same defaults. The table of
 * docs/environment.md is made of it; `--write` writes that.
 */
const EXAMPLE = join(root, ".env.example");
const TABLE = join(root, "docs/environment.md");
/** Read when the web app is built or served by Vite, never by the server. */
const OF_THE_CLIENT = new Set(["VITE_API_BASE", "VITE_HTTPS", "VITE_BUILD_ID"]);

const problems = [];
const groups = groupsOf(readFileSync(EXAMPLE, "utf8"));
const written = new Map(groups.flatMap(({ variables }) => variables));
for (const name of Object.keys(environmentSchema.shape))
  if (!written.has(name)) problems.push(`.env.example does not name ${name}`);
for (const [name, value] of written) checkDefault(name, value);
for (const { meaning, variables } of groups)
  if (meaning === "") problems.push(`.env.example says nothing about ${String(variables[0])}`);

const table = tableOf(groups);
if (process.argv.includes("--write")) writeFileSync(TABLE, table);
else if (readFileSync(TABLE, "utf8") !== table)
  problems.push(
    "docs/environment.md is not of this .env.example: node scripts/check/environment.mjs --write",
  );

for (const problem of problems) process.stderr.write(`${problem}\n`);
process.exit(problems.length === 0 ? 0 : 1);

/** Variables that stand together, with the comment above them. */
function groupsOf(text) {
  const groups = [];
  let comment = [];
  let open = false;
  for (const line of text.split("\n").slice(1)) {
    const [, name, value] = /^([A-Z_]+)=(.*)$/.exec(line) ?? [];
    if (line.startsWith("#")) {
      if (open) comment = [];
      open = false;
      comment.push(line.replace(/^# ?/, ""));
    } else if (name === undefined) {
      comment = [];
      open = false;
    } else {
      if (!open) groups.push({ meaning: comment.join(" "), variables: [] });
      open = true;
      groups.at(-1).variables.push([name, value]);
    }
  }
  return groups;
}

/** The value written in the example must be what the server takes when it is absent. */
function checkDefault(name, value) {
  const schema = environmentSchema.shape[name];
  if (schema === undefined) {
    if (!OF_THE_CLIENT.has(name)) problems.push(`.env.example names ${name}, which nothing reads`);
    return;
  }
  const inExample = schema.safeParse(value === "" ? undefined : value);
  const absent = schema.safeParse(undefined);
  if (!isDeepStrictEqual(inExample.data, absent.data))
    problems.push(`.env.example says ${name}=${value}, but the default is ${JSON.stringify(absent.data)}`);
}

function tableOf(groups) {
  const rows = groups.map(({ meaning, variables }) => [
    variables.map(([name]) => `\`${name}\``).join("<br>"),
    variables.map(([, value]) => (value === "" ? "–" : `\`${value}\``)).join("<br>"),
    meaning.replaceAll("|", "\\|"),
  ]);
  const widths = [0, 1, 2].map((column) =>
    Math.max(...[["variable", "default", "meaning"], ...rows].map((row) => row[column].length)),
  );
  const line = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(" | ")} |`;
  return [
    "# Environment",
    "",
    "Read at the start from the environment and from `.env`, where the environment wins. An empty value counts as absent.",
    "The table is made of [.env.example](../.env.example) by `node scripts/check/environment.mjs --write`;",
    "`npm run check` fails when either is not true.",
    "",
    line(["variable", "default", "meaning"]),
    `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`,
    ...rows.map(line),
    "",
  ].join("\n");
}
