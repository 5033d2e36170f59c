import { execFile } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const SCRIPT = join(import.meta.dirname, "../testing/failing-process.ts");

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function run(...words: readonly string[]): Promise<Outcome> {
  return new Promise((done) => {
    execFile(
      process.execPath,
      ["--import", "tsx", "--conditions=spotlight-source", SCRIPT, ...words],
      (error, out, err) => done({ code: typeof error?.code === "number" ? error.code : 0, out, err }),
    );
  });
}

describe("an error that nobody caught", () => {
  test.each(["rejection", "exception"])("in development, a %s: the stack, and the end", async (kind) => {
    const { code, out, err } = await run("development", kind);
    expect(code).toBe(1);
    expect(err).toMatch(/Error: asked for\n\s+at .*fail .*failing-process/);
    expect(out).not.toContain("survived");
  });

  test("in production, a rejection is logged, counted and survived", async () => {
    const { code, out } = await run("production", "rejection", "3");
    expect(code).toBe(0);
    expect(out.match(/counted unhandled_rejection/g)).toHaveLength(3);
    expect(out.match(/"msg":"a promise was rejected and nobody looked"/g)).toHaveLength(3);
    expect(out).toContain("survived");
  });

  test("in production, a burst of rejections drains, once, and exits 1", async () => {
    const { code, out } = await run("production", "rejection", "40");
    expect(code).toBe(1);
    expect(out.match(/draining: /g)).toHaveLength(1);
    expect(out).toContain("drained");
    expect(out).not.toContain("survived");
  });

  test("in production, an exception is logged, drains and exits 1, its log line written", async () => {
    const { code, out } = await run("production", "exception");
    expect(code).toBe(1);
    expect(out).toContain("counted uncaught_exception");
    expect(out).toMatch(/"level":60.*asked for/);
    expect(out).toContain("drained");
  });

  test("in production, draining that does not end is ended", async () => {
    const { code, out } = await run("production", "stuck");
    expect(code).toBe(1);
    expect(out).toContain("draining: ");
    expect(out).not.toContain("drained");
  });
});
