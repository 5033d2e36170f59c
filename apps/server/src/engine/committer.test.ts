import { expect, test, vi } from "vitest";
import type { Fact, FeedProgress, NewFact } from "../log/market-log.ts";
import { MemoryMarketLog } from "../log/memory-log.ts";
import { Committer } from "./committer.ts";
import { Exclusive } from "../log/exclusive.ts";

const PROGRESS: FeedProgress = { runKey: "sim", startMs: 0, positionMs: 1, ended: false };

/** A log whose database can be taken away. */
class ShakyLog extends MemoryMarketLog {
  down = false;
  refusals = 0;

  override async append(facts: readonly NewFact[], progress: FeedProgress | null): Promise<readonly Fact[]> {
    if (!this.down) return super.append(facts, progress);
    this.refusals += 1;
    throw new Error("connection refused");
  }
}

function numbered(from: number, count: number): NewFact[] {
  return Array.from({ length: count }, (_, index) => ({
    kind: "empty",
    symbol: "SPY",
    startMs: (from + index) * 60_000,
    learnedMs: 0,
    cause: null,
    body: {},
  }));
}

function setUp() {
  const log = new ShakyLog("sim:1");
  const told: Fact[] = [];
  const troubles: (string | null)[] = [];
  const stopping = new AbortController();
  const committer = new Committer(
    log,
    new Exclusive(),
    {
      committed: (facts) => void told.push(...facts),
      trouble: (error) => void troubles.push(error?.message ?? null),
      progress: () => PROGRESS,
    },
    stopping.signal,
  );
  return { log, told, troubles, stopping, committer };
}

test("while the database is down nothing is told or lost; after it everything comes, in order", async () => {
  const { log, told, troubles, committer } = setUp();
  log.down = true;
  committer.add(numbered(0, 3_000));
  await vi.waitUntil(() => log.refusals > 0, { timeout: 5_000 });
  committer.add(numbered(3_000, 2_000));
  expect(told).toEqual([]);
  expect(committer.waiting).toBe(5_000);
  expect(committer.oldestWaitMs).toBeGreaterThan(0);
  expect(troubles.at(-1)).toBe("connection refused");
  log.down = false;
  await committer.settled();
  expect(told.map(({ startMs }) => startMs)).toEqual(numbered(0, 5_000).map(({ startMs }) => startMs));
  expect(told.map(({ cursor }) => cursor)).toEqual(Array.from({ length: 5_000 }, (_, index) => index + 1));
  expect(troubles.at(-1)).toBeNull();
  expect(log.progress).toEqual(PROGRESS);
  expect(committer.oldestWaitMs).toBe(0);
});

test("a full queue holds the feed back until the database answers again", async () => {
  const { log, committer } = setUp();
  log.down = true;
  committer.add(numbered(0, 10_000));
  let released = false;
  const room = (async () => {
    await committer.room();
    released = true;
  })();
  await vi.waitUntil(() => log.refusals > 0, { timeout: 5_000 });
  expect(released).toBe(false);
  log.down = false;
  await room;
  await committer.settled();
  expect(log.head).toBe(10_000);
});

test("a process that stops does not wait for ever for a database that is gone", async () => {
  const { log, told, stopping, committer } = setUp();
  log.down = true;
  committer.add(numbered(0, 1));
  stopping.abort();
  await committer.settled();
  expect(told).toEqual([]);
});

test("progress is saved only with the batch that empties the queue", async () => {
  const { log, committer } = setUp();
  const saved: (FeedProgress | null)[] = [];
  const append = log.append.bind(log);
  log.append = async (facts, progress) => {
    saved.push(progress);
    return append(facts, progress);
  };
  for (const from of [0, 1_500, 3_000]) committer.add(numbered(from, 1_500));
  committer.add(numbered(4_500, 10));
  await committer.settled();
  expect(saved).toEqual([PROGRESS, null, PROGRESS]);
});

test("facts that belong together are never parted, and whoever waits for them hears when they are durable", async () => {
  const { log, committer, stopping } = setUp();
  const sizes: number[] = [];
  const append = log.append.bind(log);
  log.append = async (facts, progress) => {
    sizes.push(facts.length);
    return append(facts, progress);
  };
  committer.add(numbered(0, 1_999));
  await committer.commit(numbered(2_000, 3_000));
  expect(log.head).toBe(4_999);
  expect(sizes).toEqual([1_999, 3_000]);
  log.down = true;
  const lost = committer.commit(numbered(5_000, 1));
  stopping.abort();
  await expect(lost).rejects.toThrow(/stopped/);
});
