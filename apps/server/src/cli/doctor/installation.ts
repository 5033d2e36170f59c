import { execFile } from "node:child_process";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Check, type Finding, fail, ok, warn } from "./check.ts";

const LEAST_NODE = [20, 19] as const;
const PACKAGE = fileURLToPath(new URL("../../../package.json", import.meta.url));
const ROOT = fileURLToPath(new URL("../../../../..", import.meta.url));
const REINSTALL = "Run npm install, then npm run build.";

/** Node.js, npm, the installed packages and the build. */
export const installationCheck: Check = {
  name: "installation",
  run: async () => [
    nodeVersion(process.versions.node),
    await npmVersion(),
    packages(),
    build(),
    ...browser(),
  ],
};

/** Whether a version of Node.js is new enough. */
export function nodeVersion(version: string): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [leastMajor, leastMinor] = LEAST_NODE;
  const enough = major > leastMajor || (major === leastMajor && minor >= leastMinor);
  if (enough) return ok("node", `Node.js ${version}.`);
  return fail("node", `Node.js ${version} is too old.`, `Install Node.js ${LEAST_NODE.join(".")} or later.`);
}

async function npmVersion(): Promise<Finding> {
  try {
    const shell = process.platform === "win32";
    const { stdout } = await promisify(execFile)("npm", ["--version"], { timeout: 20_000, shell });
    return ok("npm", `npm ${stdout.trim()}.`);
  } catch {
    return warn(
      "npm",
      "npm does not run here.",
      "It is needed to install and build, not to run what is built.",
    );
  }
}

/** Every package that the server needs is there in exactly the version that it names. */
function packages(): Finding {
  const { dependencies } = JSON.parse(readFileSync(PACKAGE, "utf8")) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const wrong = Object.entries(dependencies).filter(([name, wanted]) => installedVersion(name) !== wanted);
  if (wrong.length === 0)
    return ok("packages", `All ${Object.keys(dependencies).length} packages are installed.`);
  const list = wrong.map(([name, wanted]) => `${name} ${installedVersion(name) ?? "missing"} for ${wanted}`);
  return fail("packages", `Not what the lockfile says: ${list.join(", ")}.`, REINSTALL);
}

function installedVersion(name: string): string | null {
  for (const folder of createRequire(PACKAGE).resolve.paths(name) ?? []) {
    const manifest = join(folder, name, "package.json");
    if (existsSync(manifest))
      return (JSON.parse(readFileSync(manifest, "utf8")) as { readonly version: string }).version;
  }
  return null;
}

function build(): Finding {
  const outputs = ["apps/server/dist/main.js", "apps/web/dist/index.html"].map((file) => join(ROOT, file));
  const missing = outputs.filter((file) => !existsSync(file));
  if (missing.length > 0) return fail("build", `${missing.join(" and ")} is missing.`, "Run npm run build.");
  const builtMs = Math.min(...outputs.map((file) => statSync(file).mtimeMs));
  const newer = ["apps/server/src", "apps/web/src", "packages"].find(
    (folder) => existsSync(join(ROOT, folder)) && newestMs(join(ROOT, folder)) > builtMs,
  );
  if (newer === undefined) return ok("build", "The build is there.");
  return warn(
    "build",
    `${newer} has changed since the build.`,
    "npm start builds again by itself; or run npm run build.",
  );
}

/** When the newest source below a folder was changed, epoch ms. */
function newestMs(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() && /\.(ts|tsx|css)$/.test(entry.name) && !/node_modules|dist/.test(entry.parentPath),
    )
    .reduce((newest, entry) => Math.max(newest, statSync(join(entry.parentPath, entry.name)).mtimeMs), 0);
}

/** The end-to-end tests bring a browser for Linux on x64; elsewhere they use an installed one. */
function browser(): readonly Finding[] {
  if (!existsSync(join(ROOT, "e2e"))) return [];
  const packaged = installedVersion("@sparticuz/chromium") !== null;
  if (packaged && process.platform === "linux" && process.arch === "x64")
    return [ok("browser", "The end-to-end tests bring their own Chromium.")];
  const places = (process.env["PATH"] ?? "").split(process.platform === "win32" ? ";" : ":");
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const found = places
    .flatMap((place) => names.map((name) => join(place, name)))
    .find((file) => existsSync(file));
  const onMac = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
  if (found !== undefined || existsSync(onMac))
    return [ok("browser", `The end-to-end tests use ${dirname(found ?? onMac)}.`)];
  return [
    warn(
      "browser",
      "No Chromium is installed.",
      "Install one to run the end-to-end tests; the product needs none.",
    ),
  ];
}
