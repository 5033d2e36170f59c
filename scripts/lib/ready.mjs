import { cpSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compressFolder } from "./compress.mjs";
import { root } from "./root.mjs";
import { must } from "./run.mjs";
import { digestOf, isStamped, stamp } from "./stamp.mjs";

const MANIFESTS = ["package.json", "package-lock.json", ".npmrc", "apps", "packages", "e2e", "bench"];
const INSTALL_STAMP = "node_modules/.spotlight-installed";
const SOURCES = ["tsconfig.base.json", "packages", "apps", "package-lock.json"];
const BUILD_STAMP = ".cache/built";
const LEAST_NODE = [20, 19];

/** Installs from the lockfile unless what is installed came from it. */
export async function ensureInstalled() {
  requireNode();
  const digest = digestOf(manifestFiles());
  if (isStamped(INSTALL_STAMP, digest)) return;
  process.stderr.write("Installing packages ...\n");
  // Not `npm ci`: it refuses where a registry lacks an optional package for another platform. Versions are the lock's.
  await must("npm", ["install", "--no-save", "--no-fund", "--no-audit", "--loglevel=error"]);
  stamp(INSTALL_STAMP, digest);
}

/** Builds every workspace unless the build is of these sources. */
export async function ensureBuilt() {
  await ensureInstalled();
  const digest = digestOf(SOURCES);
  const outputs = ["apps/server/dist/main.js", "apps/web/dist/index.html"];
  if (isStamped(BUILD_STAMP, digest) && outputs.every((file) => existsSync(join(root, file)))) return;
  process.stderr.write("Building ...\n");
  await build();
  stamp(BUILD_STAMP, digest);
}

/** The production build: the server to plain JavaScript, the web app to hashed and compressed files. */
export async function build() {
  await must("tsc", [
    "-b",
    "packages/contracts",
    "packages/market",
    "packages/strategy",
    "packages/coach",
    "apps/server",
  ]);
  const migrations = "store/migrations";
  cpSync(join(root, "apps/server/src", migrations), join(root, "apps/server/dist", migrations), {
    recursive: true,
  });
  // The page carries the name of its build, and the server tells it: a page that is older notices.
  const build = process.env.VITE_BUILD_ID || digestOf(SOURCES).slice(0, 12);
  await Promise.all([
    must("vite", ["build", "apps/web", "--logLevel", "warn"], { env: { VITE_BUILD_ID: build } }),
    must("node", ["scripts/lib/empty-database.mjs"]),
  ]);
  writeFileSync(join(root, "apps/web/dist/build.json"), `${JSON.stringify({ build })}\n`);
  await compressFolder(join(root, "apps/web/dist/assets"));
}

function manifestFiles() {
  return MANIFESTS.flatMap((entry) => (entry.includes(".") ? [entry] : workspaceManifests(entry)));
}

function workspaceManifests(folder) {
  const names =
    {
      apps: ["server", "web"],
      packages: ["contracts", "market", "strategy", "coach"],
      e2e: [""],
      bench: [""],
    }[folder] ?? [];
  return names.map((name) => join(folder, name, "package.json"));
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [leastMajor, leastMinor] = LEAST_NODE;
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return;
  process.stderr.write(
    `Node ${LEAST_NODE.join(".")} or later is needed; this is ${process.versions.node}.\n`,
  );
  process.exit(1);
}
