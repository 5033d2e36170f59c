import { readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { parseSync } from "oxc-parser";
import { root } from "../lib/root.mjs";

/** The floors of the house, lowest first: a room may import from lower floors, and of its own floor only itself. */
const PACKAGES = ["contracts", "market", "strategy", "coach"];
/** Rooms of the server and what each may import of it; `*` is everything (the composition root). */
const SERVER_ROOMS = {
  telemetry: ["telemetry"],
  vendors: ["vendors", "telemetry"],
  feeds: ["feeds"],
  store: ["store"],
  journal: ["journal", "store"],
  memory: ["memory", "store", "telemetry", "vendors"],
  personal: ["personal", "store"],
  backup: ["backup", "access", "log", "store", "telemetry"],
  access: ["access", "store"],
  log: ["log", "store", "telemetry"],
  engine: ["engine", "feeds", "log", "telemetry"],
  desk: ["desk", "engine", "log", "store", "telemetry"],
  backtest: ["backtest", "desk", "log", "store"],
  coach: ["coach", "desk", "engine", "journal", "log", "memory", "store", "telemetry", "vendors"],
  voice: ["voice", "telemetry", "vendors"],
  parity: ["parity", "backtest", "engine", "log", "store"],
  stream: ["stream", "engine", "log", "telemetry"],
  replay: ["replay", "desk", "engine", "feeds", "log", "stream", "telemetry"],
  ops: ["ops", "engine", "log", "store", "stream", "telemetry"],
  http: [
    "http",
    "access",
    "backtest",
    "backup",
    "coach",
    "desk",
    "engine",
    "journal",
    "memory",
    "ops",
    "log",
    "parity",
    "personal",
    "replay",
    "store",
    "stream",
    "telemetry",
    "vendors",
    "voice",
  ],
  cli: [
    "cli",
    "access",
    "backtest",
    "backup",
    "desk",
    "engine",
    "feeds",
    "log",
    "ops",
    "personal",
    "store",
    "config.ts",
  ],
};
/** Rooms of the web app; `chart` alone imports the chart library. */
const WEB_ROOMS = {
  stream: ["stream"],
  chart: ["chart", "stream", "ui", "workspace"],
  ui: ["ui"],
  access: ["access", "stream", "ui"],
  admin: ["admin", "access", "settings", "stream", "ui", "workspace"],
  settings: ["settings", "access", "coach", "ui", "voice", "workspace", "chart"],
  replay: ["replay", "chart", "settings", "stream", "ui", "workspace"],
  coach: ["coach", "chart", "stream", "ui", "workspace"],
  voice: ["voice", "coach", "decisions", "stream", "ui", "workspace"],
  journal: ["journal", "chart", "coach", "settings", "stream", "ui", "workspace"],
  memory: ["memory", "settings", "stream", "ui", "workspace"],
  backtest: ["backtest", "settings", "stream", "ui", "workspace"],
  rules: ["rules", "chart", "settings", "stream", "ui", "workspace"],
  decisions: ["decisions", "chart", "settings", "stream", "ui", "workspace"],
  workspace: [
    "workspace",
    "access",
    "admin",
    "backtest",
    "coach",
    "decisions",
    "journal",
    "memory",
    "replay",
    "rules",
    "stream",
    "voice",
    "chart",
    "ui",
    "settings",
  ],
};
/** What pure code must not touch; the named escape is a comment `impure: reason` on the same line. */
const IMPURE = [
  [/\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b/, "reads a clock"],
  [/\bMath\.random\b|\bcrypto\b/, "is random"],
  [/\bset(Timeout|Interval|Immediate)\b|\bqueueMicrotask\b/, "starts a timer"],
  [/\bprocess\.|\bglobalThis\b|\bIntl\b|toLocale/, "reads the environment"],
  [/from "node:|\bfetch\(|\bconsole\./, "does input or output"],
];
/** Tools and libraries of which a second installed version would build or run something else than was tested. */
const ONE_VERSION = new Set([
  "esbuild",
  "fastify",
  "pg",
  "react",
  "react-dom",
  "rolldown",
  "tsx",
  "typescript",
  "vite",
  "vitest",
  "zod",
]);

const problems = [];
const files = ["packages", "apps"].flatMap((folder) => sources(folder));
const imports = new Map(files.map((file) => [file, importsOf(file)]));

for (const [file, targets] of imports) for (const target of targets) checkArrow(file, target);
checkCycles();
for (const file of files.filter(isPure)) checkPurity(file);
for (const file of files.filter((each) => each.startsWith("packages/") && isProduct(each)))
  checkDocumented(file);
for (const file of files.filter((each) => each.startsWith("apps/server/") && isProduct(each)))
  checkOutside(file);
checkVersions();
checkInstalled();

for (const problem of problems) process.stderr.write(`${problem}\n`);
process.exit(problems.length === 0 ? 0 : 1);

function sources(folder) {
  return readdirSync(join(root, folder)).flatMap((name) => {
    const path = `${folder}/${name}`;
    if (["node_modules", "dist"].includes(name)) return [];
    if (statSync(join(root, path)).isDirectory()) return sources(path);
    return /\.tsx?$/.test(name) ? [path] : [];
  });
}

function isProduct(file) {
  return !/\.test\.tsx?$|\/testing\/|\/system\//.test(file);
}

function isPure(file) {
  return file.startsWith("packages/") && isProduct(file);
}

function importsOf(file) {
  const { module } = parseSync(file, readFileSync(join(root, file), "utf8"));
  const specifiers = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
    ),
  ];
  return [...new Set(specifiers)].map((specifier) =>
    specifier.startsWith(".") ? relative(root, resolve(root, dirname(file), specifier)) : specifier,
  );
}

