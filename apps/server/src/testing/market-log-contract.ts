import { MINUTE_MS, type MarketBar } from "@spotlight/market";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BarFact, EmptyFact, FeedProgress, MarketLog, NewFact } from "../log/market-log.ts";

/** An implementation under test: opens the same data again and again. */
export interface LogUnderTest {
  open(source: string): Promise<MarketLog>;
  /** What became durable of the feed's progress. */
  progress(source: string): Promise<FeedProgress | null>;
  /** Whether the data outlives the object. */
  readonly survivesReopening: boolean;
  close(): Promise<void>;
}

const START = Date.UTC(2013, 9, 8, 13, 30);

function bar(minute: number, close: number, more: Partial<MarketBar> = {}): MarketBar {
  const startMs = START + minute * MINUTE_MS;
  return {
    startMs,
    endMs: startMs + MINUTE_MS,
    open: close,
    high: close,
    low: close,
    close,
    volume: 10,
    vwap: null,
    tradeCount: 1,
    state: "closed",
    rev: 0,
    ...more,
  };
}

function barFact(symbol: string, after: MarketBar, before: MarketBar | null = null): BarFact {
  const cause = before === null ? null : "official";
  const learnedMs = after.endMs + 1_000 * after.rev;
  return { kind: "bar", symbol, startMs: after.startMs, learnedMs, cause, body: { bar: after, before } };
}

function empty(symbol: string, minute: number): EmptyFact {
  const startMs = START + minute * MINUTE_MS;
  return { kind: "empty", symbol, startMs, learnedMs: startMs + MINUTE_MS, cause: null, body: {} };
}

const everything = (log: MarketLog) => log.read({ after: 0, until: log.head, symbols: null, limit: 100_000 });

