import { createHash } from "node:crypto";
import type { Config } from "./config.ts";
import type { Feed } from "./feeds/feed.ts";
import { systemPacer } from "./feeds/pacer.ts";
import { createReplayFeed } from "./feeds/replay/replay-feed.ts";
import { createSimulatorFeed } from "./feeds/simulator/simulator-feed.ts";

/** The feed that the settings name. */
export async function createFeed({ environment }: Config): Promise<Feed> {
  if (environment.FEED === "replay") {
    return createReplayFeed({
      path: environment.REPLAY_PATH ?? "",
      symbols: environment.REPLAY_SYMBOLS ?? null,
      from: environment.REPLAY_FROM ?? null,
      to: environment.REPLAY_TO ?? null,
      speed: environment.REPLAY_SPEED,
      pacer: systemPacer,
    });
  }
  return createSimulatorFeed({
    seed: environment.SIM_SEED,
    speed: environment.SIM_SPEED,
    pacer: systemPacer,
  });
}

/** Names the settings that decide which events a feed sends; a run with others starts from its own beginning. */
export function runKeyOf({ environment }: Config): string {
  if (environment.FEED === "sim") return "sim";
  const { REPLAY_PATH, REPLAY_SYMBOLS, REPLAY_FROM, REPLAY_TO } = environment;
  const settings = JSON.stringify([REPLAY_PATH, REPLAY_SYMBOLS, REPLAY_FROM, REPLAY_TO]);
  return createHash("sha256").update(settings).digest("hex").slice(0, 16);
}
