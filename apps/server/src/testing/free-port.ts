import { once } from "node:events";
import { createServer } from "node:net";

/** Below the ports that systems hand out by themselves, so that no connection takes one in between. */
const FIRST = 10_000;
const PER_WORKER = 2_000;

const worker = Number(process.env["VITEST_POOL_ID"] ?? 0);
let next = (process.pid * 37) % PER_WORKER;

/**
 * A loopback port that nobody listens on, and that no other test is given: each worker has a range of its own, and goes
 * through it once before it begins again. Two servers that start at the same time never get each other's.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + worker * PER_WORKER + next;
    next = (next + 1) % PER_WORKER;
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  probe.listen(port, "127.0.0.1");
  try {
    await once(probe, "listening");
  } catch {
    return false;
  }
  probe.close();
  await once(probe, "close");
  return true;
}
