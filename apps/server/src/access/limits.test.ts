import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { freePort } from "../testing/free-port.ts";
import { LIMITS, Limits } from "./limits.ts";

const REDIS = ["/usr/bin/redis-server", "/usr/local/bin/redis-server", "/opt/homebrew/bin/redis-server"].find(
  existsSync,
);
const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

function limits(redisUrl: string | null, scale = 1): Limits {
  const made = new Limits({ scale, redisUrl, redisChanged: () => undefined });
  cleanUps.push(() => made.close());
  return made;
}

describe("limits", () => {
  test("let a caller's requests through up to the number, say how many are left, and tell callers apart", async () => {
    const counted = limits(null, 5 / LIMITS.write.requests);
    for (const left of [4, 3, 2, 1, 0]) {
      expect(await counted.take("write", "a")).toMatchObject({ allowed: true, limit: 5, remaining: left });
    }
    const refused = await counted.take("write", "a");
    expect(refused).toMatchObject({ allowed: false, remaining: 0 });
    expect(refused.resetSeconds).toBeGreaterThan(0);
    expect(refused.resetSeconds).toBeLessThanOrEqual(LIMITS.write.seconds);
    expect(await counted.take("write", "b")).toMatchObject({ allowed: true });
    expect(await counted.take("history", "a")).toMatchObject({ allowed: true });
  });

  test("are shared through Redis, and counted alone while Redis is away", async ({ skip }) => {
    if (REDIS === undefined) return skip("no redis-server is installed");
    const redis = await startRedis(REDIS);
    const scale = 4 / LIMITS.login.requests;
    const [one, other] = [limits(redis.url, scale), limits(redis.url, scale)];
    await expect.poll(async () => (await one.take("login", "warm")).limit, { timeout: 5_000 }).toBe(4);
    await expect
      .poll(
        async () => {
          const caller = `caller ${performance.now()}`;
          await one.take("login", caller);
          return (await other.take("login", caller)).remaining;
        },
        { timeout: 10_000 },
      )
      .toBe(2);
    for (let taken = 0; taken < 4; taken += 1) await one.take("login", "a");
    expect(await other.take("login", "a")).toMatchObject({ allowed: false });
    await redis.stop();
    await expect
      .poll(async () => (await other.take("login", "alone")).remaining, { timeout: 10_000 })
      .toBe(0);
    expect(await other.take("login", "alone")).toMatchObject({ allowed: false });
    expect(await other.take("login", "somebody")).toMatchObject({ allowed: true });
  });
});

async function startRedis(program: string): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const port = await freePort();
  const child = spawn(program, ["--port", String(port), "--save", "", "--appendonly", "no"], {
    stdio: "pipe",
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  cleanUps.push(stop);
  let said = "";
  while (!said.includes("Ready to accept connections")) {
    const [chunk] = (await once(child.stdout, "data")) as [Buffer];
    said += chunk.toString();
  }
  return { url: `redis://127.0.0.1:${port}`, stop };
}
