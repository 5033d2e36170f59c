import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Log, openLog } from "./logger.ts";
import { createScrub } from "./scrub.ts";

const BUILT = resolve(import.meta.dirname, "../../dist/ops/logger.js");
const SECRETS = [
  "correct-horse-battery",
  "postgres://spot:p%40ss-word-1@db.example/spot",
  "p@ss-word-1",
  "482915",
];

async function setUp(): Promise<{ log: Log; lines: string[] }> {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  return { log: await openLog({ level: "info", pretty: false, secrets: SECRETS, destination }), lines };
}

describe("no secret is written", () => {
  test.each<[string, (log: Log["logger"]) => void]>([
    ["by its name", (logger) => logger.info({ pin: "482915", token: "abc123", apiKey: "k-1" }, "x")],
    ["one level down", (logger) => logger.info({ body: { pin: "482915", password: "abc123" } }, "x")],
    [
      "in headers",
      (logger) =>
        logger.info(
          { req: { headers: { cookie: "spotlight=abc123", authorization: "Bearer abc123" } } },
          "x",
        ),
    ],
    [
      "in headers of an answer",
      (logger) => logger.info({ headers: { "set-cookie": "spotlight=abc123" } }, "x"),
    ],
    ["in an address", (logger) => logger.info("GET /x?apiKey=abc123&token=k-1")],
    ["in a scheme's credentials", (logger) => logger.info("sent Authorization: Bearer abc123456")],
    [
      "in an error about a database",
      (logger) => logger.error({ err: new Error("cannot reach postgres://u:abc123@db:5432/x") }, "x"),
    ],
    [
      "by its value",
      (logger) => logger.info({ note: "tried correct-horse-battery" }, "correct-horse-battery"),
    ],
    ["by its value, written as an address has it", (logger) => logger.info("p%40ss-word-1 and p@ss-word-1")],
  ])("%s", async (_where, write) => {
    const { log, lines } = await setUp();
    write(log.logger);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("[secret]");
    for (const secret of [...SECRETS, "abc123", "k-1", "p%40ss-word-1"])
      expect(lines[0]).not.toContain(secret);
    expect(() => JSON.parse(lines[0] ?? "") as unknown).not.toThrow();
  });

  test("a known secret is found in any text, and what is left is still JSON", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8 }), fc.string(), fc.string(), (secret, before, after) => {
        fc.pre(!/^\d+$/.test(secret) && !"[secret]".includes(secret));
        const line = createScrub([secret])(JSON.stringify({ msg: `${before}${secret}${after}` }));
        expect(line).toContain("[secret]");
        expect(() => JSON.parse(line) as unknown).not.toThrow();
      }),
    );
  });

  test("numbers are left alone: a PIN of digits is cut out by its name, not wherever its digits stand", () => {
    const scrub = createScrub(["123456"]);
    expect(scrub('{"time":1712345678900}')).toBe('{"time":1712345678900}');
  });
});

describe("the log", () => {
  test("its level can be changed while it runs, for children that are made afterwards too", async () => {
    const { log, lines } = await setUp();
    log.logger.debug("unheard");
    log.level = "debug";
    log.logger.debug("heard");
    log.logger.child({ requestId: "r" }).debug("heard as well");
    log.level = "silent";
    log.logger.fatal("unheard");
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
      "heard",
      "heard as well",
    ]);
    expect(log.level).toBe("silent");
  });

  test("keeps the newest 200 lines that tell of trouble, without secrets, and tells of each", async () => {
    const { log } = await setUp();
    const heard: string[] = [];
    log.onTrouble((level) => heard.push(level));
    log.logger.info("all is well");
    for (let number = 0; number < 250; number += 1) log.logger.warn(`warning ${number}`);
    log.logger
      .child({ requestId: "r-7" })
      .error({ err: new Error("postgres://u:abc123@db is away") }, "commit failed");
    expect(heard).toHaveLength(251);
    const trouble = log.trouble();
    expect(trouble).toHaveLength(200);
    expect(trouble[0]?.message).toBe("warning 51");
    expect(trouble.at(-1)).toMatchObject({
      level: "error",
      message: "commit failed",
      error: "postgres://u:[secret]@db is away",
      requestId: "r-7",
    });
  });

  test.each([
    ["is killed by itself", "process.kill(process.pid, 'SIGKILL')"],
    ["exits", "process.exit(1)"],
    ["throws", "throw new Error('the end')"],
  ])("every line is out when the process %s right after it", async (_how, end) => {
    const script = `
      const { openLog } = await import(${JSON.stringify(BUILT)});
      const { logger } = await openLog({ level: "info", pretty: false, secrets: [] });
      for (let n = 1; n <= 5000; n += 1) logger.info({ n }, "line");
      ${end};`;
    const run = promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
      maxBuffer: 1e8,
    });
    const { stdout } = (await run.catch((error: unknown) => error)) as { stdout: string };
    expect(stdout.trim().split("\n")).toHaveLength(5_000);
  });
});
