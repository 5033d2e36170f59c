import { type Bar, MARKET_STREAM_PATH, PROTOCOL_VERSION, type Timeframe } from "@spotlight/contracts";
import { sse } from "./fixtures.ts";

/** One open stream of the {@link FakeServer}. */
interface FakeReader {
  readonly symbols: readonly string[];
  readonly timeframe: Timeframe;
  readonly write: (text: string) => void;
  readonly cut: () => void;
}

/** One committed fact. */
interface Entry {
  readonly cursor: number;
  readonly bar: Bar;
}

/**
 * The market API in memory, as the contract describes it: one log with cursors, history that is true at a cursor, and
 * streams that resume. Its `fetch` goes into the client.
 */
export class FakeServer {
  readonly log: Entry[] = [];
  readonly readers = new Set<FakeReader>();
  /** Every stream request's `lastEventId`, in order; null when it named none. */
  readonly resumes: (number | null)[] = [];
  readonly requests: string[] = [];
  epochId = "epoch-1";
  protocol: number = PROTOCOL_VERSION;
  /** Requests fail as if nothing listened. */
  down = false;
  /** Streams with an older cursor get a `gap`. */
  keptFrom = 0;
  #cursor = 0;

  get cursor(): number {
    return this.#cursor;
  }

  readonly fetch: typeof fetch = (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input, "http://fake");
    this.requests.push(`${url.pathname}${url.search}`);
    if (this.down) return Promise.reject(new TypeError("fetch failed"));
    if (url.pathname === "/api/history")
      return Promise.resolve(Response.json(this.#history(url.searchParams)));
    if (url.pathname === MARKET_STREAM_PATH) {
      return Promise.resolve(this.#stream(url.searchParams, init?.signal ?? null));
    }
    return Promise.resolve(Response.json({ error: { code: "not_found", message: "no" } }, { status: 404 }));
  };

  /** Commits a bar and sends it to the readers that asked for it. */
  commit(bar: Bar): void {
    this.#cursor += 1;
    const entry = { cursor: this.#cursor, bar };
    this.log.push(entry);
    for (const reader of this.readers) {
      if (reader.timeframe === bar.timeframe && reader.symbols.includes(bar.symbol)) {
        reader.write(sse("bar", bar, entry.cursor));
      }
    }
  }

  /** Sends a text to every reader. */
  say(text: string): void {
    for (const reader of this.readers) reader.write(text);
  }

  /** Cuts every stream. */
  cutAll(): void {
    for (const reader of this.readers) reader.cut();
  }

  /** The bars that a history answer would carry now. */
  current(symbol: string, timeframe: Timeframe): Bar[] {
    const bySeq = new Map<number, Bar>();
    for (const { bar } of this.log) {
      if (bar.symbol === symbol && bar.timeframe === timeframe) bySeq.set(bar.seq, bar);
    }
    return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
  }

  #history(query: URLSearchParams) {
    const symbol = query.get("symbol") ?? "";
    const timeframe = (query.get("timeframe") ?? "1m") as Timeframe;
    const before = Number(query.get("before") ?? Number.POSITIVE_INFINITY);
    const bars = this.current(symbol, timeframe).filter((bar) => bar.bar_start < before);
    const page = bars.slice(-Number(query.get("limit") ?? 500));
    return { symbol, timeframe, session: "rth", cursor: this.#cursor, bars: page, gaps: [] };
  }

  #stream(query: URLSearchParams, signal: AbortSignal | null): Response {
    const symbols = (query.get("symbols") ?? "").split(",");
    const timeframe = (query.get("timeframe") ?? "1m") as Timeframe;
    const asked = query.get("lastEventId");
    const from = asked === null ? this.#cursor : Number(asked);
    this.resumes.push(asked === null ? null : from);
    const encoder = new TextEncoder();
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        const reader: FakeReader = {
          symbols,
          timeframe,
          write: (text) => controller.enqueue(encoder.encode(text)),
          cut: () => {
            this.readers.delete(reader);
            controller.error(new Error("cut"));
          },
        };
        signal?.addEventListener("abort", () => {
          if (this.readers.has(reader)) reader.cut();
        });
        this.readers.add(reader);
        this.#greet(reader, from);
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  }

  #greet(reader: FakeReader, from: number): void {
    const head = { nowMs: 0, protocol: this.protocol, symbols: reader.symbols, session: "rth", cursor: from };
    reader.write(sse("bootstrap", { ...head, timeframe: reader.timeframe }));
    reader.write(sse("epoch", { epochId: this.epochId, epochStartMs: 0 }));
    if (from < this.keptFrom) {
      reader.write(sse("gap", { reason: "too old", cursor: this.#cursor }));
      return;
    }
    for (const { cursor, bar } of this.log) {
      if (cursor <= from || bar.timeframe !== reader.timeframe || !reader.symbols.includes(bar.symbol))
        continue;
      reader.write(sse("bar", bar, cursor));
    }
  }
}
