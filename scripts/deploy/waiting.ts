import { setTimeout as delay } from "node:timers/promises";

const PATIENCE_MS = 60_000;
const POLL_MS = 50;

/** Waits until something holds; fails with the output when it does not in a minute, or when `over` says it never will. */
export async function until(
  holds: () => Promise<boolean>,
  output: () => string = () => "",
  over: () => boolean = () => false,
  patienceMs: number = PATIENCE_MS,
): Promise<void> {
  const endMs = performance.now() + patienceMs;
  while (performance.now() < endMs) {
    if (await holds()) return;
    if (over()) break;
    await delay(POLL_MS);
  }
  throw new Error(`it did not come about:\n${output().slice(-4_000)}`);
}

/** Whether a server on this machine is ready. */
export async function isReady(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/readyz`).catch(() => null);
  return answer?.status === 200;
}
