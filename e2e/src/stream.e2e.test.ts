import { MarketApi, MarketStream, type Subscription } from "@spotlight/web/stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { historyOf } from "./desk.ts";
import { TestServer, missingBuild } from "./server.ts";
import { until } from "./until.ts";

const SUBSCRIPTION: Subscription = { symbols: ["SPY", "QQQ", "NVDA"], timeframe: "1m", session: "rth_ext" };

let server: TestServer;

beforeAll(async () => {
  const missing = missingBuild();
  if (missing !== null) throw new Error(missing);
  server = await TestServer.start({ HISTORY_DAYS: "10" });
});

afterAll(async () => {
  await server?.close();
});

/** A `fetch` whose streams break after a number of bytes that differs each time, inside frames as well. */
function cuttingFetch(): { fetch: typeof fetch; cuts: () => number } {
  let cuts = 0;
  const lengths = [37, 401, 1_024, 2_777, 777, 5_001, 3_333];
  return {
    cuts: () => cuts,
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") === true;
      if (!isStream || response.body === null) return response;
      let left = lengths[cuts % lengths.length] ?? 1_000;
      const cutter = new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          controller.enqueue(chunk.subarray(0, left));
          left -= chunk.length;
          if (left > 0) return;
          cuts += 1;
          controller.error(new Error("cut"));
        },
      });
      return new Response(response.body.pipeThrough(cutter), response);
    },
  };
}

describe("the stream library against the real server", () => {
  it("S1 a client that is cut off again and again ends with the server's bars, as one that never was", async () => {
    const cutting = cuttingFetch();
    const steady = new MarketStream({ api: new MarketApi({ base: server.origin }) });
    const cut = new MarketStream({
      api: new MarketApi({ base: server.origin, fetch: cutting.fetch }),
      backoff: { baseMs: 60, capMs: 120 },
    });
    steady.subscribe(SUBSCRIPTION);
    cut.subscribe(SUBSCRIPTION);
    await until("many cuts and some bars", 60_000, () => cutting.cuts() >= 20 && steady.counts.bars >= 15);
    expect(cut.counts.badFrames).toBe(0);
    for (const symbol of SUBSCRIPTION.symbols) {
      const key = { symbol, timeframe: SUBSCRIPTION.timeframe, session: SUBSCRIPTION.session };
      await until(`${symbol} to be equal in all three`, 30_000, async () => {
        const { bars } = await historyOf(server.origin, key);
        const wanted = JSON.stringify(bars);
        return [steady, cut].every((stream) => {
          const held = stream.book.series(key).bars.filter((bar) => bar.seq >= (bars[0]?.seq ?? 0));
          return JSON.stringify(held) === wanted;
        });
      });
    }
    steady.stop();
    cut.stop();
  });
});
