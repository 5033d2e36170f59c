import pino from "pino";
import { expect, test } from "vitest";
import type { Feed, FeedRun, Pacer } from "../feeds/feed.ts";
import { FeedStore } from "../log/feed-store.ts";
import { Metrics } from "../telemetry/metrics.ts";
import { MemoryMarketLog } from "../log/memory-log.ts";
import { openDatabase } from "../store/database.ts";
import { embeddedTestDatabase } from "../testing/databases.ts";
import { Engine } from "./engine.ts";

const START = Date.UTC(2013, 9, 8, 14);

/** A feed that fails a number of times before it delivers and waits to be stopped. */
class FailingFeed implements Feed {
  readonly source = "test";
  readonly speed = 1;
  readonly extendedHours = true;
  runs = 0;
  readonly #failures: number;

  constructor(failures: number) {
    this.#failures = failures;
  }

  listings() {
    return [{ symbol: "SPY", name: "SPY" }];
  }

  firstStartMs() {
    return START;
  }

  async *history() {
    // Nothing happened before.
  }

  async run({ deliver, signal }: FeedRun): Promise<"stopped"> {
    this.runs += 1;
    if (this.runs <= this.#failures) throw new Error(`failure ${this.runs}`);
    await deliver([{ type: "clock", receivedMs: START + 1 }]);
    await new Promise<void>((stopped) => signal.addEventListener("abort", () => stopped()));
    return "stopped";
  }

  async watch() {
    return START;
  }

  unwatch() {
    // Nothing to release.
  }
}

test("P20 a feed that fails is started again for ever, with waits that grow and are never skipped", async () => {
  const place = await embeddedTestDatabase();
  const database = await openDatabase(place.target, () => undefined);
  const waits: number[] = [];
  const pacer: Pacer = {
    nowMs: () => 0,
    sleep: async (ms) => {
      waits.push(ms);
    },
  };
  const feed = new FailingFeed(25);
  const engine = new Engine({
    feed,
    runKey: "test",
    log: new MemoryMarketLog("test"),
    store: new FeedStore(database.pool, "test"),
    meter: new Metrics(),
    logger: pino({ level: "silent" }),
    symbols: ["SPY"],
    historyDays: 1,
    staleAfterMs: 15_000,
    wallMs: () => START,
    pacer,
    random: () => 1,
  });
  await engine.start();
  await expect.poll(() => engine.state.state, { timeout: 10_000 }).toBe("live");
  expect(feed.runs).toBe(26);
  expect(waits).toHaveLength(25);
  expect(waits.slice(0, 8)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  await engine.stop();
  await database.close();
  await place.remove();
});