function checkArrow(file, target) {
  if (!isProduct(file)) return;
  const [area, name] = file.split("/");
  const external = !target.startsWith("apps/") && !target.startsWith("packages/");
  if (area === "packages") {
    if (!external && !target.startsWith(`packages/${name}/`))
      problems.push(`${file}: reaches out of its package to ${target}`);
    const floor = PACKAGES.indexOf(name);
    const wanted = PACKAGES.findIndex((each) => target === `@spotlight/${each}`);
    if (wanted >= floor && wanted >= 0) problems.push(`${file}: the arrow to ${target} points up`);
    const allowed = wanted >= 0 || (name === "contracts" && target === "zod");
    if (external && !allowed) problems.push(`${file}: a pure package must not import ${target}`);
    return;
  }
  const rooms = name === "server" ? SERVER_ROOMS : WEB_ROOMS;
  if (target === "lightweight-charts" && !file.startsWith("apps/web/src/chart/"))
    problems.push(`${file}: only the chart imports ${target}`);
  if (name === "server" && target.startsWith("@spotlight/web"))
    problems.push(`${file}: the server must not import the web app`);
  if (external) return;
  const room = roomOf(file);
  const allowed = rooms[room];
  if (allowed !== undefined && !allowed.includes(roomOf(target)))
    problems.push(`${file}: ${room} must not import ${target}`);
}

function roomOf(file) {
  return file.split("/")[3];
}

/** Cycles of files, types included: whoever reads one file of a cycle has to read them all. */
function checkCycles() {
  const done = new Set();
  const visit = (file, trail) => {
    if (trail.includes(file)) {
      problems.push(`cycle: ${[...trail.slice(trail.indexOf(file)), file].join(" -> ")}`);
      return;
    }
    if (done.has(file)) return;
    for (const target of imports.get(file) ?? []) if (imports.has(target)) visit(target, [...trail, file]);
    done.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
}

function checkPurity(file) {
  for (const [index, line] of readFileSync(join(root, file), "utf8").split("\n").entries()) {
    if (/impure: \S/.test(line) || /^\s*(\*|\/\*|\/\/)/.test(line)) continue;
    for (const [pattern, what] of IMPURE)
      if (pattern.test(line)) problems.push(`${file}:${index + 1}: pure code that ${what}`);
  }
  checkModuleState(file);
}

/** What a module keeps and changes: `let` and `var` outside of every function. */
function checkModuleState(file) {
  const text = readFileSync(join(root, file), "utf8");
  for (const statement of parseSync(file, text).program.body) {
    const { type, kind, start } = statement.declaration ?? statement;
    if (type !== "VariableDeclaration" || kind === "const") continue;
    problems.push(`${file}:${text.slice(0, start).split("\n").length}: module state`);
  }
}

/** Services of others are asked through `vendors` only; the named escape is a comment `outside: reason` on the line. */
function checkOutside(file) {
  if (roomOf(file) === "vendors") return;
  for (const [index, line] of readFileSync(join(root, file), "utf8").split("\n").entries())
    if (/\bfetch\(/.test(line) && !/outside: \S/.test(line))
      problems.push(`${file}:${index + 1}: asks somebody outside without the limits of vendors/vendor.ts`);
}

function checkDocumented(file) {
  const lines = readFileSync(join(root, file), "utf8").split("\n");
  for (const [index, line] of lines.entries()) {
    const match =
      /^export (?:declare |abstract |async )*(?:function\*?|class|const|interface|type|enum) (\w+)/.exec(
        line,
      );
    if (match === null || match[1].endsWith("Schema")) continue;
    if (!/\*\/\s*$/.test(lines[index - 1] ?? ""))
      problems.push(`${file}:${index + 1}: ${match[1]} is exported without a word about it`);
  }
}

/** One version of every dependency across the workspaces. */
function checkVersions() {
  const manifests = [
    "package.json",
    ...["packages", "apps"].flatMap((area) =>
      readdirSync(join(root, area)).map((name) => `${area}/${name}/package.json`),
    ),
    "e2e/package.json",
    "bench/package.json",
    "standins/package.json",
  ];
  const versions = new Map();
  for (const manifest of manifests) {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(
      readFileSync(join(root, manifest), "utf8"),
    );
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
      if (!/^\d/.test(version)) problems.push(`${manifest}: ${name} ${version} is not pinned`);
      const known = versions.get(name);
      if (known !== undefined && known.version !== version)
        problems.push(`${name}: ${known.version} in ${known.manifest}, ${version} in ${manifest}`);
      else versions.set(name, { version, manifest });
    }
  }
}

/** One installed version of what must not be there twice, however it came in. */
function checkInstalled() {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const versions = new Map();
  for (const [path, { version }] of Object.entries(packages)) {
    const name = path.split("node_modules/").at(-1);
    if (ONE_VERSION.has(name)) versions.set(name, (versions.get(name) ?? new Set()).add(version));
  }
  for (const [name, found] of versions)
    if (found.size > 1)
      problems.push(`package-lock.json: ${name} is installed as ${[...found].join(" and ")}`);
}
