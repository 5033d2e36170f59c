import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MarketApi } from "./api.ts";
import { Backoff } from "./backoff.ts";
import { MarketStream } from "./market-stream.ts";
import { FakeServer } from "./testing/fake-server.ts";
import { ManualClock, makeBar, settle, sse } from "./testing/fixtures.ts";

function build(server = new FakeServer()) {
  const clock = new ManualClock();
  const stream = new MarketStream({ api: new MarketApi({ fetch: server.fetch }), clock });
  const phases: string[] = [];
  stream.states.on((state) => {
    if (phases.at(-1) !== state.phase) phases.push(state.phase);
  });
  return { server, clock, stream, phases };
}

const SPY = { symbols: ["SPY"], timeframe: "1m", session: "rth" } as const;
const BOTH = { ...SPY, symbols: ["SPY", "QQQ"] } as const;

function copyOf(stream: MarketStream, symbol: string) {
  return stream.book.find({ symbol, timeframe: "1m", session: "rth" })?.bars ?? [];
}

describe("MarketStream", () => {
  it("loads history, then goes on from its cursor", async () => {
    const { server, stream, phases } = build();
    server.commit(makeBar({ index: 0 }));
    stream.subscribe(SPY);
    await settle();
    expect(server.resumes).toEqual([1]);
    server.commit(makeBar({ index: 1 }));
    await settle();
    expect(copyOf(stream, "SPY")).toEqual(server.current("SPY", "1m"));
    expect(phases).toEqual(["connecting", "live"]);
    stream.stop();
  });

  it("P11 two symbols share one stream and each gets all of its bars, cuts included", async () => {
    const { server, clock, stream } = build();
    server.commit(makeBar({ index: 0 }));
    stream.subscribe(BOTH);
    await settle();
    for (let index = 1; index < 9; index += 1) {
      server.commit(makeBar({ index, symbol: index % 2 === 0 ? "SPY" : "QQQ" }));
      if (index === 4) server.cutAll();
      await settle();
    }
    await clock.advance(30_000);
    for (const symbol of BOTH.symbols) {
      expect(copyOf(stream, symbol)).toEqual(server.current(symbol, "1m"));
    }
    stream.stop();
  });

  it("S1 whatever is cut and whenever, the copy ends equal to the server's", async () => {
    const step = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({ kind: fc.constant("commit" as const), index: fc.nat(6), qqq: fc.boolean() }),
      },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant("cut" as const) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("forget" as const) }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant("wait" as const), ms: fc.nat(4_000) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("older" as const) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const { server, clock, stream } = build();
        stream.subscribe(BOTH);
        await settle();
        const revs = new Map<string, number>();
        for (const action of steps) {
          if (action.kind === "commit") {
            const symbol = action.qqq ? "QQQ" : "SPY";
            const rev = revs.get(`${symbol}${action.index}`) ?? 0;
            revs.set(`${symbol}${action.index}`, rev + 1);
            server.commit(makeBar({ index: action.index, symbol, rev, close: 10 + server.cursor }));
          } else if (action.kind === "cut") server.cutAll();
          else if (action.kind === "forget") server.keptFrom = server.cursor;
          else if (action.kind === "wait") await clock.advance(action.ms);
          else await stream.loadOlder("SPY", 2);
        }
        await clock.advance(60_000);
        for (const symbol of BOTH.symbols) {
          expect(copyOf(stream, symbol)).toEqual(server.current(symbol, "1m"));
        }
        stream.stop();
      }),
      { numRuns: 40 },
    );
  });

  it("drops what it has seen: a frame at or before the cursor", async () => {
    const { server, stream } = build();
    stream.subscribe(SPY);
    await settle();
    server.commit(makeBar({ index: 0 }));
    server.say(sse("bar", makeBar({ index: 0, close: 5, rev: 9 }), 1));
    await settle();
    expect(stream.counts.duplicates).toBe(1);
    expect(copyOf(stream, "SPY")).toEqual(server.current("SPY", "1m"));
    stream.stop();
  });

  it("a gap loads history again and the screen is told", async () => {
    const { server, clock, stream, phases } = build();
    server.commit(makeBar({ index: 0 }));
    stream.subscribe(SPY);
    await settle();
    server.cutAll();
    server.commit(makeBar({ index: 1 }));
    server.keptFrom = 2;
    await clock.advance(2_000);
    expect(phases).toEqual(["connecting", "live", "reconnecting", "live", "gap-filling", "live"]);
    expect(copyOf(stream, "SPY")).toHaveLength(2);
    stream.stop();
  });

  it("a restart of the server is reported once, and the cursor stays valid", async () => {
    const { server, clock, stream } = build();
    const epochs: string[] = [];
    stream.epochs.on((epoch) => epochs.push(epoch.epochId));
    stream.subscribe(SPY);
    await settle();
    server.commit(makeBar({ index: 0 }));
    await settle();
    server.epochId = "epoch-2";
    server.cutAll();
    await clock.advance(20_000);
    expect(epochs).toEqual(["epoch-1", "epoch-2"]);
    expect(server.resumes).toEqual([0, 1]);
    stream.stop();
  });

  it("waits longer with each failure, and only stable data resets the wait", async () => {
    const { server, clock, stream } = build();
    server.down = true;
    clock.chance = 0.999;
    stream.subscribe(SPY);
    await settle();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 7; attempt += 1) {
      const wait = (stream.state.retryAtMs ?? 0) - clock.nowMs();
      waits.push(wait);
      await clock.advance(wait);
    }
    expect(waits).toEqual([500, 999, 1998, 3996, 7992, 15_984, 19_980]);
    server.down = false;
    await clock.advance(20_000);
    expect(stream.state.phase).toBe("live");
    server.cutAll();
    await settle();
    expect(stream.state.attempt).toBeGreaterThan(7);
    await clock.advance(20_000);
    await clock.advance(5_000);
    server.commit(makeBar({ index: 0 }));
    await settle();
    expect(stream.state.attempt).toBe(0);
    stream.stop();
  });

  it("silence is shown after a heartbeat and ends the connection after two and a half", async () => {
    const { server, clock, stream, phases } = build();
    stream.subscribe(SPY);
    await settle();
    await clock.advance(14_000);
    server.say(": beat\n\n");
    await settle();
    await clock.advance(17_000);
    expect(stream.state.phase).toBe("live");
    await clock.advance(2_000);
    expect(stream.state.phase).toBe("stale");
    server.say(": beat\n\n");
    await settle();
    expect(stream.state.phase).toBe("live");
    await clock.advance(37_500);
    expect(phases).toContain("reconnecting");
    stream.stop();
  });

  it("a bar that breaks the contract is never guessed: history is loaded again", async () => {
    const { server, clock, stream } = build();
    stream.subscribe(SPY);
    await settle();
    const bar = makeBar({ index: 0 });
    server.log.push({ cursor: 1, bar });
    server.say(sse("bar", { ...bar, ohlcv: null }, 1));
    await settle();
    await clock.advance(20_000);
    expect(stream.counts.badFrames).toBe(1);
    expect(copyOf(stream, "SPY")).toEqual([bar]);
    stream.stop();
  });

  it("P15 switching the timeframe and back keeps one copy of each bar", async () => {
    const { server, stream } = build();
    for (let index = 0; index < 5; index += 1) server.commit(makeBar({ index }));
    server.commit(makeBar({ index: 0, timeframe: "5m", volume: 500 }));
    stream.subscribe(SPY);
    await settle();
    stream.subscribe({ ...SPY, timeframe: "5m" });
    await settle();
    stream.subscribe(SPY);
    await settle();
    server.commit(makeBar({ index: 5 }));
    await settle();
    expect(copyOf(stream, "SPY")).toEqual(server.current("SPY", "1m"));
    expect(stream.book.all()).toHaveLength(1);
    expect(server.readers.size).toBe(1);
    stream.stop();
    await settle();
    expect(server.readers.size).toBe(0);
  });

  it("adding a symbol keeps the copies that are there and misses nothing of the new one", async () => {
    const { server, stream } = build();
    server.commit(makeBar({ index: 0 }));
    stream.subscribe(SPY);
    await settle();
    server.commit(makeBar({ index: 0, symbol: "QQQ" }));
    stream.subscribe(BOTH);
    server.commit(makeBar({ index: 1, symbol: "QQQ" }));
    server.commit(makeBar({ index: 1 }));
    await settle();
    for (const symbol of BOTH.symbols) expect(copyOf(stream, symbol)).toEqual(server.current(symbol, "1m"));
    expect(server.requests.filter((path) => path.includes("symbol=SPY"))).toHaveLength(1);
    stream.stop();
  });

  it("a newer protocol stops the stream and says what to do", async () => {
    const { server, stream } = build();
    server.protocol = 99;
    stream.subscribe(SPY);
    await settle();
    expect(stream.state).toMatchObject({
      phase: "outdated",
      reason: "The server is newer than this page. Reload.",
    });
    stream.stop();
  });

  it("pages older bars in until there are none", async () => {
    const server = new FakeServer();
    for (let index = 0; index < 10; index += 1) server.commit(makeBar({ index }));
    const stream = new MarketStream({
      api: new MarketApi({ fetch: server.fetch }),
      clock: new ManualClock(),
      historyLimit: 4,
    });
    stream.subscribe(SPY);
    await settle();
    expect(await stream.loadOlder("SPY", 4)).toBe(true);
    expect(await stream.loadOlder("SPY", 4)).toBe(true);
    expect(await stream.loadOlder("SPY", 4)).toBe(false);
    expect(copyOf(stream, "SPY")).toEqual(server.current("SPY", "1m"));
    stream.stop();
  });
});

describe("Backoff", () => {
  it("draws between nothing and a ceiling that doubles up to the cap", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.nat(40), (chance, attempts) => {
        const backoff = new Backoff(() => chance, { baseMs: 100, capMs: 5_000 });
        for (let attempt = 0; attempt < attempts; attempt += 1) {
          const wait = backoff.next();
          expect(wait).toBeGreaterThanOrEqual(0);
          expect(wait).toBeLessThanOrEqual(Math.min(5_000, 100 * 2 ** attempt));
        }
      }),
    );
  });
});
