import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { validate } from "dockerfile-utils";
import { afterEach, describe, expect, test } from "vitest";
import { DOCKERFILE, stage, stages } from "./dockerfile.ts";
import { contextFiles, environmentOf, ignoring, startImage } from "./image.ts";
import { freePort } from "../../apps/server/src/testing/free-port.ts";
import { isReady, until } from "./waiting.ts";

const PIN = "482913";
const long = process.env["SPOTLIGHT_LONG"] === "1";
const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) cleanUp();
});

function canBuild(): string | null {
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    return "only root on Linux can put an image's files together";
  try {
    execFileSync("unshare", ["--mount", "--pid", "--fork", "true"], { stdio: "ignore" });
    return null;
  } catch {
    return "this system lets nobody make namespaces";
  }
}

describe("the Dockerfile", () => {
  test("has nothing that its linter minds", () => {
    expect(validate(readFileSync(DOCKERFILE, "utf8"))).toEqual([]);
  });

  test("pins its base, and runs as a user that is not root", () => {
    const names = new Set(stages().map(({ name }) => name));
    const bases = new Set(stages().flatMap(({ from }) => (names.has(from) ? [] : [from])));
    expect([...bases]).toEqual([expect.stringMatching(/^node:\d+\.\d+\.\d+-\w+-slim$/)]);
    const last = stage("").instructions;
    expect(last.find(({ keyword }) => keyword === "USER")?.words[0]).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(last.findIndex(({ keyword }) => keyword === "USER")).toBeGreaterThan(
      last.findLastIndex(({ keyword }) => keyword === "RUN"),
    );
    for (const keyword of ["HEALTHCHECK", "VOLUME", "STOPSIGNAL", "EXPOSE"])
      expect(
        last.some((each) => each.keyword === keyword),
        keyword,
      ).toBe(true);
  });

  test("is sent what it copies and no secrets, data or builds", () => {
    const sent = contextFiles();
    expect(sent).toContain("apps/server/src/main.ts");
    const copied = stages()
      .flatMap(({ instructions }) => instructions)
      .filter(({ keyword, flags }) => keyword === "COPY" && flags["from"] === undefined)
      .flatMap(({ words }) => words.slice(0, -1));
    for (const source of copied)
      expect(
        sent.some((file) => file === source || file.startsWith(`${source}/`)),
        source,
      ).toBe(true);
    const unwanted = [
      ".env",
      "apps/server/.env",
      "apps/web/.env.local",
      ".data/lock",
      "apps/server/.data/x",
      "node_modules/x",
      "apps/web/node_modules/x",
      "packages/market/dist/x.js",
      ".git/config",
      "scripts/mine.spotlight",
      "docs/x.md",
    ];
    expect(ignoring().filter(unwanted)).toEqual([]);
  });
});

/** In the long run; its short version is the production install of `production.test.ts`. */
if (long)
  test(
    `the image is built and runs as an unprivileged process 1 on a root that cannot be written, is healthy, and stops in order`,
    { timeout: 600_000 },
    async ({ skip }) => {
      const reason = canBuild();
      skip(reason !== null, reason ?? "");
      const folder = mkdtempSync(join(tmpdir(), "spotlight-image-"));
      cleanUps.push(() => rmSync(folder, { recursive: true, force: true }));
      const port = await freePort();
      const environment = { PORT: String(port), AUTH_PIN: PIN, SYMBOLS: "SPY", HISTORY_DAYS: "2" };
      const image = startImage({ folder, environment });
      cleanUps.push(() => image.kill("SIGKILL"));
      let output = "";
      image.stdout?.on("data", (chunk: Buffer) => (output += chunk.toString()));
      image.stderr?.on("data", (chunk: Buffer) => (output += chunk.toString()));
      const ended = new Promise<number | null>((done) => image.once("exit", (code) => done(code)));
      await until(
        () => isReady(port),
        () => output,
        () => image.exitCode !== null,
        500_000,
      );

      const page = await (await fetch(`http://127.0.0.1:${port}/`)).text();
      const script = /src="(\/assets\/[^"]+\.js)"/.exec(page)?.[1] ?? "";
      const asset = await fetch(`http://127.0.0.1:${port}${script}`, {
        headers: { "accept-encoding": "br" },
      });
      expect(asset.headers.get("content-encoding")).toBe("br");

      const inside = childOf(image.pid ?? 0);
      const status = readFileSync(`/proc/${inside}/status`, "utf8");
      expect(status).toMatch(/^Uid:\s+1000\s+1000\s+1000\s+1000$/m);
      expect(status).toMatch(/^CapEff:\s+0+$/m);
      expect(status).toMatch(/^NSpid:\s+\d+\s+1$/m);
      const health = stage("").instructions.find(({ keyword }) => keyword === "HEALTHCHECK")?.words ?? [];
      const within = ["-t", String(inside), "-m", "-r", "-w", "env", "-i", ...environmentOf(environment)];
      expect(await codeOf("nsenter", [...within, ...health])).toBe(0);
      expect(await codeOf("nsenter", [...within, `PORT=1`, ...health])).toBe(1);
      expect(await codeOf("nsenter", [...within, "touch", "/app/x"])).not.toBe(0);

      process.kill(inside, "SIGTERM");
      expect(await ended).toBe(0);
    },
  );

function childOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ")[0]);
}

function codeOf(command: string, args: readonly string[]): Promise<number> {
  return new Promise((done) => {
    execFile(command, args, (error) => done(error === null ? 0 : Number(error.code ?? 1)));
  });
}
