import { setTimeout as delay } from "node:timers/promises";
import type { PortSystem, ProcessFacts } from "./process-facts.ts";

const POLL_MS = 50;

/** What became of a process that was asked to end. */
export type Ending = "ended" | "still_running" | "changed";

/**
 * Asks a process to end and waits until it is gone. It is looked at again right before each signal: a number that meanwhile
 * belongs to another process gets none.
 */
export async function endProcess(
  system: PortSystem,
  facts: ProcessFacts,
  waitMs: number,
  force: boolean,
): Promise<Ending> {
  for (const signal of force ? (["SIGTERM", "SIGKILL"] as const) : (["SIGTERM"] as const)) {
    const now = await system.process(facts.pid);
    if (now === null) return "ended";
    if (now.identity !== facts.identity || facts.identity === null) return "changed";
    process.kill(facts.pid, signal);
    if (await isGone(system, facts, waitMs)) return "ended";
  }
  return "still_running";
}

async function isGone(system: PortSystem, { pid, identity }: ProcessFacts, waitMs: number): Promise<boolean> {
  const until = performance.now() + waitMs;
  while (performance.now() < until) {
    const now = await system.process(pid);
    if (now === null || now.identity !== identity) return true;
    await delay(POLL_MS);
  }
  return false;
}