/** What every market log does. */
export function marketLogContract(name: string, create: () => Promise<LogUnderTest>): void {
  describe(`market log contract: ${name}`, () => {
    let under: LogUnderTest;
    let sources = 0;
    const fresh = async (): Promise<MarketLog> => under.open(`test:${(sources += 1)}`);
    beforeAll(async () => {
      under = await create();
    });
    afterAll(async () => under?.close());

    test("facts get cursors that only grow, in their order, and are read back as they were", async () => {
      const log = await fresh();
      const before = log.head;
      const facts: NewFact[] = [barFact("SPY", bar(0, 1)), empty("QQQ", 0), barFact("SPY", bar(1, 2))];
      const first = await log.append(facts.slice(0, 2), null);
      const second = await log.append(facts.slice(2), null);
      const appended = [...first, ...second];
      expect(appended.map(({ cursor }) => cursor - before)).toEqual([1, 2, 3]);
      expect(log.head).toBe(before + 3);
      expect(await everything(log)).toEqual(appended);
    });

    test("numbers survive to the last bit", async () => {
      const log = await fresh();
      const price = fc.double({ min: 1e-8, max: 1e9, noNaN: true });
      await fc.assert(
        fc.asyncProperty(price, price, fc.integer({ min: 0, max: 50_000 }), async (close, vwap, minute) => {
          const wanted = bar(minute, close, { vwap, volume: vwap * 3 });
          await log.append([barFact("SPY", wanted)], null);
          const [known] = await log.minutes("SPY", wanted.startMs, wanted.endMs);
          expect(known).toMatchObject({ kind: "bar", bar: wanted });
          const facts = await log.minuteFacts("SPY", wanted.startMs, wanted.endMs);
          expect(facts.at(-1)?.body).toEqual({ bar: wanted, before: null });
        }),
        { numRuns: 40, verbose: true },
      );
    });

    test("a range is read after one cursor up to another, of the wanted symbols, oldest first, page by page", async () => {
      const log = await fresh();
      const facts = await log.append(
        [0, 1, 2, 3, 4].flatMap((minute) => [barFact("SPY", bar(minute, 1)), barFact("IBM", bar(minute, 2))]),
        null,
      );
      const cursors = facts.filter(({ symbol }) => symbol === "IBM").map(({ cursor }) => cursor);
      const range = { after: cursors[0] ?? 0, until: cursors[4] ?? 0, symbols: ["IBM"] };
      const page = await log.read({ ...range, limit: 2 });
      expect(page.map(({ cursor }) => cursor)).toEqual(cursors.slice(1, 3));
      const all = await log.read({ ...range, limit: 100 });
      expect(all.map(({ cursor }) => cursor)).toEqual(cursors.slice(1));
    });

    test("facts about no symbol reach the readers of every symbol", async () => {
      const log = await fresh();
      const after = log.head;
      await log.append(
        [{ kind: "status", symbol: null, startMs: null, learnedMs: 1, cause: null, body: { state: "live" } }],
        null,
      );
      const read = await log.read({ after, until: log.head, symbols: ["SPY"], limit: 10 });
      expect(read).toMatchObject([{ kind: "status", body: { state: "live" } }]);
    });

    test("a range may ask for some kinds only", async () => {
      const log = await fresh();
      const after = log.head;
      const halt = {
        symbol: "SPY",
        startMs: null,
        learnedMs: 5,
        cause: null,
        body: { halted: true, reason: "a pause" },
      };
      await log.append(
        [barFact("SPY", bar(0, 1)), { kind: "halt", ...halt }, barFact("SPY", bar(1, 1))],
        null,
      );
      const range = { after, until: log.head, symbols: ["SPY"], limit: 10 };
      expect((await log.read(range)).map(({ kind }) => kind)).toEqual(["bar", "halt", "bar"]);
      expect(await log.read({ ...range, kinds: ["halt"] })).toMatchObject([{ kind: "halt", learnedMs: 5 }]);
      expect(await log.read({ ...range, kinds: ["gap"] })).toEqual([]);
    });

    test("P10 a revision replaces the minute: there is one entry, the newest", async () => {
      const log = await fresh();
      const first = bar(0, 100);
      const official = bar(0, 100.5, { state: "official", volume: 27, rev: 1 });
      await log.append([barFact("SPY", first)], null);
      await log.append([barFact("SPY", official, first)], null);
      const minutes = await log.minutes("SPY", 0, Number.MAX_SAFE_INTEGER);
      expect(minutes).toEqual([
        { kind: "bar", startMs: first.startMs, bar: official, learnedMs: first.endMs + 1_000 },
      ]);
      expect(await log.minuteFacts("SPY", 0, Number.MAX_SAFE_INTEGER)).toHaveLength(2);
    });

    test("two changes of a minute in one batch leave the later one", async () => {
      const log = await fresh();
      const first = bar(0, 1);
      const second = bar(0, 2, { rev: 1 });
      await log.append([barFact("SPY", first), barFact("SPY", second, first)], null);
      expect(await log.minutes("SPY", 0, Number.MAX_SAFE_INTEGER)).toMatchObject([{ bar: second }]);
    });

    test("the past is filled in without a cursor and never over what is known", async () => {
      const log = await fresh();
      const known = bar(1, 7);
      await log.append([barFact("SPY", known)], null);
      const { head } = log;
      const past = [0, 1, 2].map((minute) => ({
        kind: "bar" as const,
        startMs: bar(minute, 1).startMs,
        bar: bar(minute, 1),
      }));
      await log.backfill("SPY", past, START);
      expect(log.head).toBe(head);
      const closes = (await log.minutes("SPY", 0, Number.MAX_SAFE_INTEGER)).map(
        (one) => one.kind === "bar" && one.bar.close,
      );
      expect(closes).toEqual([1, 7, 1]);
      expect(await log.extent("SPY")).toEqual({ firstMs: bar(0, 1).startMs, lastMs: bar(2, 1).startMs });
      expect(await log.extent("NONE")).toBeNull();
    });

    test("sources never see each other's facts, and share one line of cursors", async () => {
      const log = await fresh();
      await log.append([barFact("SPY", bar(0, 1))], null);
      const other = await fresh();
      const [fact] = await other.append([barFact("SPY", bar(0, 2))], null);
      expect(await other.minutes("SPY", 0, Number.MAX_SAFE_INTEGER)).toMatchObject([{ bar: { close: 2 } }]);
      expect(await log.minutes("SPY", 0, Number.MAX_SAFE_INTEGER)).toMatchObject([{ bar: { close: 1 } }]);
      expect(!under.survivesReopening || (fact?.cursor ?? 0) > log.head).toBe(true);
    });

    test("the feed's progress becomes durable together with the facts", async () => {
      const log = await fresh();
      const progress = { runKey: "sim", startMs: 5, positionMs: 9, ended: false };
      await log.append([empty("SPY", 0)], progress);
      await log.append([empty("SPY", 1)], { ...progress, positionMs: 12, ended: true });
      expect(await under.progress(log.source)).toEqual({ ...progress, positionMs: 12, ended: true });
    });

    test("facts that cannot be stored leave nothing behind, and the next ones go on", async () => {
      const log = await fresh();
      const { head } = log;
      const circular: Record<string, unknown> = {};
      circular["self"] = circular;
      const broken = { ...empty("SPY", 1), body: circular as Record<string, never> };
      if (!under.survivesReopening) return;
      await expect(log.append([empty("SPY", 0), broken], null)).rejects.toThrow(/circular/);
      expect(log.head).toBe(head);
      expect(await log.minutes("SPY", 0, Number.MAX_SAFE_INTEGER)).toEqual([]);
      expect((await log.append([empty("SPY", 0)], null))[0]?.cursor).toBe(head + 1);
    });

    test("P19 whoever opens it again finds every fact and goes on above the last cursor", async () => {
      const log = await fresh();
      const facts = await log.append([barFact("SPY", bar(0, 1)), empty("SPY", 1)], null);
      if (!under.survivesReopening) return;
      const again = await under.open(log.source);
      expect(await everything(again)).toEqual(facts);
      const [next] = await again.append([empty("SPY", 2)], null);
      expect(next?.cursor).toBe((facts.at(-1)?.cursor ?? 0) + 1);
    });

    test("trimming deletes what is old but never the ledger, and says which cursors are gone", async () => {
      const log = await fresh();
      const first = bar(0, 1);
      const facts = await log.append(
        [
          barFact("SPY", first),
          barFact("SPY", bar(0, 2, { rev: 1 }), first),
          empty("SPY", 1),
          empty("SPY", 60),
        ],
        null,
      );
      const [plain, change, gone, kept] = facts.map(({ cursor }) => cursor);
      expect(log.canResume(plain ?? 0)).toBe(true);
      await log.trim(START + 30 * MINUTE_MS);
      expect((await everything(log)).map(({ cursor }) => cursor)).toEqual([change, kept]);
      expect(log.canResume(plain ?? 0)).toBe(false);
      expect(log.canResume(gone ?? 0)).toBe(true);
      expect(await log.minutes("SPY", 0, Number.MAX_SAFE_INTEGER)).toHaveLength(3);
    });

    test("nobody can resume from a cursor that was never given", async () => {
      const log = await fresh();
      for (const cursor of [log.head + 1, -1, 1.5, Number.NaN, Infinity])
        expect(log.canResume(cursor)).toBe(false);
      expect(log.canResume(log.head)).toBe(true);
    });
  });
}
