import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ROOT, stage } from "./dockerfile.ts";
import { freePort } from "../../apps/server/src/testing/free-port.ts";
import { isReady, until } from "./waiting.ts";

let folder: string;
/** The folder that stands for the image's root. */
let app: string;

/** Copies as the Dockerfile's COPY lines say; what other stages made comes from this checkout. */
function copyLines(name: string): void {
  for (const { keyword, words } of stage(name).instructions) {
    if (keyword !== "COPY" || words.includes("/app/node_modules")) continue;
    const goal = words.at(-1) ?? "";
    for (const word of words.slice(0, -1)) {
      const source = join(ROOT, word.replace(/^\/app\//, ""));
      const into = goal.endsWith("/") && !statSync(source).isDirectory();
      const target = into ? join(app, goal, source.split("/").at(-1) ?? "") : join(app, goal);
      mkdirSync(dirname(target), { recursive: true });
      cpSync(source, target, { recursive: true });
    }
  }
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "spotlight-production-"));
  app = join(folder, "app");
  mkdirSync(app);
  copyLines("manifests");
  for (const { keyword, words } of stage("dependencies").instructions)
    if (keyword === "RUN")
      execFileSync("/bin/sh", ["-c", `${words[0]} --prefer-offline`], { cwd: app, stdio: "ignore" });
  copyLines("");
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(environment: Readonly<Record<string, string>>): {
  stop: () => Promise<number | null>;
  output: () => string;
  ended: () => boolean;
} {
  const env = { PATH: process.env["PATH"] ?? "", NODE_ENV: "production", AUTH_PIN: "482913", ...environment };
  const child = spawn("node", ["apps/server/dist/main.js"], {
    cwd: app,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const exited = new Promise<number | null>((done) => child.once("exit", (code) => done(code)));
  return {
    output: () => output,
    ended: () => child.exitCode !== null,
    stop: () => {
      child.kill("SIGTERM");
      return exited;
    },
  };
}

test(
  "P1 the built server runs from a pruned production install in a clean folder",
  { timeout: 120_000 },
  async () => {
    for (const tool of ["vite", "typescript", "vitest", "react"])
      expect(existsSync(join(app, "node_modules", tool)), tool).toBe(false);
    for (const source of ["apps/server/src", "packages/market/src"])
      expect(existsSync(join(app, source)), source).toBe(false);
    const port = await freePort();
    const server = start({
      PORT: String(port),
      DATA_DIR: join(folder, "data"),
      SYMBOLS: "SPY",
      HISTORY_DAYS: "2",
    });
    try {
      await until(() => isReady(port), server.output, server.ended);
      const page = await fetch(`http://127.0.0.1:${port}/`);
      expect(page.status).toBe(200);
      expect(await page.text()).toContain("/assets/");
      expect(server.output()).not.toMatch(/"level":(50|60)/);
    } finally {
      expect(await server.stop()).toBe(0);
    }
  },
);

test(
  "the web app's files are sent as the build compressed them, to each client in what it takes",
  { timeout: 120_000 },
  async () => {
    const port = await freePort();
    const server = start({
      PORT: String(port),
      DATA_DIR: join(folder, "data"),
      SYMBOLS: "SPY",
      HISTORY_DAYS: "2",
    });
    const page = readFileSync(join(app, "apps/web/dist/index.html"), "utf8");
    const [, script = ""] = /src="(\/assets\/[^"]+\.js)"/.exec(page) ?? [];
    const file = join(app, "apps/web/dist", script);
    const ask = (accepted: string): Promise<Response> =>
      fetch(`http://127.0.0.1:${port}${script}`, { headers: { "accept-encoding": accepted } });
    try {
      await until(() => isReady(port), server.output, server.ended);
      const whole = readFileSync(file, "utf8");
      for (const [accepted, encoding, ending] of [
        ["br, gzip", "br", ".br"],
        ["gzip", "gzip", ".gz"],
        ["identity", null, ""],
      ] as const) {
        const answer = await ask(accepted);
        expect(answer.headers.get("content-encoding")).toBe(encoding);
        expect(Number(answer.headers.get("content-length"))).toBe(statSync(`${file}${ending}`).size);
        expect(answer.headers.get("cache-control")).toContain("immutable");
        expect(answer.headers.get("vary")).toContain("accept-encoding");
        expect(await answer.text()).toBe(whole);
      }
    } finally {
      await server.stop();
    }
  },
);

test("stacks in the log name the sources", { timeout: 60_000 }, async () => {
  const server = start({
    PORT: "0",
    DATA_DIR: join(folder, "other"),
    DATABASE_URL: "postgres://nobody@127.0.0.1:1/none",
  });
  await until(
    async () => /server\/src\/[\w/-]+\.ts:\d+/.test(server.output()),
    server.output,
    () => false,
  );
  expect(server.output()).not.toMatch(/server\/dist\/server\.js:\d+/);
  await server.stop();
});
