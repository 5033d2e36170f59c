import { setTimeout as delay } from "node:timers/promises";
import type { Pacer } from "./feed.ts";

/** Time by the machine's monotonic clock. */
export const systemPacer: Pacer = {
  nowMs: () => performance.now(),
  sleep: async (ms, signal) => {
    await delay(ms, undefined, { signal }).catch(() => undefined);
  },
};
